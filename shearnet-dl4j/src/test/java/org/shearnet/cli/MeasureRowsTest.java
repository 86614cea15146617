package org.shearnet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.FitsTableReader;
import org.shearnet.table.ParquetFile;

/** Which rows are measured, in which form they are written, and that neither an interrupt nor a cut changes a bit of them. */
class MeasureRowsTest {

    private static final String SCENE = """
            gal:
              type: Gaussian
              sigma: {type: Random, min: 0.3, max: 0.6}
              flux: {type: Random, min: 1, max: 5}
              ellip: {type: G1G2, g1: {type: RandomGaussian, sigma: 0.2}, g2: {type: RandomGaussian, sigma: 0.2}}
            psf: {type: Gaussian, sigma: 0.25}
            image: {type: Single, size: 15, pixel_scale: 0.2, random_seed: 4, noise: {type: Gaussian, sigma: 0.01}}
            output: {type: DataCube, nimages: 40}
            """;

    /** Sums in another order; measured 0. */
    private static final double ROUNDING = 1e-13;

    @TempDir
    private Path folder;

    private Path config;
    private Path stamps;

    @BeforeEach
    void simulate() throws IOException {
        config = Files.writeString(folder.resolve("scene.yaml"), SCENE);
        stamps = folder.resolve("stamps.fits");
        ok("simulate", config, "-o", stamps);
    }

    private static CommandRun ok(String command, Object... words) {
        CommandRun run = CommandRun.of(command, words);
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    private static void refused(int code, String why, String command, Object... words) {
        CommandRun run = CommandRun.of(command, words);
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.err()).contains(why).doesNotContain("\n", "internal");
    }

    private Path measured(String name, String how) {
        Path file = folder.resolve(name);
        ok("measure " + stamps + " -o " + file + " " + how);
        return file;
    }

    private static void assertSame(Path one, Path other) throws IOException {
        assertThat(Files.mismatch(one, other)).as(one + " and " + other).isEqualTo(-1);
    }

    @Test
    void rowsOfARangeAreThoseOfTheWhole() {
        FitsTable whole = FitsTableReader.read(measured("all.fits", "--method ngmix"), "CATALOG");
        FitsTable some = FitsTableReader.read(measured("some.fits", "--method ngmix --first 30 --count 7"), "CATALOG");
        assertThat(some.longs("id")).isEqualTo(whole.rows(30, 7).longs("id"));
        assertThat(some.doubles("g1")).isEqualTo(whole.rows(30, 7).doubles("g1"));
        refused(4, "it has rows 0 to 39", "measure " + stamps + " -o x.fits --method admom --first 40");
        refused(4, "it has rows 0 to 39", "measure " + stamps + " -o x.fits --method admom --first 39 --count 2");
        refused(2, "--first must be 0 or more", "measure " + stamps + " -o x.fits --method admom --first -1");
    }

    @Test
    void allFormatsHaveTheSameNumbers() throws IOException {
        FitsTable fits = FitsTableReader.read(measured("c.fits", "--method metacal"), "CATALOG");
        ParquetFile parquet = new ParquetFile(measured("c.parquet", "--method metacal"));
        List<String> csv = Files.readAllLines(measured("c.csv", "--method metacal"));
        List<String> names = List.of(csv.get(0).split(","));
        assertThat(parquet.columns().keySet()).containsExactlyElementsOf(names);
        assertThat(names).contains("g_cov_1_2", "r11", "g1_1p");
        for (String name : names) {
            boolean ofArray = name.startsWith("g_cov");
            for (int i = 0; i < fits.rows(); i++) {
                double value = ofArray
                        ? fits.doubles("g_cov")[4 * i + 2 * (name.charAt(6) - '1') + name.charAt(8) - '1']
                        : fits.doubles(name)[i];
                assertThat(((Number) parquet.columns().get(name).get(i)).doubleValue())
                        .as(name)
                        .isEqualTo(value);
                String cell = csv.get(i + 1).split(",")[names.indexOf(name)];
                assertThat(cell.equals("nan") ? Double.NaN : Double.parseDouble(cell))
                        .isEqualTo(value);
            }
        }
        assertThat(parquet.words()).containsEntry("METHOD", "metacal").containsKey("CREATOR");
        assertThat(fits.header().text("TUCD3")).isNull(); // of the structure, and read with it
    }

