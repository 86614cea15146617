package org.shearnet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.FitsTableReader;
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
    void helpOfSimulateListsTheWordsOfAScene() {
        assertThat(run("simulate", "--help")).isZero();
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains(
                        "Sersic", "n, half_light_radius | scale_radius | resolution, [trunc]", "RandomGaussian", "CCD");
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
        FitsTable found = FitsTableReader.read(catalogue, "CATALOG");
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

    @ParameterizedTest
    @CsvSource({
        "admom, fitgauss",
        "ngmix, gauss:0.4",
        "metacal, azgauss",
    })
    void anyMethodUnderMetacalibrationGivesEachImagesNumbersAndAMeanShear(String method, String psf)
            throws IOException {
        Path stamps = stamps();
        Path catalogue = folder.resolve("cat.fits");
        assertThat(run(words("measure " + stamps + " -o " + catalogue + " --method " + method + " --metacal-psf " + psf
                        + " --metacal-step 0.02 --select g<0.5" + (method.equals("metacal") ? "" : " --metacal"))))
                .as(complaint())
                .isZero();
        FitsTable found = FitsTableReader.read(catalogue, "CATALOG");
        assertThat(found.header().text("MCALPSF")).isEqualTo(psf);
        double[] plus = found.doubles("g1_1p");
        double[] minus = found.doubles("g1_1m");
        for (int i = 0; i < 6; i++) {
            assertThat(found.doubles("r11")[i]).isCloseTo((plus[i] - minus[i]) / 0.04, within(1e-12));
        }
        for (String column : new String[] {"g2_2p", "g2_2m", "T_1m", "flux_2p", "s2n_1p"}) {
            assertThat(found.has(column)).as(column).isTrue();
        }
        assertThat(found.has("g1_noshear")).isFalse();
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("mean shear: g1 = ", "(6 of 6 stamps with g<0.5)", "response: R11 = ", "(of it by the cut: ");
    }

    @Test
    void noshearAloneAddsNoImagesAndNoMeanShear() throws IOException {
        Path catalogue = folder.resolve("cat.fits");
        assertThat(run(words("measure " + stamps() + " -o " + catalogue
                        + " --method metacal --metacal-types noshear --no-fix-noise")))
                .isZero();
        FitsTable found = FitsTableReader.read(catalogue, "CATALOG");
        assertThat(found.has("g1_1p")).isFalse();
        assertThat(found.has("r11")).isFalse();
        assertThat(found.doubles("g1")).doesNotContain(Double.NaN);
        assertThat(said.toString(StandardCharsets.UTF_8)).doesNotContain("mean shear");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--method admom --metacal-psf gauss | --metacal-psf needs --metacal",
                "--method admom --metacal-step 0.01 | --metacal-step needs --metacal",
                "--method admom --metacal-types noshear | --metacal-types needs --metacal",
                "--method ngmix --no-fix-noise | --no-fix-noise needs --metacal",
                "--method ngmix --select g<1 | --select needs --metacal",
                "--method metacal --metacal | is metacalibration already",
                "--method metacal --metacal-psf round | unknown target PSF 'round'",
                "--method metacal --metacal-step 0.5 | a step in (0, 0.05]",
                "--method metacal --metacal-types 1p,1m | noshear among them",
                "--method metacal --metacal-types noshear,1p_psf | only a dilated PSF",
                "--method metacal --metacal-types noshear --select g<1 | --select needs the images",
                "--method metacal --select size>1 | a cut is s2n, T, flux or g",
            })
    void whatDoesNotApplyIsOneLineAndExit2(String flags, String message) throws IOException {
        Path catalogue = folder.resolve("cat.fits");
        Path stamps = stamps();
        complained.reset();
        assertThat(run(words("measure " + stamps + " -o " + catalogue + " " + flags)))
                .isEqualTo(ExitCode.USAGE);
        assertThat(complaint()).contains(message).doesNotContain("\n");
        assertThat(catalogue).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Java heap space | SHEARNET_HEAP=4g",
                "GC overhead limit exceeded | SHEARNET_HEAP=4g",
                "Failed to allocate memory within limits: totalBytes (512 + 696) > maxBytes (1024) | SHEARNET_OFFHEAP=8g",
                "unable to create native thread: possibly out of memory or process/resource limits reached | --threads",
            })
    void outOfMemoryNamesWhatHelps(String message, String remedy) {
        String line = FailureText.of(new IllegalStateException("a worker failed", new OutOfMemoryError(message)));
        assertThat(line).contains(message, remedy).doesNotContain("\n");
        assertThat(line.contains("SHEARNET_HEAP")).isEqualTo(remedy.contains("HEAP=4g"));
    }

    @Test
    void whereThereIsNoMemoryForTheWordsTheCodeStays() {
        PrintStream usual = System.err;
        System.setErr(new PrintStream(new ByteArrayOutputStream()) {
            @Override
            public void println(Object line) {
                throw new OutOfMemoryError("Java heap space");
            }
        });
        try {
            assertThat(Main.execute(
                            "simulate",
                            "missing.yaml",
                            "-o",
                            folder.resolve("stamps.fits").toString()))
                    .isEqualTo(ExitCode.FAILURE);
        } finally {
            System.setErr(usual);
        }
    }

    @Test
    void metacalibrationWithoutAPsfIsExit4() throws IOException {
        Path bare = folder.resolve("bare.fits");
        byte[] file = Files.readAllBytes(stamps());
        Files.write(
                bare,
                new String(file, StandardCharsets.ISO_8859_1)
                        .replace("'PSF     '", "'OTHER   '")
                        .getBytes(StandardCharsets.ISO_8859_1));
        Path catalogue = folder.resolve("cat.fits");
        assertThat(run(words("measure " + bare + " -o " + catalogue + " --method admom --metacal")))
                .isEqualTo(ExitCode.BAD_DATA);
        assertThat(complaint()).contains("bare.fits: no PSF");
    }

    private static Object[] words(String line) {
        return line.split(" ");
    }
}
