package org.shearnet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.FitsTableReader;

/** Two bands of four objects by GalSim's writer, one of them tile-compressed, against NGMix's fits of all their exposures. */
class MeasureMedsTest {

    private static final Path MEDS = Path.of("src/test/resources/meds");

    /** NGMix's errors; 0.0004 of them at most. */
    private static final double SIGMAS = 0.002;

    @TempDir
    private Path folder;

    private Path g;
    private Path r;

    @BeforeEach
    void copy() throws IOException {
        g = Files.copy(MEDS.resolve("field_g.fits"), folder.resolve("field_g.fits"));
        r = Files.copy(MEDS.resolve("field_r.fits"), folder.resolve("field_r.fits"));
    }

    private CommandRun measure(Object... more) {
        Object[] words = new Object[more.length + 4];
        words[0] = g;
        words[1] = r;
        words[2] = "-o";
        words[3] = folder.resolve("cat.fits");
        System.arraycopy(more, 0, words, 4, more.length);
        return CommandRun.of("measure --method ngmix --model exp --psf-model coellip3", words);
    }

    private FitsTable catalogue() {
        return FitsTableReader.read(folder.resolve("cat.fits"), "CATALOG");
    }

    @Test
    void allExposuresOfAllBandsAreFittedAtOnce() throws IOException {
        CommandRun run = measure("--bands", "g,r", "--threads", "2");
        assertThat(run.code()).as(run.err()).isZero();
        FitsTable table = catalogue();
        assertThat(table.longs("id")).containsExactly(1000, 1002, 1003, 1009);
        List<String> rows = Files.readAllLines(MEDS.resolve("ngmix_exp.csv"));
        for (int i = 0; i < table.rows(); i++) {
            String[] ngmix = rows.get(i + 1).split(",");
            double error1 = Double.parseDouble(ngmix[6]);
            double error2 = Double.parseDouble(ngmix[7]);
            assertThat(table.doubles("g1")[i]).isCloseTo(Double.parseDouble(ngmix[1]), offset(SIGMAS * error1));
            assertThat(table.doubles("g2")[i]).isCloseTo(Double.parseDouble(ngmix[2]), offset(SIGMAS * error2));
            String[] columns = {"T", "flux_g", "flux_r", "g1_err", "g2_err", "s2n"};
            for (int k = 0; k < columns.length; k++) {
                double expected = Double.parseDouble(ngmix[3 + k]);
                assertThat(table.doubles(columns[k])[i]).isCloseTo(expected, offset(3e-4 * expected)); // 1e-4
            }
            assertThat(table.doubles("flux")[i]).isEqualTo(table.doubles("flux_g")[i]);
            assertThat(table.doubles("flux_err_r")[i]).isPositive();
        }
        assertThat(table.longs("nepoch_g"))
                .isEqualTo(FitsTableReader.read(g, "object_data").longs("ncutout"));
        assertThat(table.header().text("BANDS")).isEqualTo("g,r");
    }

    @Test
    void exposuresThatCannotBeUsedAreDroppedAndCounted() throws IOException {
        new FitsPatch(r)
                .set("dudrow", 0, 1, Double.NaN)
                .set("dvdcol", 0, 1, Double.NaN)
                .set("psf_start_row", 1, 0, -1L)
                .set("cutout_row", 3, 0, 1e6);
        new FitsPatch(g).set("ncutout", 2, 0, 0L);
        CommandRun run = measure();
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("3 exposures left out", "1 of 4 stamps flagged");
        FitsTable table = catalogue();
        FitsTable all = FitsTableReader.read(MEDS.resolve("field_r.fits"), "object_data");
        assertThat(table.longs("nepoch_2")[0]).isEqualTo(all.longs("ncutout")[0] - 1);
        assertThat(table.longs("flags")).containsExactly(0, 0, 1, 0);
        assertThat(table.doubles("flux_2")[2]).isNaN();
        assertThat(table.longs("nepoch_1")[2]).isZero();
    }

