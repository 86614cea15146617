package org.shearnet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.FitsTableReader;
import org.shearnet.galaxysim.fits.FitsTableWriter;

/** Files that users bring lead to the right numbers or to one clear line; see {@code cases/README.md} of the test resources. */
class MeasureCasesTest {

    private static final Path CASES = Path.of("src/test/resources/cases");

    /** Shapes with a PSF read off finer pixels against those with the PSF on the stamps' pixels; measured at most 4e-6. */
    private static final double SAME_PSF = 3e-5;

    /** Shapes on the sky against the truth, S/N about 1000; measured at most 3e-3, by regauss 6.3e-3. */
    private static final double ON_SKY = 1e-2;

    /** Centres under an off-centre PSF against those under a centred one (pixels); measured at most 2e-5. */
    private static final double SAME_CENTRE = 1e-3;

    /** Shapes from quantised pixels against those from the originals (RICE, a sixteenth of sigma); measured 2e-4. */
    private static final double SAME_QUANTISED = 2e-3;

    @TempDir
    private Path folder;

    private static Path file(String name) {
        return CASES.resolve(name + (name.contains(".") ? "" : ".fits.gz"));
    }

    private FitsTable measure(String name, String how) {
        Path catalogue = folder.resolve("cat.fits");
        CommandRun run = CommandRun.of("measure " + file(name) + " -o " + catalogue + " --method " + how);
        assertThat(run.code()).as(run.err()).isZero();
        return FitsTableReader.read(catalogue, "CATALOG");
    }