    @Test
    void responsesComputedFromTheTablesAreTheCataloguesOwn() throws IOException {
        FitsTable own = FitsTableReader.read(measured("own.fits", "--method metacal --metacal-step 0.02"), "CATALOG");
        Path file = measured("tables.fits", "--method metacal --metacal-step 0.02 --metacal-tables");
        double[][] p1 = shapes(file, "1p");
        double[][] m1 = shapes(file, "1m");
        double[][] p2 = shapes(file, "2p");
        double[][] m2 = shapes(file, "2m");
        assertThat(own.rows()).isEqualTo(40);
        for (int i = 0; i < own.rows(); i++) {
            assertThat((p1[0][i] - m1[0][i]) / 0.04).isCloseTo(own.doubles("r11")[i], within(ROUNDING));
            assertThat((p2[0][i] - m2[0][i]) / 0.04).isCloseTo(own.doubles("r12")[i], within(ROUNDING));
            assertThat((p1[1][i] - m1[1][i]) / 0.04).isCloseTo(own.doubles("r21")[i], within(ROUNDING));
            assertThat((p2[1][i] - m2[1][i]) / 0.04).isCloseTo(own.doubles("r22")[i], within(ROUNDING));
        }
        assertThat(shapes(file, "noshear")[0]).isEqualTo(own.doubles("g1"));
        ParquetFile one =
                new ParquetFile(measured("t.parquet", "--method metacal --metacal-step 0.02 --metacal-tables"));
        assertThat(one.rows()).isEqualTo(200);
        assertThat(one.columns().get("shear").subList(0, 6))
                .isEqualTo(List.of("noshear", "1p", "1m", "2p", "2m", "noshear"));
        assertThat(IntStream.range(0, 40)
                        .mapToObj(i -> one.columns().get("g2").get(5 * i + 2))
                        .toList())
                .isEqualTo(java.util.Arrays.stream(m1[1]).boxed().toList());
        refused(2, "--metacal-tables needs", "measure " + stamps + " -o x.fits --method ngmix --metacal-tables");
    }

