package org.shearnet.galaxysim.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import nom.tam.fits.NullDataHDU;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shearnet.galaxysim.fits.FitsFile;
import org.shearnet.galaxysim.fits.ImageSky;
import org.shearnet.galaxysim.fits.SkyMap;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlReader;

/** Catalogues and images that a scene reads. */
class InputFilesTest {

    private static final double EXACT = 1e-12;

    /** Elements of the matrix, over the reference's; measured 4e-7, which are GalSim's own differences. */
    private static final double WCS_VS_GALSIM = 2e-6;

    @TempDir
    Path folder;

    private Scene scene(String yaml) {
        return SceneParser.parse(YamlReader.parse("in.yaml", yaml), folder);
    }

    private double catalogueFlux(String catalogue, String column, long row) {
        return scene("input: {catalog: " + catalogue + "}\ngal: {type: Gaussian, sigma: 1, flux: {type: Catalog, col: "
                        + column + "}}\nimage: {size: 32, pixel_scale: 0.2}")
                .draw(row)
                .flux();
    }

    private void writeTables() throws Exception {
        TestFits.write(
                folder.resolve("cat.fits"),
                new NullDataHDU(),
                TestFits.table("F", Map.of("EXTNAME", "STARS"), 1, 1),
                TestFits.table("F", Map.of("EXTNAME", "GALAXIES"), 100, 200),
                TestFits.image(new double[4][4], Map.of("EXTNAME", "PICTURE")),
                TestFits.table("F", Map.of("EXTNAME", "TWICE"), 7, 7),
                TestFits.table("F", Map.of("EXTNAME", "TWICE"), 8, Double.NaN));
    }

    @Test
    void columnsOfArraysAreNamedAsSuch() throws Exception {
        TestFits.write(
                folder.resolve("cat.fits"),
                new NullDataHDU(),
                TestFits.row("F", Map.of("EXTNAME", "STARS"), new float[] {1, 2, 3}));
        assertThatThrownBy(() -> catalogueFlux("{file_name: cat.fits}", "F", 0))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("the column 'F' of ")
                .hasMessageContaining("cat.fits holds arrays of shape [3]; one number a row is needed");
    }

    @ParameterizedTest
    @CsvSource({"'', 1", "', hdu: 1', 1", "', hdu: 2', 200", "', hdu: galaxies', 200", "', hdu: 4', 7"})
    void catalogueIsReadFromTheHduThatIsNamed(String hdu, double flux) throws Exception {
        writeTables();
        assertThat(catalogueFlux("{file_name: cat.fits" + hdu + "}", "F", 1)).isEqualTo(flux);
    }

    @ParameterizedTest
    @CsvSource({
        "0, holds no binary table",
        "3, holds no binary table",
        "9, there is no HDU 9",
        "-1, no HDU has the name",
        "1.5, no HDU has the name",
        "NONE, 2 (GALAXIES) table",
        "TWICE, 2 HDUs have the name"
    })
    void anotherHduIsRefused(String hdu, String why) throws Exception {
        writeTables();
        assertThatThrownBy(() -> catalogueFlux("{file_name: cat.fits, hdu: " + hdu + "}", "F", 0))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("in.yaml:1: input.catalog.file_name")
                .hasMessageContaining(why);
    }

    @Test
    void rowWithoutNumberIsNamed() throws Exception {
        writeTables();
        assertThat(catalogueFlux("{file_name: cat.fits, hdu: 5}", "F", 0)).isEqualTo(8);
        assertThatThrownBy(() -> catalogueFlux("{file_name: cat.fits, hdu: 5}", "F", 1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("row 1");
    }

    @Test
    void textCatalogueIsReadByNumberAndName() throws Exception {
        Files.writeString(folder.resolve("cat.dat"), "# a b\n1 2\n\n3 4\n");
        assertThat(catalogueFlux("{file_name: cat.dat}", "1", 1)).isEqualTo(4);
        assertThat(catalogueFlux("{file_name: cat.dat}", "a", 1)).isEqualTo(3);
        assertThatThrownBy(() -> catalogueFlux("{file_name: cat.dat, hdu: 1}", "a", 1))
                .hasMessageContaining("input.catalog.hdu")
                .hasMessageContaining("without HDUs");
        Files.copy(folder.resolve("cat.dat"), folder.resolve("cat.fits"));
        assertThat(catalogueFlux("{file_name: cat.fits}", "a", 1)).isEqualTo(3);
    }

    private static double[][] blob() {
        double[][] pixels = new double[16][16];
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 16; x++) {
                pixels[y][x] = Math.exp(-(Math.pow(x - 7.5, 2) + Math.pow(y - 6.5, 2)) / 8);
            }
        }
        return pixels;
    }