    @Test
    void namesTheTableThatIsMissing() throws IOException {
        for (String missing : List.of("image_cutouts", "object_data")) {
            copyAgain();
            String bytes = Files.readString(r, StandardCharsets.ISO_8859_1);
            Files.writeString(
                    r,
                    bytes.replace(missing.toUpperCase(Locale.ROOT), "SOMETHING_ELSE".substring(0, missing.length())),
                    StandardCharsets.ISO_8859_1);
            CommandRun run = measure();
            assertThat(run.code()).isEqualTo(ExitCode.BAD_DATA);
            assertThat(run.err()).contains("field_r.fits: no HDU '" + missing + "'");
        }
    }

    @Test
    void boxesBeyondTheFileAndOtherObjectsAreRefused() throws IOException {
        new FitsPatch(r).set("start_row", 3, 0, 10_000_000L);
        CommandRun beyond = measure();
        assertThat(beyond.code()).isEqualTo(ExitCode.BAD_DATA);
        assertThat(beyond.err())
                .contains("field_r.fits: object_data, row 3, exposure 0: a box of")
                .contains("from start_row 10000000 on");
        copyAgain();
        new FitsPatch(r).set("id", 1, 0, 7L);
        assertThat(measure().err()).contains("row 1: id 7, in", "1002");
        copyAgain();
        new FitsPatch(r).set("ncutout", 1, 0, 99L);
        assertThat(measure().err()).contains("row 1: ncutout is 99, and the table has room for 11");
        assertThat(folder.resolve("cat.fits")).doesNotExist();
    }

    private void copyAgain() throws IOException {
        Files.delete(g);
        Files.delete(r);
        copy();
    }

    @Test
    void otherFlagsAndMethodsAreRefusedByName() {
        assertThat(measure("--pixel-scale", "0.2").err()).contains("--pixel-scale is not for MEDS files");
        assertThat(measure("--bands", "g").err()).contains("--bands names 1 bands, and there are 2 files");
        assertThat(measure("--bands", "g,g").err()).contains("each once");
        assertThat(measure("--bands", "g,G").err()).contains("each once");
        assertThat(measure("--bands", "g,err_g").err()).contains("whose columns");
        assertThat(measure("--noise-sigma", "5").err()).contains("--noise-sigma is not for MEDS files");
        assertThat(measure("--seed", "5").err()).contains("--seed is not for MEDS files");
        CommandRun admom = CommandRun.of("measure --method admom", g, r, "-o", folder.resolve("cat.fits"));
        assertThat(admom.code()).isEqualTo(ExitCode.USAGE);
        assertThat(admom.err()).contains("admom has no answer to several exposures");
        CommandRun stamps = CommandRun.of(
                "measure --method ngmix --bands g", MEDS.resolve("../cases/none.fits"), "-o", folder.resolve("c.fits"));
        assertThat(stamps.code()).isEqualTo(ExitCode.BAD_DATA);
    }

    /** Another object's pixels, bright ones, beside the first: seen without the mask, not with it. */
    @Test
    void neighboursAreMaskedBySegmentation() throws IOException {
        Path own = MEDS.resolve("neighbour.fits");
        Path out = folder.resolve("n.fits");
        double[] flux = new double[2];
        for (String how : List.of("ignore", "mask")) {
            CommandRun run = CommandRun.of(
                    "measure --method ngmix --model exp --psf-model coellip3 --neighbours " + how, own, "-o", out);
            assertThat(run.code()).as(run.err()).isZero();
            FitsTable table = FitsTableReader.read(out, "CATALOG");
            flux[how.equals("mask") ? 1 : 0] = table.doubles("flux")[0];
        }
        assertThat(flux[1]).isCloseTo(100, offset(8.0)); // 106: its wings
        assertThat(flux[0]).isGreaterThan(120); // the other one's light
    }

