package org.shearnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.FitsTableReader;

/** One YAML, one command: training, measuring and the report, on stamps small enough for seconds. */
class BenchmarkCommandTest {

    private static final String YAML = """
            name: tiny
            gal:
              type: Gaussian
              sigma: {type: Random, min: 0.3, max: 0.6}
              flux: {type: Random, min: 1, max: 5}
              ellip: {type: G1G2, g1: {type: RandomGaussian, sigma: 0.2}, g2: {type: RandomGaussian, sigma: 0.2}}
            psf: {type: Gaussian, sigma: 0.25}
            image: {type: Single, size: 21, pixel_scale: 0.2, random_seed: 4}
            network: {architecture: enhanced}
            train: {stamps: 256, validation: 32, epochs: 2, batch: 32}
            benchmark:
              galaxies: 24
              noise_sigma: [1.0e-4, 1.0e-2]
              rings: 2
              ring_noise_sigma: 1.0e-4
              wrong_assumptions: true
              samples: 2
              estimators:
                - {method: network}
                - {method: ngmix, model: gauss}
                - {method: metacal, model: gauss}
                - {method: regauss}
                - {method: network, label: net-metacal, metacal: true}
            """;

    @TempDir
    private Path folder;

    private Path run(Path config, int threads) {
        Path runs = folder.resolve("runs" + threads);
        assertThat(Main.execute(
                        "benchmark",
                        config.toString(),
                        "--threads",
                        Integer.toString(threads),
                        "--runs",
                        runs.toString()))
                .isZero();
        return runs.resolve("tiny");
    }

    @Test
    void leavesAllFilesAndTheSameNumbersForAnyNumberOfThreads() throws IOException {
        Path config = Files.writeString(folder.resolve("tiny.yaml"), YAML);
        Path one = run(config, 1);
        Path two = run(config, 2);
        assertThat(one.resolve("model.zip")).exists();
        for (String file : new String[] {
            "summary.csv",
            "summary.json",
            "objects.fits",
            "report.html",
            "rmse.png",
            "rmse.svg",
            "calibration-1e-4.png",
            "calibration-1e-4.svg",
            "bins-1e-4.svg",
            "wrong-assumptions-1e-4.svg",
            "samples.png",
            "residuals-1e-4.png",
            "truth-1e-2.png"
        }) {
            assertThat(one.resolve("benchmark").resolve(file)).exists();
        }
        assertThat(one.resolve("learning-curve.png")).exists();
        FitsTable a = FitsTableReader.read(one.resolve("benchmark/objects.fits"), "OBJECTS");
        FitsTable b = FitsTableReader.read(two.resolve("benchmark/objects.fits"), "OBJECTS");
        // five estimators, two of them also calibrated by their own response
        assertThat(a.rows()).isEqualTo(24 * 2 * 7);
        for (String column : new String[] {"g1", "g2", "g1_err", "T", "flux", "g1_true", "g1_crlb", "r11"}) {
            assertThat(a.doubles(column)).isEqualTo(b.doubles(column));
        }
        String page = Files.readString(one.resolve("benchmark/report.html"));
        assertThat(page)
                .contains("ngmix-gauss", "metacal-gauss", "net-metacal calibrated", "PSF 1 % larger than told")
                .doesNotContain("http://");
        assertThat(Files.readAllLines(one.resolve("benchmark/summary.csv"))).hasSize(1 + 7 * 2);

        String summary = Files.readString(one.resolve("benchmark/summary.csv"));
        assertThat(run(config, 1)).isEqualTo(one);
        assertThat(Files.readString(one.resolve("benchmark/summary.csv")))
                .as("a second run reads what was measured, times included")
                .isEqualTo(summary);

        Path other = Files.writeString(folder.resolve("other.yaml"), YAML.replace("epochs: 2", "epochs: 3"));
        assertThat(Main.execute(
                        "benchmark",
                        other.toString(),
                        "--runs",
                        folder.resolve("runs1").toString()))
                .as("a network trained otherwise is not taken for this one")
                .isEqualTo(ExitCode.BAD_CONFIG);
        assertThat(Main.execute("benchmark", "--compare", one.toString(), "--runs", folder.toString()))
                .isZero();
        assertThat(folder.resolve("comparison/comparison.html")).exists();
    }

    @Test
    void repeatedNoiseGivesTwoColumnsMoreAndElseNone() throws IOException {
        String yaml = YAML.substring(0, YAML.indexOf("network:"))
                + "benchmark: {galaxies: 8, noise_sigma: [1.0e-3], samples: 0, estimators: [{method: ngmix}], draws: %d}\n";
        for (int draws : new int[] {0, 3}) {
            Path config = Files.writeString(folder.resolve("draws.yaml"), String.format(yaml, draws));
            CommandRun run = CommandRun.of("benchmark --fresh --threads 1 --runs", folder, config);
            assertThat(run.code()).as(run.err()).isZero();
            Path benchmark = folder.resolve("tiny/benchmark");
            boolean split = draws > 0;
            assertThat(
                            Files.readAllLines(benchmark.resolve("summary.csv"))
                                    .get(0)
                                    .contains(
                                            "noise_over_crlb_in_stamp,noise_over_crlb_in_stamp_err,function_over_crlb_in_stamp"))
                    .isEqualTo(split);
            assertThat(Files.readString(benchmark.resolve("report.html")).contains("function part"))
                    .isEqualTo(split);
            assertThat(Files.readString(benchmark.resolve("summary.json")).contains("budgets"))
                    .isEqualTo(split);
        }
        Path config = Files.writeString(folder.resolve("draws.yaml"), String.format(yaml, 1));
        assertThat(CommandRun.of("benchmark --runs", folder, config).err())
                .contains("one draw of the noise has no scatter");
    }
}
