package org.shearnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.StampReader;

/** The command's doors: exit codes, one-line complaints, files that appear whole or not at all. */
class MainTest {

    private static final String SCENE = """
            image: {type: Single, size: 33, pixel_scale: 0.2, random_seed: 5, noise: {type: Gaussian, sigma: 1.0e-3}}
            output: {type: DataCube, nimages: 6, file_name: out.fits}
            gal:
              type: Gaussian
              sigma: {type: Random, min: 0.4, max: 0.6}
              flux: 2
              ellip: {type: G1G2, g1: {type: Random, min: -0.3, max: 0.3}, g2: 0.1}
            psf: {type: Gaussian, sigma: 0.3}
            """;

    @TempDir
    private Path folder;

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final ByteArrayOutputStream complained = new ByteArrayOutputStream();

    @BeforeEach
    void capture() {
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void release() {
        System.setOut(out);
        System.setErr(err);
    }

    private Path scene(String text) throws IOException {
        return Files.writeString(folder.resolve("scene.yaml"), text);
    }

    private Path stamps() throws IOException {
        Path stamps = folder.resolve("stamps.fits");
        assertThat(run("simulate", scene(SCENE), "-o", stamps, "--threads", 2)).isZero();
        return stamps;
    }

    private int run(Object... words) {
        String[] arguments = new String[words.length];
        for (int i = 0; i < words.length; i++) {
            arguments[i] = words[i].toString();
        }
        return Main.execute(arguments);
    }

    private String complaint() {
        return complained.toString(StandardCharsets.UTF_8).strip();
    }

    @Test
    void helpListsTheCommands() {
        assertThat(run("--help")).isZero();
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("simulate", "train", "benchmark", "measure", "doctor");
    }

    @Test
    void unknownCommandIsAUsageError() {
        assertThat(run("simulat")).isEqualTo(ExitCode.USAGE);
        assertThat(complaint()).contains("simulate");
    }

    @Test
    void misspeltKeyIsOneLineAndExit3() throws IOException {
        Path output = folder.resolve("out.fits");
        int code = run("simulate", scene(SCENE.replace("sigma: {type: R", "sgima: {type: R")), "-o", output);
        assertThat(code).isEqualTo(ExitCode.BAD_CONFIG);
        assertThat(complaint())
                .contains("scene.yaml:5: gal.sgima", "did you mean 'sigma'")
                .doesNotContain("\n");
        assertThat(output).doesNotExist();
    }

    @Test
    void unknownSectionAndBadOverrideAreExit3() throws IOException {
        assertThat(run("simulate", scene(SCENE + "galaxy: {}\n"), "-o", folder.resolve("a.fits")))
                .isEqualTo(ExitCode.BAD_CONFIG);
        assertThat(complaint()).contains("scene.yaml:9: galaxy: unknown key");
        assertThat(run("simulate", scene(SCENE), "-o", folder.resolve("a.fits"), "--set", "gal.flux=much"))
                .isEqualTo(ExitCode.BAD_CONFIG);
        assertThat(complaint()).contains("--set gal.flux=much: gal.flux");
    }

    @Test
    void aLikelihoodLossWithoutErrorsIsExit3() throws IOException {
        String sections = "network: {architecture: mlp}\ntrain:\n  loss: nll\n";
        assertThat(run("train", scene(SCENE + sections), "--dry-run")).isEqualTo(ExitCode.BAD_CONFIG);
        assertThat(complaint())
                .contains("scene.yaml:11: train.loss", "errors: true")
                .doesNotContain("\n");
    }

    @Test
    void truncatedStampsAreExit4AndLeaveNothing() throws IOException {
        byte[] whole = Files.readAllBytes(stamps());
        Path cut = Files.write(folder.resolve("cut.fits"), java.util.Arrays.copyOf(whole, whole.length / 3));
        Path output = folder.resolve("cat.fits");
        assertThat(run("measure", cut, "-o", output, "--method", "ngmix")).isEqualTo(ExitCode.BAD_DATA);
        assertThat(complaint()).contains("cut.fits");
        assertThat(output).doesNotExist();
        try (var files = Files.list(folder)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder("scene.yaml", "stamps.fits", "cut.fits");
        }
    }

    @Test
    void sameSeedSameStampsForAnyNumberOfThreads() throws IOException {
        Path two = stamps();
        Path one = folder.resolve("one.fits");
        assertThat(run("simulate", folder.resolve("scene.yaml"), "-o", one, "--threads", 1))
                .isZero();
        double[] a = new double[33 * 33];
        double[] b = new double[33 * 33];
        try (StampReader first = new StampReader(one);
                StampReader second = new StampReader(two)) {
            assertThat(first.count()).isEqualTo(6);
            for (int i = 0; i < 6; i++) {
                first.image(i, a);
                second.image(i, b);
                assertThat(a).isEqualTo(b);
            }
        }
        Path other = folder.resolve("other.fits");
        assertThat(run("simulate", folder.resolve("scene.yaml"), "-o", other, "--seed", 6))
                .isZero();
        try (StampReader reader = new StampReader(other)) {
            reader.image(5, b);
            assertThat(a).isNotEqualTo(b);
        }
    }

    @Test
    void fitFindsTheShearThatWasDrawn() throws IOException {
        Path catalogue = folder.resolve("cat.fits");
        assertThat(run("measure", stamps(), "-o", catalogue, "--method", "ngmix", "--model", "gauss"))
                .isZero();
        FitsTable found = FitsTable.read(catalogue, "CATALOG");
        double[] g1;
        try (StampReader reader = new StampReader(folder.resolve("stamps.fits"))) {
            g1 = reader.truth().doubles("g1");
        }
        for (int i = 0; i < 6; i++) {
            assertThat(found.doubles("flags")[i]).isZero();
            double pull = (found.doubles("g1")[i] - g1[i]) / found.doubles("g1_err")[i];
            assertThat(Math.abs(pull)).isLessThan(5);
        }
        assertThat(found.doubles("g_cov")).hasSize(24);
    }

    @Test
    void adaptiveMomentsNeedNoNoiseLevel() throws IOException {
        assertThat(run("measure", stamps(), "-o", folder.resolve("m.fits"), "--method", "admom"))
                .isZero();
        assertThat(run("measure", folder.resolve("stamps.fits"), "-o", folder.resolve("x.fits"), "--method", "magic"))
                .isEqualTo(ExitCode.USAGE);
    }
}
