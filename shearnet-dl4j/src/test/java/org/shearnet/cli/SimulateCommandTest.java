package org.shearnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.FitsTableReader;
import org.shearnet.galaxysim.fits.StampReader;

/** {@code simulate} on what GalSim's users bring: several documents, no seed, noise of photons. */
class SimulateCommandTest {

    /** Scatter of (flux - truth) / flux_err and the like over 60 galaxies is 1 within 0.3, three standard errors; measured 0.993. */
    private static final double PULL = 0.3;

    private static final String DOCUMENTS = """
            gal: {type: Gaussian, sigma: 0.5, flux: 2}
            image: {size: 21, pixel_scale: 0.3}
            ---
            output: {type: DataCube, nimages: 3}
            ---
            gal: {flux: 7}
            """;

    @TempDir
    private Path folder;

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream complained = new ByteArrayOutputStream();

    @BeforeEach
    void capture() {
        System.setOut(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void release() {
        System.setOut(out);
        System.setErr(err);
    }

    private int run(Object... words) {
        complained.reset();
        return Main.execute(Arrays.stream(words).map(String::valueOf).toArray(String[]::new));
    }

    private Path scene(String text) throws IOException {
        return Files.writeString(folder.resolve("scene.yaml"), text);
    }

    @Test
    void documentsRunOneByOne() throws IOException {
        Path scene = scene(DOCUMENTS);
        Path stamps = folder.resolve("s.fits");
        assertThat(run("simulate", scene, "-o", stamps)).isEqualTo(ExitCode.BAD_CONFIG);
        assertThat(complained.toString()).contains("scene.yaml: holds 3 documents", "--document");
        assertThat(run("simulate", scene, "-o", stamps, "--document", 4)).isEqualTo(ExitCode.BAD_CONFIG);
        assertThat(run("simulate", scene, "-o", stamps, "--document", -1)).isEqualTo(ExitCode.USAGE);
        assertThat(stamps).doesNotExist();
        int[] counts = {1, 3, 1};
        double[] fluxes = {2, 2, 7};
        for (int i = 0; i < 3; i++) {
            assertThat(run("simulate", scene, "-o", stamps, "--document", i + 1))
                    .isZero();
            try (StampReader reader = new StampReader(stamps)) {
                assertThat(reader.count()).isEqualTo(counts[i]);
                assertThat(reader.truth().doubles("flux")[0]).isEqualTo(fluxes[i]);
            }
        }
        assertThat(run("train", scene, "--dry-run")).isEqualTo(ExitCode.BAD_CONFIG);
        assertThat(complained.toString()).contains("holds 3 documents");
    }

    @Test
    void seedThatIsNotGivenIsTakenAndSaid() throws IOException {
        Path scene = scene("gal: {type: Gaussian, sigma: 0.5, flux: 2}\n"
                + "image: {size: 21, pixel_scale: 0.3, noise: {type: Gaussian, sigma: 1}}\n");
        Path first = folder.resolve("first.fits");
        assertThat(run("simulate", scene, "-o", first)).isZero();
        String said = complained.toString();
        assertThat(said).containsPattern("no image.random_seed: took \\d+ \\(--seed \\d+ repeats this run\\)");
        String seed = said.replaceAll("(?s).*--seed (\\d+).*", "$1");
        Path again = folder.resolve("again.fits");
        assertThat(run("simulate", scene, "-o", again, "--seed", seed)).isZero();
        assertThat(complained.toString()).doesNotContain("random_seed");
        double[] a = new double[21 * 21];
        double[] b = new double[21 * 21];
        try (StampReader one = new StampReader(first);
                StampReader two = new StampReader(again)) {
            one.image(0, a);
            two.image(0, b);
        }
        assertThat(a).isEqualTo(b);
        assertThat(run("simulate", scene, "-o", again, "--set", "image.noise=null"))
                .isZero();
        assertThat(complained.toString()).doesNotContain("random_seed");
    }

    @Test
    void stampsWithPhotonNoiseAreMeasuredWithoutAFlag() throws IOException {
        Path scene = scene("""
                gal: {type: Gaussian, sigma: 0.6, flux: {type: Random, min: 3000, max: 20000}}
                psf: {type: Gaussian, sigma: 0.3}
                image: {size: 41, pixel_scale: 0.2, random_seed: 4, noise: {type: CCD, sky_level: 300, gain: 2, read_noise: 4}}
                output: {nimages: 60}
                """);
        Path stamps = folder.resolve("s.fits");
        Path catalogue = folder.resolve("c.fits");
        assertThat(run("simulate", scene, "-o", stamps)).isZero();
        assertThat(run("measure", stamps, "-o", catalogue, "--method", "ngmix", "--model", "gauss"))
                .isZero();
        FitsTable found = FitsTableReader.read(catalogue, "CATALOG");
        FitsTable truth = FitsTableReader.read(stamps, "TRUTH");
        double pull = 0;
        double ratio = 0;
        for (int i = 0; i < 60; i++) {
            double off = found.doubles("flux")[i] - truth.doubles("flux")[i];
            pull += Math.pow(off / found.doubles("flux_err")[i], 2) / 60;
            ratio += found.doubles("s2n")[i] / truth.doubles("s2n")[i] / 60;
        }
        assertThat(Math.sqrt(pull)).isBetween(1 - PULL, 1 + PULL);
        assertThat(ratio).isBetween(0.98, 1.02);
    }
}
