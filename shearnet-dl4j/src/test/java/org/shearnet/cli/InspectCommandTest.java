package org.shearnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The inspection of small and shipped networks from the command line. */
class InspectCommandTest {

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
            train: {stamps: 256, validation: 32, epochs: 1, batch: 32}
            benchmark:
              noise_sigma: [1.0e-4, 1.0e-2]
              estimators: [{method: network}, {method: ngmix}]
            inspect:
              galaxies: 2
              budget: {galaxies: 12, draws: 2}
            """;

    private static final String LITTLE = "--set inspect.budget.galaxies=4 --set inspect.budget.draws=2 --set"
            + " inspect.galaxies=2 --set inspect.noise_sigma=[1.0e-4]";

    @TempDir
    private Path folder;

    @Test
    void aConfigurationIsTrainedInspectedAndNotInspectedTwice() throws IOException {
        Path config = Files.writeString(folder.resolve("tiny.yaml"), YAML);
        CommandRun first =
                CommandRun.of("inspect --threads 1 --parts budget,sizes --runs", folder.resolve("runs"), config);
        assertThat(first.code()).as(first.err()).isZero();
        Path inspect = folder.resolve("runs/tiny/inspect");
        assertThat(first.out().strip())
                .isEqualTo(inspect.resolve("inspect.html").toString());
        for (String file : new String[] {
            "budget.csv",
            "response.csv",
            "budget.png",
            "budget.svg",
            "layers.csv",
            "notes.csv",
            "diagram.png",
            "diagram.svg"
        }) {
            assertThat(inspect.resolve(file)).exists();
        }
        assertThat(Files.readString(inspect.resolve("inspect.html")))
                .contains("At pixel noise 1e−4 the answer uses")
                .contains("top-heavy")
                .contains("ngmix");
        assertThat(Files.readAllLines(inspect.resolve("budget.csv"))).hasSize(1 + 2 * 2 * 2);
        CommandRun again =
                CommandRun.of("inspect --threads 2 --parts budget,sizes --runs", folder.resolve("runs"), config);
        assertThat(again.code()).isZero();
        assertThat(again.err()).contains("part budget was there already");
    }

    @Test
    void aShippedNetworkIsInspected() throws IOException {
        CommandRun run =
                CommandRun.of("inspect june2025 --parts budget,sizes --threads 1 " + LITTLE + " --runs", folder);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(Files.readAllLines(folder.resolve("june2025/inspect/layers.csv"))
                        .get(1))
                .startsWith("moments,input");
    }

    @Test
    void layersAreReadLookedAtAndRounded() throws IOException {
        CommandRun run = CommandRun.of(
                "inspect june2025 --parts kept,usable,gradient,maps,arithmetic --threads 2 --set"
                        + " inspect.galaxies=2 --set inspect.probes.galaxies=100 --set inspect.probes.readers=linear --set"
                        + " inspect.noise_sigma=1e-4 --set inspect.layers=[dense1,answer] --runs",
                folder);
        assertThat(run.code()).as(run.err()).isZero();
        Path inspect = folder.resolve("june2025/inspect");
        assertThat(Files.readAllLines(inspect.resolve("probes.csv")))
                .hasSize(5)
                .anyMatch(line -> line.startsWith("answer,linear,"))
                .anyMatch(line -> line.startsWith("answer,untrained linear,"));
        assertThat(Files.readAllLines(inspect.resolve("gradient.csv"))).hasSize(2);
        assertThat(Files.readAllLines(inspect.resolve("arithmetic.csv"))).hasSize(4);
        assertThat(Files.size(inspect.resolve("maps.fits"))).isPositive();
        for (String figure : List.of("curves", "usable", "gradient", "lost", "maps-answer")) {
            assertThat(inspect.resolve(figure + ".png")).exists();
            assertThat(inspect.resolve(figure + ".svg")).exists();
        }
        assertThat(Files.readString(inspect.resolve("inspect.html")))
                .contains("Kept, usable, used", "What a reader can use", "<details><summary>answer (4 numbers)");
    }

    @Test
    void aStackIsCalculated() {
        CommandRun run = CommandRun.of(
                "inspect --stamp 53 --svg " + folder.resolve("s.svg") + " --stack", "conv 16x3, average 2");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("26x26x16").contains("do not reach the last row and column");
        assertThat(run.out()).contains("with random weights").containsPattern("pooling1 +(1\\.000|0\\.99\\d+) +");
        assertThat(folder.resolve("s.svg")).exists();
        CommandRun weightless = CommandRun.of("inspect --stamp 20 --stack", "average 2");
        assertThat(weightless.code()).as(weightless.err()).isZero();
        assertThat(weightless.out())
                .containsPattern("pooling1 +0\\.\\d+ +0\\.\\d+ +0\\.\\d+")
                .doesNotContain("dense");
    }

    @Test
    void whatIsWrongIsSaidInOneLine() throws IOException {
        says(CommandRun.of("inspect"), ExitCode.USAGE, "give a run folder");
        says(CommandRun.of("inspect nowhere"), ExitCode.BAD_DATA, "nowhere: neither a YAML, nor a run folder");
        says(CommandRun.of("inspect --stack", "pool 2"), ExitCode.USAGE, "'pool 2' is no layer");
        says(CommandRun.of("inspect june2025 --parts kept2"), ExitCode.USAGE, "no part 'kept2' here");
        says(CommandRun.of("inspect --kernels gauss"), ExitCode.USAGE, "no operator 'gauss'");
        says(CommandRun.of("inspect june2025 --stamp 20"), ExitCode.USAGE, "--stamp is for --stack");
        says(CommandRun.of("inspect --stack dense,4 --stamp 2"), ExitCode.USAGE, "--stamp must be 8");
        for (String wrong : new String[] {
            "inspect: {galaxy: 3}",
            "inspect: {budget: {draws: 1}}",
            "inspect: {budget: {drows: 3}}",
            "inspect: {layers: some}",
            "inspect: {precision: [float12]}",
            "inspect: {probes: {readers: [linear, linear]}}",
            "inspect: {noise_sigma: [0]}",
        }) {
            Path config = Files.writeString(
                    folder.resolve("wrong.yaml"), YAML.substring(0, YAML.indexOf("inspect:")) + wrong + "\n");
            says(CommandRun.of("inspect", config), ExitCode.BAD_CONFIG, "inspect");
        }
    }

    private static void says(CommandRun run, int code, String words) {
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.err()).contains(words);
        assertThat(run.err().lines().filter(l -> !l.startsWith("see:"))).hasSize(1);
    }
}
