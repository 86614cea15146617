package org.shearnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.FitsTableReader;

/** Pieces of benchmarks and studies end as one process does, but for times. */
class PieceRunsTest {

    static final String SCENE = """
            name: job
            gal:
              type: Gaussian
              sigma: {type: Random, min: 0.3, max: 0.6}
              flux: {type: Random, min: 1, max: 5}
              ellip: {type: G1G2, g1: {type: RandomGaussian, sigma: 0.2}, g2: {type: RandomGaussian, sigma: 0.2}}
            psf: {type: Gaussian, sigma: 0.25}
            image: {type: Single, size: 15, pixel_scale: 0.3, random_seed: 4, noise: {type: Gaussian, sigma: 0.01}}
            benchmark:
              galaxies: 1100
              draws: 2
              noise_sigma: [1.0e-3, 1.0e-2]
              rings: 40
              ring_draws: 1
              off_training: 60
              wrong_assumptions: false
              samples: 2
              estimators:
                - {method: admom}
                - {method: fpfs, calibrate: scale}
            """;

    static final String STUDY = """
            name: study
            base: job.yaml
            benchmark: {galaxies: 60, draws: 0, rings: 0, off_training: 0, wrong_assumptions: false, samples: 0, estimators: [{method: admom}]}
            vary: {gal.flux: [1, 3]}
            repeat: 2
            figure: rmse_g1
            hypotheses: ["flux helps: 3 < 1 @ 1e-3"]
            """;

    private static final Set<String> TIMES = Set.of("ms_per_galaxy", "cpu_ms_per_galaxy", "ms_per_stamp");

    @TempDir
    private Path folder;

    private Path job;
    private Path study;

    @BeforeEach
    void write() throws IOException {
        job = Files.writeString(folder.resolve("job.yaml"), SCENE);
        study = Files.writeString(folder.resolve("study.yaml"), STUDY);
    }

    private static void ok(String command, Object... words) {
        CommandRun run = CommandRun.of(command, words);
        assertThat(run.code()).as(run.err()).isZero();
    }

    private static void refused(int code, String why, String command, Object... words) {
        CommandRun run = CommandRun.of(command, words);
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.err()).contains(why).doesNotContain("internal");
    }

    private Object[] pieces(String command, Path config, int n) {
        List<Object> folders = new ArrayList<>();
        for (int i = 1; i <= n; i++) {
            ok(command + " " + config + " --runs " + folder.resolve("cut") + " --piece " + i + "/" + n);
            folders.add(folder.resolve("cut")
                    .resolve(config.getFileName().toString().replace(".yaml", ""))
                    .resolve("pieces/" + i + "-of-" + n));
        }
        return folders.toArray();
    }

    /** A table without the columns that are times. */
    static List<List<String>> rows(Path csv) throws IOException {
        List<String[]> rows = Files.readAllLines(csv).stream()
                .map(line -> line.split(",", -1))
                .toList();
        int[] kept = IntStream.range(0, rows.get(0).length)
                .filter(i -> !TIMES.contains(rows.get(0)[i]))
                .toArray();
        return rows.stream()
                .map(row -> Arrays.stream(kept).mapToObj(i -> row[i]).toList())
                .toList();
    }

    private static Set<String> names(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .filter(name -> !name.endsWith("lock") || name.equals("study.lock"))
                    .collect(TreeSet::new, Set::add, Set::addAll);
        }
    }

    @Test
    void sevenPiecesOfABenchmarkAreTheBenchmark() throws IOException {
        ok("benchmark " + job + " --runs " + folder.resolve("one"));
        Object[] pieces = pieces("benchmark", job, 7);
        Path whole = folder.resolve("merged/job");
        CommandRun run = CommandRun.of("merge -o " + whole, pieces);
        assertThat(run.code()).as(run.err()).isZero();
        Path one = folder.resolve("one/job");
        assertThat(names(whole)).isEqualTo(names(one));
        for (String csv : List.of("summary.csv", "errorbars.csv")) {
            assertThat(rows(whole.resolve("benchmark").resolve(csv)))
                    .isEqualTo(rows(one.resolve("benchmark").resolve(csv)));
        }
        assertThat(Files.mismatch(one.resolve("benchmark/objects.fits"), whole.resolve("benchmark/objects.fits")))
                .isEqualTo(-1);
        // nothing was measured again, nor the bounds of galaxies
        FitsTable some = FitsTableReader.read(one.resolve("benchmark/objects.fits"), null);
        assertThat(some.rows()).isPositive();
        assertThat(run.err()).contains("measurements were there already");
        String[] measured = names(one.resolve("benchmark/measured")).toArray(String[]::new);
        long rows = 0;
        for (String name : measured) {
            rows += FitsTableReader.read(one.resolve("benchmark/measured").resolve(name), null)
                    .rows();
        }
        assertThat(run.err()).contains("shearnet: " + rows + " measurements were there already");

        refused(4, "missing or damaged: pieces 2/7", "merge -o " + whole, pieces[0], pieces[2]);
        refused(2, "give a folder of that name", "merge -o " + folder.resolve("x"), pieces);
        Path damaged = Path.of(pieces[3].toString()).resolve("piece.json");
        Files.writeString(damaged, Files.readString(damaged).substring(0, 50));
        refused(4, "damaged: piece 4/7 (" + damaged, "merge -o " + whole, pieces);
        ok("benchmark " + job + " --piece 4/7 --runs " + folder.resolve("cut"));
        ok("merge -o " + whole, pieces);
        Files.writeString(job, SCENE.replace("random_seed: 4", "random_seed: 5"));
        refused(4, "job.yaml: was changed since", "merge -o " + whole, pieces);
    }

    @Test
    void piecesOfAStudyAreTheStudy() throws IOException {
        ok("study " + study + " --runs " + folder.resolve("one"));
        Object[] pieces = pieces("study", study, 3);
        Path whole = folder.resolve("merged/study");
        ok("merge -o " + whole, pieces);
        Path one = folder.resolve("one/study");
        assertThat(names(whole)).isEqualTo(names(one));
        assertThat(rows(whole.resolve("study.csv"))).isEqualTo(rows(one.resolve("study.csv")));
        Files.delete(Path.of(pieces[1].toString()).resolve("3-s4/benchmark/summary.csv"));
        refused(4, "damaged: piece 2/3", "merge -o " + whole, pieces);
        refused(2, "there are 4 runs only", "study " + study + " --piece 1/5");
    }

    @Test
    void aPieceTrainsNoNetworkThatAllPiecesNeed() throws IOException {
        Files.writeString(
                job,
                SCENE.replace("- {method: admom}", "- {method: network}")
                        + "network: {architecture: enhanced}\ntrain: {stamps: 128, validation: 64, epochs: 1, batch: 64}\n");
        refused(
                4,
                "model.zip: is not there; pieces measure with a network that is trained: shearnet train ",
                "benchmark " + job + " --piece 1/2 --runs " + folder.resolve("cut"));
    }
}
