package org.shearnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A study of trainings small enough for seconds. */
class StudyCommandTest {

    private static final String BASE = """
            gal:
              type: Gaussian
              sigma: {type: Random, min: 0.3, max: 0.6}
              flux: {type: Random, min: 1, max: 5}
              ellip: {type: G1G2, g1: {type: RandomGaussian, sigma: 0.2}, g2: {type: RandomGaussian, sigma: 0.2}}
            psf: {type: Gaussian, sigma: 0.25}
            image: {type: Single, size: 21, pixel_scale: 0.2, random_seed: 4}
            network: {architecture: mlp}
            train: {stamps: 128, validation: 32, epochs: 1, batch: 32, noise_sigma: [1.0e-4, 1.0e-2]}
            benchmark: {galaxies: 24, noise_sigma: [1.0e-4, 1.0e-2], samples: 0, estimators: [{method: network}]}
            """;

    private static final String STUDY = """
            name: sizes
            base: base.yaml
            network: {dense: [8]}
            vary:
              train.stamps: [64, 128]
              rate: {slow: {train.learning_rate: 1.0e-3}, base: {}}
            repeat: 2
            kept: 1
            hypotheses:
              - "more <stamps> help: 128 < 64 @ 1e-4"
            """;

    @TempDir
    private Path folder;

    private Path study(String text) throws IOException {
        Files.writeString(folder.resolve("base.yaml"), BASE);
        return Files.writeString(folder.resolve("study.yaml"), text);
    }

    /** Lines without those columns that are times. */
    private static List<String> withoutTimes(Path csv) throws IOException {
        List<String> lines = Files.readAllLines(csv);
        List<String> names = List.of(lines.get(0).split(","));
        List<String> kept = new ArrayList<>();
        for (String line : lines) {
            List<String> cells = new ArrayList<>(List.of(line.split(",")));
            cells.remove(names.indexOf("train_seconds"));
            cells.remove(names.indexOf("ms_per_stamp"));
            kept.add(String.join(",", cells));
        }
        return kept;
    }

    @Test
    void aStudyIsRunOnceResumedAndWrittenAgain() throws IOException {
        Path config = study(STUDY);
        Path runs = folder.resolve("runs");
        CommandRun first = CommandRun.of("study --threads 1 --runs", runs, config);
        assertThat(first.code()).as(first.err()).isZero();
        Path own = runs.resolve("sizes");
        assertThat(first.out())
                .contains("more <stamps> help")
                .endsWith(own.resolve("study.html") + System.lineSeparator());
        assertThat(own.resolve("64-slow-s1/benchmark/summary.csv")).exists();
        assertThat(Files.readString(own.resolve("study.html")))
                .contains("more &lt;stamps&gt; help", "As written before the first run", "train.learning_rate")
                .doesNotContain("gal.flux</th>");
        List<String> table = withoutTimes(own.resolve("study.csv"));
        assertThat(table).hasSize(9);
        assertThat(table.get(0))
                .startsWith("run,seed,train.stamps,rate,train.learning_rate,status,rmse_over_crlb_in_stamp_1e-4,")
                .endsWith(",parameters,mflop,stamps,commit");
        assertThat(table.get(1)).startsWith("64-slow-s1,1,64,slow,1.0e-3,ok,");
        assertThat(table.get(3)).startsWith("64-base-s1,1,64,base,,ok,");
        assertThat(table.get(1).split(",")[6])
                .as("another seed, another network")
                .isNotEqualTo(table.get(2).split(",")[6]);

        // as an interrupt leaves it: a run that was begun and trained, and one of which nothing is known
        Path record = own.resolve("128-slow-s1/study-run.json");
        Files.writeString(record, Files.readString(record).replace("\"OK\"", "\"WAITING\""));
        Files.delete(own.resolve("128-base-s2/study-run.json"));
        for (String left : new String[] {"model.zip", "config.yaml"}) {
            Files.delete(own.resolve("128-base-s2").resolve(left));
        }
        CommandRun refused = CommandRun.of("study --threads 2 --runs", runs, config);
        assertThat(refused.code()).as("files that no study put there").isEqualTo(ExitCode.BAD_DATA);
        assertThat(refused.err()).contains("run 7 of 8, 128-slow-s1", "no run of this study");
        assertThat(CommandRun.of("study --page --runs", runs, config).code()).isZero();
        assertThat(withoutTimes(own.resolve("study.csv")))
                .as("one is not known")
                .hasSize(8);
        deleteAll(own.resolve("128-base-s2"));
        CommandRun resumed = CommandRun.of("study --resume --threads 2 --runs", runs, config);
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(resumed.err()).contains("run 8 of 8").doesNotContain("trained 64-slow-s1");
        assertThat(withoutTimes(own.resolve("study.csv"))).isEqualTo(table);
    }