    private static Map<String, Object> cards(String text) {
        Map<String, Object> cards = new TreeMap<>();
        for (String card : text.split(";")) {
            if (!card.isBlank()) {
                String[] part = card.strip().split("=");
                boolean number = part[1].matches("[-+0-9.eE]+");
                cards.put(part[0], number ? (Object) Double.parseDouble(part[1]) : part[1]);
            }
        }
        return cards;
    }

    private static final String TAN = "CTYPE1=RA---TAN;CTYPE2=DEC--TAN;CRVAL1=150;CRVAL2=2;CRPIX1=8.5;CRPIX2=8.5;";
    private static final String CD = "CD1_1=-8.333333333333333e-5;CD1_2=0;CD2_1=0;CD2_2=1.111111111111111e-4";

    /** The cards of an image's header, and the matrix of its pixels by GalSim 2.8.5; the last by astropy (GalSim is 7e-6 off). */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | 1, 0, 0, 1",
                "PIXSCALE=0.3 | 0.3, 0, 0, 0.3",
                "GS_SCALE=0.3 | 0.3, 0, 0, 0.3",
                TAN + CD + " | 0.3, 0, 0, 0.4",
                "PIXSCALE=0.5;" + TAN + CD + " | 0.3, 0, 0, 0.4",
                TAN + "CD1_1=-8.333333333333333e-5;CD1_2=2.777777777777778e-5;CD2_1=1.388888888888889e-5;"
                        + "CD2_2=1.111111111111111e-4 | 0.3, -0.1, 0.05, 0.4",
                TAN + "CDELT1=-8.333333333333333e-5;CDELT2=8.333333333333333e-5 | 0.3, 0, 0, 0.3",
                TAN
                        + "CDELT1=-8.333333333333333e-5;CDELT2=8.333333333333333e-5;PC1_1=0.8;PC1_2=0.6;PC2_1=-0.6;PC2_2=0.8"
                        + " | 0.24, 0.18, -0.18, 0.24",
                TAN + "CUNIT1=arcsec;CUNIT2=arcsec;CD1_1=-0.3;CD1_2=0;CD2_1=0;CD2_2=0.3 | 0.3, 0, 0, 0.3",
                "CTYPE1=DEC--TAN;CTYPE2=RA---TAN;CRVAL1=2;CRVAL2=150;CRPIX1=8.5;CRPIX2=8.5;CD1_1=8.333333333333333e-5;"
                        + "CD1_2=0;CD2_1=0;CD2_2=1.111111111111111e-4 | 0, -0.4, 0.3, 0",
                "CTYPE1=RA---SIN;CTYPE2=DEC--SIN;CRVAL1=150;CRVAL2=2;CRPIX1=8.5;CRPIX2=8.5;" + CD + " | 0.3, 0, 0, 0.4",
                "CTYPE1=LINEAR;CTYPE2=LINEAR;CD1_1=0.3;CD1_2=0.1;CD2_1=0;CD2_2=0.4 | 0.3, 0.1, 0, 0.4",
                "CDELT1=0.3;CDELT2=0.3 | 0.3, 0, 0, 0.3",
                "CTYPE1=RA---TAN;CTYPE2=DEC--TAN;CRVAL1=150;CRVAL2=62;CRPIX1=-4000;CRPIX2=6000;"
                        + "CD1_1=-8.333333333333333e-5;CD1_2=2.777777777777778e-5;CD2_1=1.388888888888889e-5;"
                        + "CD2_2=1.111111111111111e-4 | 0.30072673, -0.09353340, 0.04518338, 0.40148840"
            })
    void scaleOfAnImageIsThatOfGalSim(String header, String matrix) throws Exception {
        TestFits.write(folder.resolve("image.fits"), TestFits.image(blob(), cards(header)));
        String[] right = matrix.split(",");
        try (FitsFile file = new FitsFile(folder.resolve("image.fits"))) {
            SkyMap map = ImageSky.of(file.hdus().get(0).header(), 16, 16);
            double[] found = {map.dudx(), map.dudy(), map.dvdx(), map.dvdy()};
            for (int i = 0; i < 4; i++) {
                assertThat(found[i]).isCloseTo(Double.parseDouble(right[i].strip()), within(WCS_VS_GALSIM));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CD1_1=0.3;CD1_2=0;CD2_1=0;CD2_2=0.3 | without CTYPE1",
                "CTYPE1=RA---TAN;CTYPE2=DEC--TAN;CD1_1=0;CD1_2=0;CD2_1=0;CD2_2=0 | no pixel",
                "CTYPE1=RA---TPV;CTYPE2=DEC--TPV;" + CD + " | projection",
                "CTYPE1=RA---TAN-SIP;CTYPE2=DEC--TAN-SIP;" + CD + " | projection",
                "CTYPE1=RA---TAN;CTYPE2=FREQ;" + CD + " | RA and DEC are wanted",
                TAN + "CDELT1=-1e-4;CDELT2=1e-4;CROTA2=30 | CROTA2",
                TAN + "CUNIT1=furlong;" + CD + " | furlong",
                "PIXSCALE=-1 | PIXSCALE"
            })
    void headerThatIsNotUnderstoodIsRefusedUnlessTheScaleIsGiven(String header, String why) throws Exception {
        TestFits.write(folder.resolve("image.fits"), TestFits.image(blob(), cards(header)));
        String yaml = "gal: {type: InterpolatedImage, image: image.fits%s}\nimage: {size: 32, pixel_scale: 0.2}";
        assertThatThrownBy(() -> scene(String.format(yaml, "")))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("in.yaml:1: gal.image: ")
                .hasMessageContaining("image.fits")
                .hasMessageContaining(why);
        assertThat(scene(String.format(yaml, ", scale: 0.3")).draw(0).flux()).isGreaterThan(0);
    }

    @Test
    void pixelsOfAnImageLieAsItsMatrixSays() throws Exception {
        TestFits.write(folder.resolve("sky.fits"), TestFits.image(blob(), cards(TAN + CD)));
        String gal = "gal: {type: InterpolatedImage, image: sky.fits}\nimage: {size: 32, pixel_scale: 0.2}";
        SceneGalaxy galaxy = scene(gal).draw(0);
        TestFits.write(folder.resolve("plain.fits"), TestFits.image(blob(), Map.of()));
        double sigma = scene(gal.replace("sky.fits", "plain.fits")).draw(0).sigma();
        assertThat(galaxy.sigma() / sigma).isCloseTo(Math.sqrt(0.3 * 0.4), within(1e-6));
        assertThat(galaxy.g1()).isCloseTo((0.3 - 0.4) / (0.3 + 0.4), within(1e-6));
        String bright = gal.replace("sky.fits", "sky.fits, normalization: sb");
        assertThat(scene(bright).draw(0).flux() / galaxy.flux()).isCloseTo(0.3 * 0.4, within(1e-6));
    }

    @Test
    void imageIsReadFromTheHduThatIsNamed() throws Exception {
        double[][] twice = blob();
        for (double[] row : twice) {
            for (int i = 0; i < row.length; i++) {
                row[i] *= 2;
            }
        }
        TestFits.write(
                folder.resolve("two.fits"),
                TestFits.image(blob(), Map.of()),
                TestFits.image(twice, Map.of("EXTNAME", "TWO")),
                TestFits.table("F", Map.of("EXTNAME", "TAB"), 1));
        String yaml = "gal: {type: InterpolatedImage, image: two.fits%s}\nimage: {size: 32, pixel_scale: 0.2}";
        double once = scene(String.format(yaml, "")).draw(0).flux();
        for (String hdu : new String[] {"1", "TWO", "two"}) {
            assertThat(scene(String.format(yaml, ", hdu: " + hdu)).draw(0).flux() / once)
                    .isCloseTo(2, within(EXACT));
        }
        for (String hdu : new String[] {"2", "3", "TAB", "-1"}) {
            assertThatThrownBy(() -> scene(String.format(yaml, ", hdu: " + hdu)))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("two.fits");
        }
    }

    private void psfex(String header, float[] mask) throws Exception {
        String cards = "EXTNAME=PSF_DATA;POLNAXIS=2;POLNGRP=1;POLGRP1=1;POLGRP2=1;POLDEG1=2;POLNAME1=X_IMAGE;"
                + "POLNAME2=Y_IMAGE;POLZERO1=500;POLZERO2=500;POLSCAL1=1000;POLSCAL2=1000;PSF_SAMP=0.5;"
                + "PSFAXIS1=5;PSFAXIS2=5;";
        Map<String, Object> all = cards(cards);
        cards(header).forEach((key, value) -> {
            if (value.equals("none")) {
                all.remove(key);
            } else {
                all.put(key, value);
            }
        });
        TestFits.write(folder.resolve("x.psf"), new NullDataHDU(), TestFits.row("PSF_MASK", all, mask));
    }

    /** A model whose image t is 1 at pixel t, so that pixel t over pixel 0 tells the polynomial's term t. */
    private static float[] terms(int count) {
        float[] mask = new float[25 * count];
        for (int t = 0; t < count; t++) {
            mask[25 * t + t] = 1;
        }
        return mask;
    }

    private double[] weights(int count, double x, double y) {
        double[] out = new double[count];
        var model = org.shearnet.galaxysim.psf.PsfexModel.read(folder.resolve("x.psf"));
        double[] image = new double[25];
        new org.shearnet.galaxysim.render.Renderer()
                .draw(
                        model.at(x, y, 2),
                        null,
                        new org.shearnet.galaxysim.render.StampGrid(
                                5, 5, 1, org.shearnet.galaxysim.render.PixelResponse.INCLUDED),
                        image);
        double sum = 0;
        for (int t = 0; t < count; t++) {
            sum += image[t];
        }
        for (int t = 0; t < count; t++) {
            out[t] = image[t] / image[0];
        }
        assertThat(sum).isNotZero();
        return out;
    }

    /** x, y scaled are 0.7 and -0.2. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | 1, 0.7, 0.49, -0.2, -0.14, 0.04",
                "POLNAME1=Y_IMAGE;POLNAME2=X_IMAGE | 1, -0.2, 0.04, 0.7, -0.14, 0.49",
                "POLNAME1=XWIN_IMAGE;POLNAME2=YWIN_IMAGE | 1, 0.7, 0.49, -0.2, -0.14, 0.04",
                "POLNAXIS=0 | 1",
                "POLDEG1=0 | 1",
                "POLNAXIS=1 | 1, 0.7, 0.49",
                "POLNAXIS=1;POLNAME1=Y_IMAGE | 1, -0.2, 0.04",
                "POLNGRP=2;POLGRP2=2;POLDEG2=1 | 1, 0.7, 0.49, -0.2, -0.14, -0.098",
                "POLDEG1=3 | 1, 0.7, 0.49, 0.343, -0.2, -0.14, -0.098, 0.04, 0.028, -0.008"
            })
    void polynomialIsWhatItsCardsSay(String header, String terms) throws Exception {
        String[] right = terms.split(",");
        psfex(header, terms(right.length));
        double[] found = weights(right.length, 1200, 300);
        for (int t = 0; t < right.length; t++) {
            assertThat(found[t]).isCloseTo(Double.parseDouble(right[t].strip()), within(1e-5));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POLNAME2=MAG_AUTO | MAG_AUTO",
                "POLNAME2=none | POLNAME2 is missing",
                "POLNAME2=X_IMAGE | two parameters",
                "POLNAME1=ALPHA_J2000 | ALPHA_J2000",
                "POLNAXIS=1;POLNAME1=:AIRMASS | :AIRMASS",
                "POLNAXIS=3 | POLNAME3 is missing",
                "POLNAXIS=none | not a PSFEx model",
                "POLSCAL1=0 | POLSCAL1 is 0",
                "POLZERO2=none | POLZERO2 is missing",
                "POLDEG1=1 | are needed",
                "POLDEG1=2.5 | POLDEG1",
                "POLDEG1=-1 | POLDEG1",
                "POLNGRP=2 | POLDEG2 is missing",
                "PSF_SAMP=1e-9 | PSF_SAMP",
                "PSF_SAMP=0 | PSF_SAMP",
                "PSF_SAMP=-0.5 | PSF_SAMP",
                "PSFAXIS1=4 | are needed",
                "PSFAXIS3=5 | PSFAXIS3 says 5",
                "PSFAXIS2=none | PSFAXIS2"
            })
    void otherModelsAreRefused(String header, String why) throws Exception {
        psfex(header, terms(6));
        assertThatThrownBy(() -> scene("gal: {type: DeltaFunction}\npsf: {type: DES_PSFEx, file: x.psf}\n"
                        + "image: {size: 32, pixel_scale: 1}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("in.yaml:2: psf.file: ")
                .hasMessageContaining("x.psf")
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void maskThatIsNotFiniteIsRefused(float value) throws Exception {
        float[] mask = terms(6);
        mask[25 * 2 + 13] = value;
        psfex("", mask);
        assertThatThrownBy(() -> org.shearnet.galaxysim.psf.PsfexModel.read(folder.resolve("x.psf")))
                .hasMessageContaining("image 2, column 3, row 2");
    }

    @Test
    void filesOfAnIncludedSceneLieBesideIt() throws Exception {
        Path other = Files.createDirectories(folder.resolve("deep/scenes"));
        Files.writeString(other.resolve("c.txt"), "7\n");
        Files.writeString(
                other.resolve("s.yaml"),
                "input: {catalog: {file_name: c.txt}}\ngal: {type: Gaussian, sigma: 1,"
                        + " flux: {type: Catalog, col: 0}}\nimage: {size: 32, pixel_scale: 0.2}\n");
        Path main = Files.writeString(folder.resolve("m.yaml"), "include: deep/scenes/s.yaml\n");
        var root = YamlReader.read(main);
        assertThat(SceneParser.parse(root, folder).draw(0).flux()).isEqualTo(7);
        assertThat(SceneParser.inputFiles(root, folder)).contains(other.resolve("c.txt"), other.resolve("s.yaml"));
    }
}
