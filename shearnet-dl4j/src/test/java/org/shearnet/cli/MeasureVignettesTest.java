package org.shearnet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.FitsTableReader;
import org.shearnet.galaxysim.fits.FitsTableWriter;
import org.shearnet.galaxysim.fits.StampReader;

/** Tables of vignettes, as SExtractor and ShapePipe write them, against the same stamps as cubes. */
class MeasureVignettesTest {

    private static final Path FOLDER = Path.of("src/test/resources/psfex");
    private static final Path MODEL = FOLDER.resolve("normal.psf");
    private static final Path STAMPS = FOLDER.resolve("psfex_stamps_psf.fits");

    /** What marks a pixel that was not seen. */
    private static final double UNSEEN = -1e30;

    @TempDir
    private Path folder;

    private double[][] images;
    private double[][] psfs;
    private int side;
    private int psfSide;
    private String scale;

    @BeforeEach
    void readStamps() {
        try (StampReader reader = new StampReader(STAMPS)) {
            side = reader.nx();
            psfSide = reader.psfNx();
            images = new double[reader.count()][side * side];
            psfs = new double[reader.count()][psfSide * psfSide];
            scale = Double.toString(reader.pixelScale(0));
            for (int i = 0; i < images.length; i++) {
                reader.image(i, images[i]);
                reader.psf(i, psfs[i]);
            }
        }
    }

    private Path table(String name, double[][] vignettes, int columns, long... numbers) throws IOException {
        FitsTable place = FitsTableReader.read(FOLDER.resolve("psfex_stamps.fits"), (String) null);
        double[] all = Arrays.stream(vignettes).flatMapToDouble(Arrays::stream).toArray();
        int rows = vignettes[0].length / columns;
        FitsTable table = new FitsTable()
                .add("NUMBER", "", numbers)
                .add("X_IMAGE", "pix", Arrays.copyOf(place.doubles("X_IMAGE"), numbers.length))
                .add("Y_IMAGE", "pix", Arrays.copyOf(place.doubles("Y_IMAGE"), numbers.length))
                .add("MAG_AUTO", "mag", Arrays.copyOf(new double[] {20, 21, 22}, numbers.length))
                .add("VIGNET", "ct", List.of(rows, columns), all);
        Path file = folder.resolve(name);
        FitsTableWriter.write(table, file, "LDAC_OBJECTS");
        return file;
    }

    private Path galaxies() throws IOException {
        return table("galaxies.fits", images, side, 7, 8, 10);
    }

    private CommandRun measure(Path file, Object... more) {
        Object[] words = new Object[more.length + 3];
        words[0] = file;
        words[1] = "-o";
        words[2] = folder.resolve("cat.fits");
        System.arraycopy(more, 0, words, 3, more.length);
        return CommandRun.of("measure --pixel-scale " + scale, words);
    }

    private FitsTable catalogue(CommandRun run) {
        assertThat(run.code()).as(run.err()).isZero();
        return FitsTableReader.read(folder.resolve("cat.fits"), "CATALOG");
    }

    @Test
    void vignettesAndThoseOfThePsfAreStamps() throws IOException {
        Path galaxies = galaxies();
        Path psf = table("psfs.fits", psfs, psfSide, 7, 8, 10);
        for (String method : new String[] {"ngmix", "regauss", "network"}) {
            Object[] words = method.equals("network")
                    ? new Object[] {"--method", method, "--network", "survey", "--noise-sigma", "border"}
                    : new Object[] {"--method", method, "--noise-sigma", "border"};
            FitsTable stamps = catalogue(measure(STAMPS, words));
            Object[] beside = Arrays.copyOf(words, words.length + 4);
            beside[words.length] = "--psf";
            beside[words.length + 1] = psf;
            beside[words.length + 2] = "--keep";
            beside[words.length + 3] = "MAG_AUTO";
            FitsTable found = catalogue(measure(galaxies, beside));
            assertThat(found.longs("id")).containsExactly(7, 8, 10);
            assertThat(found.longs("flags")).containsExactly(0, 0, 0);
            for (String column : new String[] {"g1", "g2", "g1_err", "flux"}) {
                assertThat(found.doubles(column)).as(method + " " + column).isEqualTo(stamps.doubles(column));
            }
            assertThat(found.doubles("MAG_AUTO")).containsExactly(20, 21, 22);
            assertThat(found.header().text("PSFFILE")).isEqualTo("psfs.fits");
        }
    }

    /** Positions of SExtractor stand in the same table; the noise is the borders' where nobody states it. */
    @Test
    void thePsfMayBeAModel() throws IOException {
        FitsTable stamps =
                catalogue(measure(STAMPS, "--method", "ngmix", "--psf-model", "coellip3", "--noise-sigma", "border"));
        CommandRun run = measure(
                galaxies(),
                "--method",
                "ngmix",
                "--psf-model",
                "coellip3",
                "--psfex",
                MODEL,
                "--positions",
                "X_IMAGE,Y_IMAGE");
        FitsTable found = catalogue(run);
        assertThat(run.err()).contains("border");
        for (int i = 0; i < images.length; i++) {
            // 2.4e-7, as of stamps
            assertThat(found.doubles("g1")[i])
                    .isCloseTo(stamps.doubles("g1")[i], offset(1e-5 * stamps.doubles("g1_err")[i]));
        }
    }