    private static void deleteAll(Path folder) throws IOException {
        List<Path> all;
        try (var files = Files.walk(folder)) {
            all = files.sorted(java.util.Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.delete(file);
        }
    }

    @Test
    void aRunThatDivergesIsARow() throws IOException {
        Path config = study("""
                base: base.yaml
                name: rates
                vary: {train.learning_rate: [1.0e-3, 10]}
                network: {dense: [8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8]}
                train: {clip: 0, warmup: 0, epochs: 2}
                repeat: 1
                """);
        CommandRun run = CommandRun.of("study --threads 1 --runs", folder, config);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(Files.readAllLines(folder.resolve("rates/study.csv")))
                .hasSize(3)
                .anyMatch(line -> line.startsWith("10-s1,1,10,diverged,nan,"));
        assertThat(Files.readString(folder.resolve("rates/study.html"))).contains("of which 1 failed or diverged");
    }

    @Test
    void theRunsAreSaidBeforehand() throws IOException {
        CommandRun run =
                CommandRun.of("study --dry-run --set repeat=1 --set train.epochs=3 --runs", folder, study(STUDY));
        assertThat(run.out().lines()).containsExactly("64-slow-s1", "64-base-s1", "128-slow-s1", "128-base-s1");
    }

    @Test
    void whatIsWrongIsSaidBeforeAnyRun() throws IOException {
        String start = "base: base.yaml\nvary: ";
        says(start + "{network.pool: [2]}", ":2: network.pool: unknown key 'pool'");
        says(start + "{netwrk.dense: [[2]]}", "unknown section 'netwrk'; did you mean 'network'?");
        says(start + "{train.epochs: 3}", "give a list of values");
        says(start + "{size: [3, 4]}", "names keys that change together");
        says(start + "{size: {a: 3}}", "variant 'a' must be a mapping");
        says(start + "{network: [{architecture: mlp}]}", "a value of several keys needs a name");
        says(start + "{train.stamps: [3], n: {a: {train.stamps: 3}}}", "changes 'train.stamps', and so does");
        says(start + "{train.stamps: [64, 64]}", "has '64' twice");
        says(start + "{train.seed: [1, 2]}", "is what 'repeat' changes");
        says(start + "{train.stamps: {range: [1, 2]}}", "which takes 'method: random'");
        says(start + "{train.stamps: [64]}\nfigure: m1", "unknown figure 'm1'");
        for (String column : List.of("outlier_fraction", "coverage_68", "coverage_95")) {
            says(start + "{train.stamps: [64]}\nfigure: " + column, "unknown figure '" + column + "'");
        }
        says(
                start + "{depth: {a: {benchmark: {noise_sigma: [1.0e-3], estimators: [{method: network}]}},"
                        + " b: {benchmark: {s2n: [50], estimators: [{method: network}]}}}}",
                "the benchmark of a-s1 has levels of noise_sigma and that of b-s1 of s2n");
        says(start + "{train.stamps: [64]}\nfigure: function_over_crlb_in_stamp", "takes repeated noise");
        says(start + "{train.stamps: [64]}\nmethod: random", "'draws' is missing");
        says(start + "{train.stamps: [64]}\nrungs: [1]", "belongs to 'method: halving'");
        says(start + "{train.epochs: [1]}\nmethod: halving\nrungs: [1]", "what the rungs of halving change");
        says(start + "{train.stamps: [64]}\nestimator: ngmix", "unknown estimator 'ngmix'");
        says(start + "{train.stamps: [64]}\nat: 3", "no level 3 in the benchmark");
        says(start + "{train.stamps: [64]}\nhypothesis: [a]", "did you mean 'hypotheses'");
        says(start + "{train.stamps: [64]}\nname: a/b", "names a folder");
        says("base: nothing.yaml\nvary: {train.stamps: [64]}", "no file nothing.yaml beside study.yaml");
        says(start + "{network.dense: [[8], [0]]}", "network.dense");
    }

    private void says(String text, String words) throws IOException {
        CommandRun run = CommandRun.of("study --runs", folder.resolve("runs"), study(text + "\n"));
        assertThat(run.err()).contains(words);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.BAD_CONFIG);
        assertThat(folder.resolve("runs")).doesNotExist();
    }
}
