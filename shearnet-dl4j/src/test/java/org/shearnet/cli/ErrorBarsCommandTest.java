package org.shearnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.FitsTableReader;

/** Ensembles, dropout and calibrated errors from a YAML to the report and to a catalogue. */
class ErrorBarsCommandTest {

    private static final String SCENE = """
            name: tiny
            gal:
              type: Gaussian
              sigma: {type: Random, min: 0.3, max: 0.6}
              flux: {type: Random, min: 1, max: 5}
              ellip: {type: G1G2, g1: {type: RandomGaussian, sigma: 0.2}, g2: {type: RandomGaussian, sigma: 0.2}}
            psf: {type: Gaussian, sigma: 0.25}
            image: {type: Single, size: 21, pixel_scale: 0.2, random_seed: 4}
            """;

    private static final String NETWORK = """
            network: {architecture: mlp, dense: [24], dropout: 0.2}
            train: {stamps: 512, validation: 32, epochs: 3, batch: 32, noise_sigma: 1.0e-3, seed: 7}
            """;

    @TempDir
    private Path folder;

    /** The rows of a CSV by name. */
    private static List<Map<String, String>> rows(Path csv) throws IOException {
        List<String> lines = Files.readAllLines(csv);
        String[] heads = lines.get(0).split(",");
        return lines.stream()
                .skip(1)
                .map(line -> {
                    String[] cells = line.split(",", -1);
                    return IntStream.range(0, heads.length)
                            .boxed()
                            .collect(Collectors.toMap(k -> heads[k], k -> cells[k]));
                })
                .toList();
    }

    private static double number(Map<String, String> row, String column) {
        return Double.parseDouble(row.get(column));
    }