    private static double[][] shapes(Path file, String image) {
        FitsTable table = FitsTableReader.read(file, image);
        assertThat(table.has("shear")).isFalse();
        return new double[][] {table.doubles("g1"), table.doubles("g2")};
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--method ngmix",
                "--method metacal --metacal-tables --keep flux",
                "--method metacal --select s2n>20"
            })
    void piecesOfAnyNumberMakeTheWhole(String how) throws IOException {
        for (int n : new int[] {1, 7}) {
            List<Object> words = new ArrayList<>();
            for (int i = 1; i <= n; i++) {
                Path piece = folder.resolve("stamps-" + i + ".fits");
                ok("simulate " + config + " --piece " + i + "/" + n + " -o " + piece);
                words.add(piece);
            }
            Collections.reverse(words);
            Path joined = folder.resolve("joined.fits");
            ok("merge -o " + joined, words.toArray());
            assertSame(stamps, joined);
            words.clear();
            for (int i = 1; i <= n; i++) {
                words.add(measured("cat-" + i + ".fits", how + " --piece " + i + "/" + n));
            }
            Collections.rotate(words, 3);
            for (String ending : List.of("fits", "parquet", "csv")) {
                Path whole = measured("whole." + ending, how);
                Path merged = folder.resolve("merged." + ending);
                CommandRun run = ok("merge -o " + merged, words.toArray());
                assertSame(whole, merged);
                CommandRun one = ok("measure " + stamps + " -o " + merged + " " + how);
                assertThat(run.out()).isEqualTo(one.out());
            }
        }
    }

    @Test
    void piecesThatAreMissingDamagedOrOfAnotherWholeAreNamed() throws IOException {
        Path[] p = new Path[4];
        for (int i = 1; i <= 3; i++) {
            p[i] = measured("p" + i + ".fits", "--method admom --piece " + i + "/3");
        }
        Path out = folder.resolve("out.fits");
        refused(4, "missing or damaged: pieces 1/3, 3/3; run again alone: --piece 1/3", "merge -o " + out, p[2]);
        Path other = measured("other.fits", "--method regauss --piece 2/3");
        refused(4, "other.fits: is of another whole", "merge -o " + out, p[1], other, p[3]);
        refused(4, "other options: shearnet measure ", "merge -o " + out, p[1], other, p[3]);
        refused(4, "p1.fits: piece 1/3, as ", "merge -o " + out, p[1], p[1], p[3]);
        refused(4, "stamps.fits: is no piece of a whole", "merge -o " + out, p[1], stamps);
        try (RandomAccessFile cut = new RandomAccessFile(p[2].toFile(), "rw")) {
            cut.setLength(cut.length() - 2880);
        }
        refused(
                4,
                "damaged: piece 2/3 (" + p[2] + ": HDU 1 (CATALOG): the file is truncated",
                "merge -o " + out,
                p[1],
                p[2],
                p[3]);
        assertThat(out).doesNotExist();
        measured("p2.fits", "--method admom --piece 2/3");
        ok("merge -o " + out, p[1], p[2], p[3]);
        assertSame(measured("whole.fits", "--method admom"), out);
        refused(2, "a piece is a FITS file", "measure " + stamps + " -o x.parquet --method admom --piece 1/2");
        refused(2, "pieces are 1/2 to 2/2", "measure " + stamps + " -o x.fits --method admom --piece 3/2");
        refused(2, "as in 3/7", "measure " + stamps + " -o x.fits --method admom --piece 0.5");
        refused(2, "there are 40 rows only", "measure " + stamps + " -o x.fits --method admom --piece 1/41");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fits", "parquet"})
    void aRunThatWasInterruptedGoesOnToTheSameBits(String ending) throws Exception {
        ok("simulate " + config + " --count 16001 -o " + stamps);
        long start = System.nanoTime();
        Path whole = measured("whole." + ending, "--method ngmix");
        long most = (System.nanoTime() - start) / 1_000_000 * 4 / 10; // two or three batches of 2000
        Path cut = folder.resolve("cut." + ending);
        Path kept = folder.resolve("cut." + ending + ".measured");
        String command = "measure " + stamps + " -o " + cut + " --method ngmix";
        Thread main = Thread.currentThread();
        Thread killer = new Thread(() -> {
            try {
                Thread.sleep(most);
            } catch (InterruptedException e) {
                return;
            }
            main.interrupt();
        });
        killer.start();
        CommandRun first = CommandRun.of(command);
        killer.join();
        Thread.interrupted();
        assertThat(first.code()).as(first.err()).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(first.err()).contains(" of 16001 objects are kept, go on with: shearnet measure");
        assertThat(cut).doesNotExist();
        assertThat(kept).exists();
        refused(4, "--resume: the options changed since", command + " --resume --model exp");
        byte[] pixels = Files.readAllBytes(stamps);
        byte[] other = pixels.clone();
        other[2880 * 4] ^= 1;
        Files.write(stamps, other);
        refused(4, "--resume: the input changed since", command + " --resume");
        Files.write(stamps, pixels);
        CommandRun second = ok(command + " --resume --threads 1");
        assertThat(second.err()).contains(" of 16001 objects were measured already");
        assertSame(whole, cut);
        assertThat(kept).doesNotExist();
    }
}
