package org.shearnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shearnet.galaxysim.fits.FitsFile;
import org.shearnet.galaxysim.fits.FitsHeader;
import org.shearnet.hadoop.ProbeFiles;

/** Input and output on a file system of Hadoop, {@code probe:} here, and results that stay in parts. */
class HadoopRunTest {

    /** The least that is read at a time (bytes). */
    private static final long MEGABYTE = 1 << 20;

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("job.yaml"), PieceRunsTest.SCENE + "output: {nimages: 100}\n");
        ProbeFiles.LOST_RENAMES.set(0);
        ProbeFiles.FAILED_RENAMES.set(0);
    }

    private CommandRun run(String line) {
        return CommandRun.of(line.replace("@", folder + "/"));
    }

    private CommandRun ok(String line) {
        CommandRun run = run(line);
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    private void refused(int code, String why, String line) {
        CommandRun run = run(line);
        assertThat(run.err()).contains(why).doesNotContain("internal").doesNotContain("Exception");
        assertThat(run.code()).as(run.err()).isEqualTo(code);
    }

    private void same(String one, String other) throws IOException {
        assertThat(Files.mismatch(folder.resolve(one), folder.resolve(other))).isEqualTo(-1);
    }

    private List<String> files(String name) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(name))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void stampsAndCataloguesAreThoseOfOneProcess() throws IOException {
        ok("simulate @job.yaml -o @one.fits");
        CommandRun run = ok("simulate @job.yaml -o probe:@sky/many.fits --spark local[2]");
        assertThat(run.out().strip()).isEqualTo("probe:" + folder.resolve("sky/many.fits"));
        same("one.fits", "sky/many.fits");
        String measure = "measure probe:@sky/many.fits --method metacal --model gauss --seed 3";
        for (String ending : List.of("fits", "parquet", "csv.gz")) {
            ok(measure + " -o @one." + ending);
            ok(measure + " -o probe:@sky/cat." + ending + " --spark local[2] --pieces 7");
            same("one." + ending, "sky/cat." + ending);
        }
        assertThat(files("sky"))
                .containsExactly("cat.csv.gz", "cat.csv.gz-metadata.json", "cat.fits", "cat.parquet", "many.fits");
        // a result that is there is replaced
        ok("simulate @job.yaml -o probe:@sky/many.fits --first 7 --spark local[2]");
        assertThat(Files.mismatch(folder.resolve("one.fits"), folder.resolve("sky/many.fits")))
                .isNotEqualTo(-1);
    }

    @Test
    void aPieceReadsItsRowsAlone() {
        ok("simulate @job.yaml -o @big.fits --count 24000");
        long size = folder.resolve("big.fits").toFile().length();
        assertThat(size).isGreaterThan(20 * MEGABYTE);
        ProbeFiles.READ.set(0);
        ok("measure probe:@big.fits -o @piece.fits --method admom --piece 4/20");
        assertThat(ProbeFiles.READ.get()).isPositive().isLessThan(size / 3);
    }

    @Test
    void exposuresOfMedsFilesAreReadThere() throws IOException {
        Files.writeString(
                folder.resolve("meds.yaml"),
                PieceRunsTest.SCENE + "output: {type: MEDS, nobjects: 9, nstamps_per_object: 2, bands: {i: 1}}\n");
        ok("simulate @meds.yaml -o @meds.fits");
        String measure = "measure probe:@meds_i.fits --method ngmix --neighbours mask";
        ok(measure + " -o @one.fits");
        ok(measure + " -o probe:@many.fits --spark local[2] --pieces 4");
        same("one.fits", "many.fits");
    }

    @Test
    void partsTogetherAreTheCatalogue() throws IOException {
        ok("simulate @job.yaml -o @one.fits");
        String measure = "measure @one.fits --method metacal --model gauss --seed 3";
        ok(measure + " -o @cat.fits");
        ok(measure + " -o @cat.csv");
        CommandRun run = ok(measure + " -o @parts --in-parts --spark local[2] --pieces 3");
        assertThat(run.err()).contains("the first part: 0 of 33 stamps flagged");
        assertThat(run.out().strip()).isEqualTo(folder.resolve("parts").toString());
        List<String> names =
                List.of("part-00001-of-00003.fits", "part-00002-of-00003.fits", "part-00003-of-00003.fits");
        assertThat(files("parts")).containsExactly("_SUCCESS", names.get(0), names.get(1), names.get(2));
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        for (String name : names) {
            rows.write(rows(folder.resolve("parts").resolve(name)));
        }
        assertThat(rows.toByteArray()).isEqualTo(rows(folder.resolve("cat.fits")));
        ok(measure + " -o probe:@parts.csv --in-parts --spark local[2] --pieces 3");
        List<String> lines = new ArrayList<>();
        for (String name : names) {
            List<String> part = Files.readAllLines(folder.resolve("parts.csv").resolve(name.replace(".fits", ".csv")));
            lines.addAll(lines.isEmpty() ? part : part.subList(1, part.size()));
        }
        assertThat(lines).isEqualTo(Files.readAllLines(folder.resolve("cat.csv")));
        ok(measure + " -o probe:@parts.parquet --in-parts --spark local[2] --pieces 2");
        assertThat(files("parts.parquet"))
                .containsExactly("_SUCCESS", "part-00001-of-00002.parquet", "part-00002-of-00002.parquet");
    }

    /** The bytes of a catalogue's rows, its last HDU's. */
    private static byte[] rows(Path catalogue) throws IOException {
        try (FitsFile file = new FitsFile(catalogue)) {
            FitsHeader header = file.find("CATALOG").header();
            int bytes = (int) (header.number("NAXIS1", 0) * header.number("NAXIS2", 0));
            int padded = (bytes + 2879) / 2880 * 2880;
            byte[] all = Files.readAllBytes(catalogue);
            return Arrays.copyOfRange(all, all.length - padded, all.length - padded + bytes);
        }
    }

    @Test
    void stampsStayInPartsToo() throws IOException {
        ok("simulate @job.yaml -o @one.fits --first 50 --count 50");
        ok("simulate @job.yaml -o @parts --in-parts --spark local[2] --pieces 2");
        ok("measure @one.fits -o @one.csv --method admom");
        ok("measure @parts/part-00002-of-00002.fits -o @two.csv --method admom");
        same("one.csv", "two.csv");
    }

    /** The first attempts at two parts fail, one of them after its part got its name. */
    @Test
    void anotherAttemptDoublesNothing() throws IOException {
        ok("simulate @job.yaml -o @one.fits");
        String measure = "measure @one.fits --method admom";
        ok(measure + " -o probe:@calm.csv --in-parts --spark local[2] --pieces 4");
        ProbeFiles.FAILED_RENAMES.set(1);
        ProbeFiles.LOST_RENAMES.set(1);
        ok(measure + " -o probe:@rough.csv --in-parts --spark local[2] --pieces 4");
        assertThat(ProbeFiles.FAILED_RENAMES.get() + ProbeFiles.LOST_RENAMES.get())
                .isZero();
        assertThat(files("rough.csv")).isEqualTo(files("calm.csv"));
        for (String name : files("calm.csv")) {
            same("calm.csv/" + name, "rough.csv/" + name);
        }
        ProbeFiles.FAILED_RENAMES.set(4);
        refused(1, "failed 4 times", measure + " -o probe:@bad.csv --in-parts --spark local --pieces 1");
        assertThat(files("")).noneMatch(name -> name.startsWith("bad"));
    }

    @Test
    void whatCannotBeIsRefusedInOneLine() throws IOException {
        refused(4, "none.fits: no such file", "measure probe:@none.fits -o @x.fits --method admom --spark local");
        refused(2, "Hadoop knows no file system 'nosuch'", "measure nosuch://h/x -o @x.fits --method admom");
        refused(2, "the class of the file system 's3a' is not", "simulate @job.yaml -o s3a://b/x.fits --spark local");
        refused(
                1,
                "no machine of that name: no-such-machine.invalid",
                "measure hdfs://no-such-machine.invalid/x -o @x.fits --method admom");
        refused(2, "--in-parts is for --spark", "simulate @job.yaml -o @parts --in-parts");
        for (String line : List.of(
                "benchmark @job.yaml --runs s3a://b/runs",
                "benchmark s3a://b/job.yaml",
                "merge s3a://b/1.fits -o x.fits",
                "inspect s3a://b/run",
                "measure @one.fits -o @x.fits --method network --network s3a://b/run",
                "study probe:@study.yaml")) {
            refused(2, ": a name on another file system", line);
        }
        Files.createDirectories(folder.resolve("full"));
        Files.writeString(folder.resolve("full/part-00001-of-00009.fits"), "");
        refused(2, "has part-00001-of-00009.fits in it", "simulate @job.yaml -o probe:@full --in-parts --spark local");
        refused(2, "has part-00001-of-00009.fits in it", "simulate @job.yaml -o @full --in-parts --spark local");
        assertThat(Files.exists(folder.resolve("x.fits"))).isFalse();
        assertThat(Files.exists(Path.of("s3a:"))).isFalse();
    }
}