    /** The other one is fitted, too: found by the segmentation, for this writer states no places on the exposures. */
    @Test
    void neighboursAreFitted() {
        Path out = folder.resolve("n.fits");
        CommandRun run = CommandRun.of(
                "measure --method ngmix --model exp --psf-model image --neighbours fit",
                MEDS.resolve("neighbour.fits"),
                "-o",
                out);
        assertThat(run.code()).as(run.err()).isZero();
        FitsTable table = FitsTableReader.read(out, "CATALOG");
        double error = table.doubles("flux_err")[0];
        assertThat(table.doubles("flux")[0]).isCloseTo(100, offset(3 * error)); // 1 error
        assertThat(table.longs("neighbours")).containsExactly(1);
        assertThat(table.longs("neighbours_left")).containsExactly(0);
        assertThat(table.doubles("neighbour_share")[0]).isBetween(0.05, 1.0);
        CommandRun metacal =
                CommandRun.of("measure --method metacal --neighbours fit", MEDS.resolve("neighbour.fits"), "-o", out);
        assertThat(metacal.code()).isEqualTo(ExitCode.USAGE);
        assertThat(metacal.err()).contains("--neighbours fit is for --method ngmix without metacalibration");
    }

    /** By orig_row and orig_col on the same exposures, which the reference package states; what it does not list, by segmentation. */
    @Test
    void neighboursAreFoundByTheirPlacesOnTheExposures() {
        CommandRun run = CommandRun.of(
                "measure --method ngmix --model exp --psf-model coellip3 --skip-coadd --neighbours fit",
                MEDS.resolve("reference_g.fits"),
                MEDS.resolve("reference_r.fits"),
                "-o",
                folder.resolve("cat.fits"));
        assertThat(run.code()).as(run.err()).isZero();
        FitsTable table = catalogue();
        assertThat(table.longs("flags")).containsOnly(0);
        assertThat(table.longs("neighbours")).containsExactly(1, 0, 0, 1, 2); // turned boxes reach further
    }

    /** Bits 1 and 4 on the same pixels of the first object's first exposure: what masks them is chosen. */
    @Test
    void bitsThatMaskAPixelAreChosen() throws IOException {
        Path file = folder.resolve("masked.fits");
        Path scene = Files.writeString(
                folder.resolve("scene.yaml"),
                "gal: {type: Exponential, half_light_radius: 0.5, signal_to_noise: 100}\npsf: {type: Gaussian, fwhm: 0.7}\n"
                        + "image: {type: Single, size: 32, pixel_scale: 0.2, random_seed: 1, noise: {type: Gaussian, sigma: 0.01}}\n"
                        + "output: {type: MEDS, nobjects: 2, nstamps_per_object: 2}\n");
        assertThat(CommandRun.of("simulate " + scene + " -o " + file).code()).isZero();
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("END     ", text.indexOf("'bmask_cutouts"));
        int at = (end / 2880 + 1) * 2880;
        // five columns beside the middle of the first exposure
        for (int y = 0; y < 32; y++) {
            for (int x = 17; x < 22; x++) {
                bytes[at + 4 * (32 * y + x) + 3] = 5;
            }
        }
        Files.write(file, bytes);
        String[] words = {
            "", " --bad-bits all", " --bad-bits 4", " --bad-bits 0x3", " --bad-bits none", " --bad-bits 10"
        };
        double[] errors = new double[words.length];
        for (int k = 0; k < words.length; k++) {
            CommandRun run = CommandRun.of(
                    "measure " + file + words[k] + " --method ngmix --model exp -o " + folder.resolve("c.fits"));
            assertThat(run.code()).as(run.err()).isZero();
            errors[k] =
                    FitsTableReader.read(folder.resolve("c.fits"), "CATALOG").doubles("g1_err")[0];
        }
        assertThat(errors[1]).isEqualTo(errors[0]);
        assertThat(errors[2]).isEqualTo(errors[0]);
        assertThat(errors[3]).isEqualTo(errors[0]);
        assertThat(errors[4]).isLessThan(0.95 * errors[0]);
        assertThat(errors[5]).isEqualTo(errors[4]);
        for (String bad : List.of("0", "-1", "x", "1.5")) {
            CommandRun run = CommandRun.of(
                    "measure " + file + " --bad-bits=" + bad + " --method ngmix -o " + folder.resolve("c.fits"));
            assertThat(run.code()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).contains("--bad-bits must be a sum of bits", "not '" + bad + "'");
        }
    }
}