    private CommandRun refused(String name, String how, int code) {
        Path catalogue = folder.resolve("none.fits");
        CommandRun run = CommandRun.of("measure " + file(name) + " -o " + catalogue + " --method " + how);
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.err()).doesNotContain("\n", "Exception", "internal failure");
        assertThat(catalogue).doesNotExist();
        return run;
    }

    private static void assertClose(FitsTable a, FitsTable b, double tolerance, String... columns) {
        for (String column : columns) {
            double[] x = a.doubles(column);
            double[] y = b.doubles(column);
            assertThat(x).hasSameSizeAs(y);
            for (int i = 0; i < x.length; i++) {
                assertThat(x[i]).as(column + " of stamp " + i).isCloseTo(y[i], within(tolerance));
            }
        }
    }

    @Test
    void identitiesKeepAllDigitsAndTextStaysText() {
        assertThat(measure("02-ids64-in", "admom").longs("id"))
                .containsExactly(43158176442374224L, 43158176442374225L, 43158176442374226L, 1152921504606846977L);
        assertThat(measure("02-ids64-text", "admom").texts("id"))
                .containsExactly("HSC_000001", "HSC_000002", "HSC_000003", "HSC_000004");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ngmix --model exp --psf-model coellip3",
                "ngmix --model exp --psf-model image",
                "metacal",
                "regauss"
            })
    void aPsfOnFinerPixelsIsReadAtTheStampsPixels(String how) {
        assertClose(
                measure("03-psf-oversampled-big-native", how),
                measure("03-psf-oversampled-big-oversampled", how),
                SAME_PSF,
                "g1",
                "g2");
    }

    /** Read at points, g of the first is 0.2169 by the fit, the mean by fpfs 0.01945, and metacalibration answers for none. */
    @Test
    void aPsfThatTheStampsUndersampleLosesWhatTheirPixelsCannotHold() {
        String name = "03-psf-oversampled-undersampled";
        FitsTable fits = measure(name, "ngmix --model exp --psf-model image");
        double[] g1 = {0.2191, 0.0208, -0.1807, 0.0208};
        double[] g2 = {0, 0.2, 0, -0.2};
        for (int i = 0; i < g1.length; i++) {
            assertThat(fits.doubles("g1")[i]).isCloseTo(g1[i], within(7e-4));
            assertThat(fits.doubles("g2")[i]).isCloseTo(g2[i], within(7e-4));
        }
        for (String how : new String[] {"fpfs", "metacal"}) {
            FitsTable found = measure(name, how);
            double mean = Arrays.stream(found.doubles("g1")).sum()
                    / Arrays.stream(found.doubles("r11")).sum();
            assertThat(mean).as(how).isCloseTo(0.02, within(2e-4));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "04-wcs-flip, ngmix --psf-model coellip3",
        "04-wcs-nonsquare, ngmix --psf-model coellip3",
        "04-wcs-flip, ngmix --psf-model image",
        "04-wcs-nonsquare, ngmix --psf-model image",
        "04-wcs-flip, regauss",
        "04-wcs-nonsquare, regauss"
    })
    void shapesAreThoseOfTheSky(String name, String how) {
        double[] g1 = {0.1, -0.2, 0, 0.25};
        double[] g2 = {0.2, 0.05, -0.3, 0.1};
        FitsTable found = measure(name, how);
        for (int i = 0; i < g1.length; i++) {
            assertThat(found.doubles("g1")[i]).isCloseTo(g1[i], within(ON_SKY));
            assertThat(found.doubles("g2")[i]).isCloseTo(g2[i], within(ON_SKY));
        }
        assertThat(found.header().text("FRAME")).isEqualTo("sky");
    }

    @Test
    void thePixelFrameIsThereForWhoAsks() {
        FitsTable sky = measure("04-wcs-flip", "ngmix --psf-model coellip3");
        FitsTable pixels = measure("04-wcs-flip", "ngmix --psf-model coellip3 --wcs pixel");
        for (int i = 0; i < sky.rows(); i++) {
            assertThat(pixels.doubles("g1")[i]).isCloseTo(sky.doubles("g1")[i], within(SAME_PSF));
            assertThat(pixels.doubles("g2")[i]).isCloseTo(-sky.doubles("g2")[i], within(SAME_PSF));
        }
        assertThat(pixels.header().text("FRAME")).isEqualTo("pixels");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ngmix --model exp --psf-model image",
                "metacal --metacal-psf dilate",
                "network --network exponential --refine 1"
            })
    void whereThePsfLiesInItsImageMovesNoGalaxy(String how) {
        FitsTable off = measure("06-psf-offcentre-off05", how);
        assertClose(measure("06-psf-offcentre-centred", how), off, SAME_CENTRE, "row", "col");
        assertThat(off.longs("flags")).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"09-fz-rice.fits.fz", "09-fz-plain.fits.bz2"})
    void compressedFilesAreRead(String name) {
        assertClose(measure("09-fz-plain", "ngmix"), measure(name, "ngmix"), SAME_QUANTISED, "g1", "g2");
    }

    @Test
    void packingIsToldByContentNotByName() throws IOException {
        Path upper = folder.resolve("PLAIN.FITS.GZ");
        Files.copy(file("09-fz-plain"), upper);
        Path misnamed = folder.resolve("plain.fits");
        Files.copy(file("09-fz-plain"), misnamed);
        Path xz = Files.write(folder.resolve("a.fits.xz"), new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0, 0, 0});
        for (Path path : new Path[] {upper, misnamed}) {
            assertThat(CommandRun.of("measure " + path + " -o " + folder.resolve("c.fits") + " --method admom")
                            .code())
                    .isZero();
        }
        CommandRun run = CommandRun.of("measure " + xz + " -o " + folder.resolve("d.fits") + " --method admom");
        assertThat(run.code()).isEqualTo(ExitCode.BAD_DATA);
        assertThat(run.err()).contains("compressed with xz");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ngmix",
                "ngmix --model exp --psf-model image",
                "admom",
                "regauss",
                "metacal",
                "admom --metacal",
                "network --network june2025"
            })
    void marksOfMissingDataAreFlagged(String how) {
        long[] flags = measure("14-sentinel-noweight", how).longs("flags");
        assertThat(flags[0]).isZero();
        assertThat(flags[1]).isNotZero();
        assertThat(flags[2]).isNotZero();
        assertThat(flags[3]).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"17-names-wht", "17-names-mask", "17-names-psffirst"})
    void theUsualNamesOfHdusAreUnderstood(String name) {
        double[] flux = measure(name, "admom").doubles("flux");
        assertThat(flux).hasSize(3);
        for (double one : flux) {
            assertThat(one).isBetween(45.0, 50.0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ngmix", "admom", "regauss", "metacal", "admom --metacal"})
    void nothingIsMeasuredWhereNothingIs(String how) {
        assertThat(measure("32-blank-in", how).longs("flags")).doesNotContain(0);
    }

    @Test
    void imageExtensionsAreStampsOneByOne() {
        Path catalogue = folder.resolve("cat.fits");
        CommandRun run =
                CommandRun.of("measure " + file("43-multi-extension-multi") + " -o " + catalogue + " --method admom");
        assertThat(run.err()).contains("stamps: 4 image HDUs, 0 to 3");
        assertThat(FitsTableReader.read(catalogue, "CATALOG").rows()).isEqualTo(4);
    }

    @Test
    void stampsWithoutNoiseAskForALevel() {
        assertThat(refused("45-noise-free-sim", "ngmix", ExitCode.BAD_DATA).err())
                .contains("NOISESIG is 0", "--noise-sigma");
        assertThat(measure("45-noise-free-sim", "ngmix --noise-sigma 1e-3").longs("flags"))
                .containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ngmix", "metacal", "regauss", "admom --metacal", "network --network exponential"})
    void withoutAPsfWhatNeedsOneIsRefused(String how) {
        assertThat(refused("43-multi-extension-multi", how + " --noise-sigma 0.01", ExitCode.BAD_DATA)
                        .err())
                .contains("no PSF HDU", "needs the PSF");
    }

    @Test
    void noPsfFitsWhatIsSeen() {
        assertThat(measure("43-multi-extension-multi", "ngmix --noise-sigma 0.01 --no-psf")
                        .longs("flags"))
                .containsOnly(0);
        assertThat(refused("43-multi-extension-multi", "regauss --no-psf", ExitCode.USAGE)
                        .err())
                .contains("needs the PSF");
    }

    @Test
    void aDamagedExtensionIsRefused() throws IOException {
        Path damaged = folder.resolve("damaged.fits");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file("17-names-wht")))) {
            byte[] bytes = in.readAllBytes();
            String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
            int at = text.indexOf("XTENSION", text.indexOf("XTENSION") + 8);
            bytes[at + 1] = 'X';
            Files.write(damaged, bytes);
        }
        CommandRun run = CommandRun.of("measure " + damaged + " -o " + folder.resolve("c.fits") + " --method admom");
        assertThat(run.code()).isEqualTo(ExitCode.BAD_DATA);
        assertThat(run.err()).contains("HDU 2: damaged", "XXENSION").doesNotContain("\n");
    }

    @Test
    void wrongWeightsAreWarnedOf() {
        Path catalogue = folder.resolve("cat.fits");
        CommandRun run = CommandRun.of("measure " + file("04-wcs-flip") + " -o " + catalogue
                + " --method ngmix --psf-model coellip3 --noise-sigma 2");
        assertThat(run.code()).isZero();
        assertThat(run.err()).contains("warning: chi^2 per degree of freedom", "too high by a factor of about 993");
        assertThat(FitsTableReader.read(catalogue, "CATALOG").doubles("chi2_dof")[0])
                .isLessThan(1e-5);
    }

    @Test
    void columnsAreHandedOnAndDecisionsStandInTheHeader() {
        FitsTable found = measure(
                "45-noise-free-sim",
                "ngmix --model bdf --psf-model coellip3 --noise-sigma 1e-3 --keep G1,half_light_radius,g1 --keep-failed");
        assertThat(found.has("g1_in")).isTrue();
        assertThat(found.has("g1_in_in")).isFalse();
        assertThat(found.has("half_light_radius")).isTrue();
        assertThat(found.doubles("fracdev")[0]).isBetween(-2.0, 3.0);
        assertThat(found.has("last_g1")).isTrue();
        assertThat(found.header().text("MODEL")).isEqualTo("bdf");
        assertThat(found.header().text("PSFMODEL")).isEqualTo("coellip3");
        assertThat(found.header().text("PRIOR")).isEqualTo("none");
        assertThat(refused("45-noise-free-sim", "admom --keep magnitude", ExitCode.BAD_DATA)
                        .err())
                .contains("no column 'magnitude'");
    }

    @Test
    void whatAFailedFitKnowsIsKeptForWhoAsks() {
        FitsTable found = measure("32-blank-in", "ngmix --keep-failed");
        String[] why = found.texts("why");
        double[] last = found.doubles("last_g1");
        int known = 0;
        for (int i = 0; i < why.length; i++) {
            assertThat(why[i]).isNotEmpty();
            assertThat(found.doubles("g1")[i]).isNaN();
            known += Double.isFinite(last[i]) ? 1 : 0;
        }
        assertThat(known).isPositive();
        assertThat(measure("32-blank-in", "ngmix").has("last_g1")).isFalse();
    }

    @Test
    void anInputIsNeverTheOutput() throws IOException {
        Path stamps = folder.resolve("x.fits");
        Files.copy(file("09-fz-plain"), stamps, StandardCopyOption.REPLACE_EXISTING);
        byte[] before = Files.readAllBytes(stamps);
        Path soft = Files.createSymbolicLink(folder.resolve("soft.fits"), stamps);
        Path hard = Files.createLink(folder.resolve("hard.fits"), stamps);
        for (Path output : new Path[] {stamps, soft, hard, folder.resolve("./x.fits")}) {
            CommandRun run = CommandRun.of("measure " + stamps + " -o " + output + " --method admom");
            assertThat(run.code()).as(output.toString()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).contains("would be lost").doesNotContain("\n");
            assertThat(Files.readAllBytes(stamps)).isEqualTo(before);
        }
        assertThat(Files.isSymbolicLink(soft)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/dev/null | a device or pipe",
                ". | a folder",
                "/ | a folder",
                "cat.h5 | what is written is FITS",
                "cat.fits.bz2 | what is written is FITS",
                "pom.xml/cat.fits | is no folder"
            })
    void whereNoFileCanBeWrittenIsSaidBeforeTheWork(String output, String message) {
        CommandRun run = CommandRun.of("measure " + file("09-fz-plain") + " -o " + output + " --method admom");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(message).doesNotContain("\n");
    }

    @Test
    void aPackedNameIsPackedAndALinkIsWrittenThrough() throws IOException {
        Path packed = folder.resolve("cat.fits.gz");
        assertThat(CommandRun.of("measure " + file("09-fz-plain") + " -o " + packed + " --method admom")
                        .code())
                .isZero();
        assertThat(Files.readAllBytes(packed)).startsWith((byte) 0x1f, (byte) 0x8b);
        assertThat(FitsTableReader.read(packed, "CATALOG").rows()).isEqualTo(2);
        Path real = Files.createFile(folder.resolve("real.fits"));
        Path link = Files.createSymbolicLink(folder.resolve("link.fits"), real);
        assertThat(CommandRun.of("measure " + file("09-fz-plain") + " -o " + link + " --method admom")
                        .code())
                .isZero();
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(FitsTableReader.read(real, "CATALOG").rows()).isEqualTo(2);
        try (var left = Files.list(folder)) {
            assertThat(left.map(f -> f.getFileName().toString())).noneMatch(name -> name.endsWith(".part"));
        }
    }

    @Test
    void aSimulationWritesOverNothingThatItReads() throws IOException {
        Path scene = folder.resolve("scene.yaml");
        Path catalogue = folder.resolve("in.fits");
        FitsTableWriter.write(new FitsTable().add("flux", "ct", new double[] {1, 2}), catalogue, "CAT");
        Files.writeString(
                scene,
                "input: {catalog: {dir: " + folder + ", file_name: in.fits}}\n"
                        + "gal: {type: Gaussian, sigma: 0.5, flux: {type: Catalog, col: flux}}\n"
                        + "psf: {type: Gaussian, sigma: 0.3}\n"
                        + "image: {type: Single, size: 21, pixel_scale: 0.2, random_seed: 1}\n"
                        + "output: {type: DataCube, nimages: 2, file_name: out.fits}\n");
        Path link = Files.createSymbolicLink(folder.resolve("link.fits"), catalogue);
        Path template = folder.resolve("base.fits.like");
        Files.writeString(template, "gal: {sigma: 0.4}\n");
        Files.writeString(
                scene,
                Files.readString(scene).replace("gal: {", "gal: {template: " + template.getFileName() + ":gal, "));
        for (Path output : new Path[] {scene, catalogue, link, template}) {
            byte[] before = Files.readAllBytes(output);
            CommandRun run = CommandRun.of("simulate " + scene + " -o " + output);
            assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).doesNotContain("\n");
            assertThat(Files.readAllBytes(output)).isEqualTo(before);
        }
        Path output = folder.resolve("out.fits");
        for (int again = 0; again < 2; again++) {
            assertThat(CommandRun.of("simulate " + scene + " -o " + output).code())
                    .isZero();
        }
    }
}