    private Map<String, String> row(Path csv, String method, String key, String value) throws IOException {
        return rows(csv).stream()
                .filter(r -> r.get("method").equals(method) && r.get(key).equals(value))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void networksOfSeveralSeedsAndMasksAreOneAnswerWithItsDoubt() throws IOException {
        String yaml = SCENE + NETWORK + """
                benchmark:
                  galaxies: 60
                  noise_sigma: [1.0e-3]
                  samples: 0
                  draws: 2
                  off_training: 30
                  estimators:
                    - {method: network, ensemble: 3}
                    - {method: network, dropout: 8}
                    - {method: network, ensemble: 2, dropout: 4}
                    - {method: network, label: alone}
                    - {method: network, ensemble: 3, calibrate: scale}
                    - {method: ngmix}
                """;
        Path config = Files.writeString(folder.resolve("tiny.yaml"), yaml);
        CommandRun run = CommandRun.of("benchmark --threads 2 --runs", folder, config);
        assertThat(run.code()).as(run.err()).isZero();
        for (String name : List.of("tiny", "tiny-seed8", "tiny-seed9")) {
            assertThat(folder.resolve(name).resolve("model.zip")).exists();
        }
        assertThat(folder.resolve("tiny-seed10")).doesNotExist();
        Path out = folder.resolve("tiny/benchmark");
        List<Map<String, String>> metrics = rows(out.resolve("errorbars.csv"));
        assertThat(metrics.stream().map(r -> r.get("method")).distinct())
                .containsExactly(
                        "network-ensemble3",
                        "network-dropout8",
                        "network-ensemble2-dropout4",
                        "network-ensemble3-scale",
                        "ngmix-gauss");
        Map<String, String> ensemble = row(out.resolve("errorbars.csv"), "network-ensemble3", "sample", "in_stamp");
        assertThat(number(ensemble, "epistemic_said")).isPositive();
        assertThat(number(ensemble, "epistemic_true")).isGreaterThan(0.01);
        assertThat(number(ensemble, "aleatoric_said")).isZero();
        Map<String, String> dropped = row(out.resolve("errorbars.csv"), "network-dropout8", "sample", "in_stamp");
        assertThat(number(dropped, "epistemic_said")).isGreaterThan(1e-3);
        Map<String, String> fit = row(out.resolve("errorbars.csv"), "ngmix-gauss", "sample", "in_stamp");
        assertThat(number(fit, "epistemic_said")).isZero();
        assertThat(number(fit, "aleatoric_said")).isPositive();
        assertThat(rows(out.resolve("errorbars-off-training.csv"))).hasSize(5 * 5);
        String page = Files.readString(out.resolve("report.html"));
        assertThat(page).contains("id=\"error-bars\"", "Off the training set", "No errors stated: alone".substring(1));
        FitsTable objects = FitsTableReader.read(out.resolve("objects.fits"), "OBJECTS");
        double[] spread = objects.doubles("g1_spread");
        double[] error = objects.doubles("g1_err");
        assertThat(IntStream.range(0, 60)).allMatch(i -> Double.isNaN(spread[i]) || spread[i] == error[i]);
        assertThat(Arrays.stream(spread, 0, 60).filter(s -> s > 0).count()).isGreaterThan(40);

        // the same batch by batch, in any number of threads, and read back from what was measured
        String before = Files.readString(out.resolve("errorbars.csv"));
        assertThat(CommandRun.of("benchmark --threads 1 --fresh --runs", folder, config)
                        .code())
                .isZero();
        assertThat(Files.readString(out.resolve("errorbars.csv"))).isEqualTo(before);
        CommandRun again = CommandRun.of("benchmark --threads 2 --runs", folder, config);
        assertThat(again.err()).contains("were there already");
        assertThat(Files.readString(out.resolve("errorbars.csv"))).isEqualTo(before);

        measured();
    }

    /** The members are measured where they lie; what needs a truth is refused. */
    private void measured() throws IOException {
        Path stamps = folder.resolve("stamps.fits");
        Path scene = Files.writeString(
                folder.resolve("scene.yaml"),
                SCENE.replace("name: tiny\n", "").replace("4}", "4, noise: {type: Gaussian, sigma: 1.0e-3}}")
                        + "output: {type: DataCube, nimages: 12}\n");
        CommandRun simulated = CommandRun.of("simulate " + scene + " -o " + stamps);
        assertThat(simulated.code()).as(simulated.err()).isZero();
        String measure =
                "measure " + stamps + " --method network --noise-sigma 1e-3 --network " + folder.resolve("tiny");
        Path catalogue = folder.resolve("cat.fits");
        CommandRun both = CommandRun.of(measure + " --ensemble 3 --dropout 5 -o " + catalogue);
        assertThat(both.code()).as(both.err()).isZero();
        FitsTable table = FitsTableReader.read(catalogue, "CATALOG");
        assertThat(table.has("g1_spread")).isTrue();
        assertThat(table.header().text("ENSEMBLE")).isEqualTo("3");
        assertThat(table.header().text("DROPOUT")).isEqualTo("5");
        CommandRun one = CommandRun.of(measure + " --dropout 5 --threads 1 -o " + catalogue);
        double[] alone = FitsTableReader.read(catalogue, "CATALOG").doubles("g1");
        CommandRun two = CommandRun.of(measure + " --dropout 5 --threads 2 -o " + catalogue);
        assertThat(one.code() + two.code()).isZero();
        assertThat(FitsTableReader.read(catalogue, "CATALOG").doubles("g1")).isEqualTo(alone);
        CommandRun missing = CommandRun.of(measure + " --ensemble 4 -o " + catalogue);
        assertThat(missing.code()).isEqualTo(ExitCode.BAD_DATA);
        assertThat(missing.err()).contains("tiny-seed10", "member 4").doesNotContain("\n");
        CommandRun input = CommandRun.of(measure + " --ensemble 3 -o " + folder.resolve("tiny-seed9/model.zip"));
        assertThat(input.code()).isEqualTo(ExitCode.USAGE);
        CommandRun scale = CommandRun.of(measure + " --ensemble 3 --calibrate scale -o " + catalogue);
        assertThat(scale.code()).isEqualTo(ExitCode.USAGE);
        assertThat(scale.err()).contains("stamps do not tell theirs").doesNotContain("\n");
    }

    @Test
    void galaxiesThatAllReachBeyondTheirStampsLeaveNumbersAndNoSection() throws IOException {
        String yaml = SCENE.replace("{type: Random, min: 0.3, max: 0.6}", "1.1")
                + "benchmark: {galaxies: 12, noise_sigma: [1.0e-3], samples: 0, estimators: [{method: ngmix}]}\n";
        CommandRun run =
                CommandRun.of("benchmark --runs", folder, Files.writeString(folder.resolve("tiny.yaml"), yaml));
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(rows(folder.resolve("tiny/benchmark/errorbars.csv")).stream().map(r -> r.get("sample")))
                .containsExactly("all");
        assertThat(Files.readString(folder.resolve("tiny/benchmark/report.html")))
                .doesNotContain("id=\"error-bars\"");
    }

    @Test
    void errorsThatNobodyStatesAreNotCalibrated() throws IOException {
        String yaml = SCENE + NETWORK.replace(", dropout: 0.2", "")
                + "benchmark: {galaxies: 10, noise_sigma: [1.0e-3], estimators: [{method: network, calibrate: scale}]}\n";
        CommandRun run =
                CommandRun.of("benchmark --runs", folder, Files.writeString(folder.resolve("tiny.yaml"), yaml));
        assertThat(run.code()).isEqualTo(ExitCode.BAD_CONFIG);
        assertThat(run.err().lines().reduce((a, b) -> b).orElseThrow())
                .contains("'network-scale' answers 0 with an error bar", "errors: true");
    }

    /** The error of a standard deviation of 6,944 pulls is 0.0085; measured 1.0026. */
    private static final double PULL_TOLERANCE = 0.02;

    /** Measured 1.00006. */
    private static final double BOUND_TOLERANCE = 0.02;

    /** The fit is efficient and says so; what is promised of exchangeable galaxies is kept, and not under another PSF. */
    @Test
    void fitsStateTheBoundAndConformalIntervalsHoldUntilTheSkyChanges() throws IOException {
        String june = Files.readString(Path.of("../configs/scenes/june2025.yaml"));
        String yaml = "name: june\n" + june + """
                benchmark:
                  galaxies: 4000
                  noise_sigma: [1.0e-4]
                  samples: 0
                  off_training: 1000
                  estimators:
                    - {method: ngmix, model: gauss}
                    - {method: ngmix, model: gauss, calibrate: conformal}
                """;
        Path config = Files.writeString(folder.resolve("june.yaml"), yaml);
        CommandRun run = CommandRun.of("benchmark --threads 2 --runs", folder, config);
        assertThat(run.code()).as(run.err()).isZero();
        Path csv = folder.resolve("june/benchmark/errorbars.csv");
        Map<String, String> fit = row(csv, "ngmix-gauss", "sample", "in_stamp");
        assertThat(number(fit, "pull_std")).isBetween(1 - PULL_TOLERANCE, 1 + PULL_TOLERANCE);
        assertThat(number(fit, "said_over_bound_median")).isBetween(1 - BOUND_TOLERANCE, 1 + BOUND_TOLERANCE);
        assertThat(fit.get("standing")).isEqualTo("right");
        assertThat(number(fit, "tarp_p")).isGreaterThan(0.01);
        Map<String, String> conformal = row(csv, "ngmix-gauss-conformal", "sample", "all");
        int n = Integer.parseInt(conformal.get("n"));
        for (Map.Entry<String, Double> level : Map.of("50", 0.5, "68", 0.6827, "90", 0.9, "95", 0.9545, "99", 0.99)
                .entrySet()) {
            double p = level.getValue();
            // 2,000 galaxies calibrate each component, and n of them judge
            double error = Math.sqrt(p * (1 - p) * (1.0 / (2 * 2000) + 1.0 / (2 * n)));
            assertThat(number(conformal, "coverage_" + level.getKey()))
                    .isBetween(p - 2 * error, p + 1.0 / 2001 + 2 * error);
        }
        Map<String, String> off = row(
                folder.resolve("june/benchmark/errorbars-off-training.csv"),
                "ngmix-gauss-conformal",
                "condition",
                "psf_size");
        double lowest = 0.6827 - 2 * Math.sqrt(0.22 / (2 * number(off, "n")));
        assertThat(number(off, "coverage_68")).isLessThan(lowest - 0.1);
        assertThat(number(off, "said_over_as_told")).isBetween(0.99, 1.01);
    }
}