    @Test
    void unseenPixelsCountNothingAndAnUnseenGalaxyIsFlagged() throws IOException {
        Path psf = table("psfs.fits", psfs, psfSide, 7, 8, 10);
        FitsTable whole = catalogue(
                measure(galaxies(), "--psf", psf, "--method", "ngmix", "--model", "exp", "--noise-sigma", "0.5"));
        for (int y = 0; y < side; y++) {
            for (int x = side / 2 + 3; x < side; x++) {
                images[0][y * side + x] = UNSEEN;
            }
        }
        Arrays.fill(images[1], UNSEEN);
        Path galaxies = galaxies();
        FitsTable cut = catalogue(
                measure(galaxies, "--psf", psf, "--method", "ngmix", "--model", "exp", "--noise-sigma", "0.5"));
        assertThat(cut.longs("flags")[0]).isZero();
        assertThat(cut.doubles("g1_err")[0]).isGreaterThan(1.05 * whole.doubles("g1_err")[0]);
        assertThat(cut.doubles("g1")[0]).isCloseTo(whole.doubles("g1")[0], offset(3 * cut.doubles("g1_err")[0]));
        for (String method :
                new String[] {"ngmix", "admom", "regauss", "fpfs", "pgauss", "metacal", "network --network survey"}) {
            for (String noise : new String[] {"border", "0.01"}) {
                CommandRun run = CommandRun.of(
                        "measure --pixel-scale " + scale + " --method " + method + " --noise-sigma " + noise,
                        galaxies,
                        "--psf",
                        psf,
                        "-o",
                        folder.resolve("cat.fits"));
                FitsTable found = catalogue(run);
                assertThat(found.longs("flags")[1]).as(method + " " + noise).isNotZero();
                assertThat(found.doubles("g1")[1]).isNaN();
            }
        }
    }

    @Test
    void oneUnseenPixelOfThePsfFlagsItsGalaxy() throws IOException {
        psfs[2][0] = UNSEEN;
        Path psf = table("psfs.fits", psfs, psfSide, 7, 8, 10);
        FitsTable found = catalogue(measure(galaxies(), "--psf", psf, "--method", "ngmix"));
        assertThat(found.longs("flags")[0]).isZero();
        assertThat(found.longs("flags")[2]).isNotZero();
    }

    @Test
    void tablesThatDoNotFitAreRefusedInOneLine() throws IOException {
        Path galaxies = galaxies();
        Path few = table("few.fits", Arrays.copyOf(psfs, 2), psfSide, 7, 8);
        CommandRun run = measure(galaxies, "--psf", few, "--method", "ngmix");
        assertThat(run.code()).isEqualTo(ExitCode.BAD_DATA);
        assertThat(run.err())
                .contains("few.fits: 2 PSFs, ", "galaxies.fits has 3 stamps")
                .doesNotContain("\n");
        Path others = table("others.fits", psfs, psfSide, 7, 9, 10);
        run = measure(galaxies, "--psf", others, "--method", "ngmix");
        assertThat(run.code()).isEqualTo(ExitCode.BAD_DATA);
        assertThat(run.err()).contains("others.fits: row 1 is of 9, that of", "of 8; rows of both files must agree");
        run = measure(galaxies, "--method", "ngmix");
        assertThat(run.code()).isEqualTo(ExitCode.BAD_DATA);
        assertThat(run.err()).contains("no PSF HDU");
        Path psf = table("psfs.fits", psfs, psfSide, 7, 8, 10);
        CommandRun unscaled =
                CommandRun.of("measure --method ngmix", galaxies, "--psf", psf, "-o", folder.resolve("cat.fits"));
        assertThat(unscaled.code()).isEqualTo(ExitCode.BAD_DATA);
        assertThat(unscaled.err()).contains("VIGNET: no PIXSCALE", "--pixel-scale");
        assertThat(measure(galaxies, "--psf", psf, "--psfex", MODEL, "--method", "ngmix")
                        .err())
                .contains("--psf and --psfex both name the PSF");
        assertThat(measure(STAMPS, "--psf", psf, "--method", "ngmix").err()).contains("has PSFs of its own, and --psf");
        CommandRun meds = CommandRun.of(
                "measure --method ngmix",
                FOLDER.resolve("psfex_meds.fits"),
                "--psf",
                psf,
                "-o",
                folder.resolve("c.fits"));
        assertThat(meds.code()).isEqualTo(ExitCode.USAGE);
        assertThat(meds.err()).contains("--psf is for stamps");
    }

    /** By astropy: floats in LDAC_OBJECTS behind LDAC_IMHEAD. */
    @Test
    void singlePrecisionInAnLdacFileIsRead() {
        try (StampReader reader = new StampReader(FOLDER.resolve("vignet.fits"))) {
            assertThat(reader.isOfVignettes()).isTrue();
            assertThat(reader.count()).isEqualTo(1);
            assertThat(new int[] {reader.nx(), reader.ny()}).containsExactly(11, 11);
            double[] image = new double[121];
            reader.image(0, image);
            assertThat(Arrays.stream(image).max().orElseThrow()).isPositive();
        }
    }

    /** Rows and columns are not taken for each other. */
    @Test
    void aVignetteMayBeAnyRectangle() throws IOException {
        double[][] wide = {new double[5 * 7]};
        Arrays.setAll(wide[0], k -> k);
        try (StampReader reader = new StampReader(table("wide.fits", wide, 7, 3))) {
            assertThat(new int[] {reader.nx(), reader.ny()}).containsExactly(7, 5);
            double[] image = new double[35];
            reader.image(0, image);
            assertThat(image).isEqualTo(wide[0]);
        }
    }
}
