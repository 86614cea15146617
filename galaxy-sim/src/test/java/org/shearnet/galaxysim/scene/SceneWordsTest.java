package org.shearnet.galaxysim.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shearnet.galaxysim.fits.ImageSky;
import org.shearnet.galaxysim.fits.SkyMap;
import org.shearnet.galaxysim.fits.StampReader;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlReader;

/** GalSim's configuration words; numbers are those of GalSim 2.8.5 unless said otherwise. */
class SceneWordsTest {

    private static final double EXACT = 1e-12;

    /** Sums and peaks of stamps over GalSim's; measured 2e-6 at most. */
    private static final double STAMP_VS_GALSIM = 1e-5;

    @TempDir
    Path folder;

    private Scene scene(String yaml) {
        return SceneParser.parse(YamlReader.parse("words.yaml", yaml), folder);
    }

    private static String text(String gal, String image, String rest) {
        return "gal: " + gal + "\npsf: {type: Gaussian, sigma: 1}\nimage: {" + image + "}\n" + rest;
    }

    private double[] stamp(String yaml) {
        Scene scene = scene(yaml);
        double[] image = new double[scene.nx() * scene.ny()];
        new SceneRenderer(scene).image(scene.draw(0), image);
        return image;
    }

    private static final String GAUSSIAN = "{type: Gaussian, sigma: 2, flux: 1.e5}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pixel_scale: 0.2 | 134 | 126.98505",
                "pixel_scale: 0.2, wcs: {type: PixelScale, scale: 0.3} | 90 | 284.76721",
                "pixel_scale: 0.2, wcs: {type: PixelScale} | 134 | 126.98505",
                "pixel_scale: 0.2, wcs: {type: Shear, shear: {type: G1G2, g1: -0.02, g2: 0.01}} | 138 | 126.98975",
                "wcs: {type: Shear, scale: 0.4, shear: {type: G1G2, g1: -0.02, g2: 0.01}} | 70 | 503.97879",
                "wcs: {type: Jacobian, dudx: 0.2, dudy: 0.01, dvdx: 0, dvdy: -0.3} | 134 | 190.17928",
                "wcs: {type: Affine, dudx: 0.2, dudy: 0.01, dvdx: 0, dvdy: -0.3, origin: center} | 134 | 190.17928",
                "pixel_scale: 1.0 | 28 | 2980.4423828"
            })
    void sizeAndPixelsAreThoseOfGalSim(String image, int side, double peak) {
        String yaml = text(GAUSSIAN, image, "");
        assertThat(scene(yaml).nx()).isEqualTo(side);
        assertThat(Arrays.stream(stamp(yaml)).max().getAsDouble() / peak).isCloseTo(1, within(STAMP_VS_GALSIM));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'pixel_scale: 0.2, size: 65, offset: [1, 0]' | '' | 99257.6796875",
                "'pixel_scale: 0.2, size: 65' | 'stamp: {offset: {type: XY, x: 1, y: 0}}' | 99257.6796875",
                "'pixel_scale: 0.2, size: 65, draw_method: no_pixel' | '' | 99273.5",
                "'pixel_scale: 0.2, size: 65, xsize: 32' | '' | 84449.9609375",
                "'pixel_scale: 0.2' | 'stamp: {size: 33}' | 73960.640625"
            })
    void stampsAreThoseOfGalSim(String image, String rest, double sum) {
        double[] pixels = stamp(text(GAUSSIAN, image, rest));
        assertThat(Arrays.stream(pixels).sum() / sum).isCloseTo(1, within(STAMP_VS_GALSIM));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'noise: {type: Gaussian, sigma: 3}' | 23787.890625",
                "'noise: {type: Poisson, sky_level: 100}' | 15858.59375",
                "'noise: {type: CCD, sky_level: 100, gain: 2, read_noise: 5}' | 22775.171875",
                "'noise: {sky_level_pixel: 25}' | 39646.484375",
                "'sky_level: 1000, noise: {type: Poisson, sky_level: 100}' | 52597.0"
            })
    void fluxOfASignalToNoiseIsThatOfGalSim(String noise, double sum) {
        String image = "pixel_scale: 0.2, random_seed: 1, " + noise;
        String yaml = text("{type: Gaussian, sigma: 2, signal_to_noise: 200}", image, "");
        assertThat(Arrays.stream(stamp(yaml)).sum() / sum).isCloseTo(1, within(STAMP_VS_GALSIM));
    }

    @Test
    void resolutionIsRelativeToThePsfBeforeItsTransformations() {
        String yaml = "gal: {type: Exponential, resolution: 0.98}\n"
                + "psf: {type: Moffat, beta: 3, fwhm: 2.85, trunc: 5.7, dilate: 2}\nimage: {size: 32, pixel_scale: 1}";
        assertThat(scene(yaml).draw(0).halfLightRadius()).isCloseTo(1.707035836549597, within(1e-6));
    }

    @Test
    void skyOfTheImageStaysInItAndCountsInItsNoise() throws Exception {
        String image = "pixel_scale: 0.2, size: 65, random_seed: 1, sky_level: 100, noise: {sky_level: 50}";
        try (StampReader reader = simulate(scene(text(GAUSSIAN, image, "")))) {
            double[] pixels = new double[65 * 65];
            reader.image(0, pixels);
            assertThat(Arrays.stream(pixels).sum()).isCloseTo(116171.25, within(5 * Math.sqrt(126000)));
            assertThat(reader.truth().doubles("noise_sigma")[0]).isCloseTo(Math.sqrt(6), within(EXACT));
            assertThat(reader.file().find("IMAGE").header().number("SKYLEFT", 0))
                    .isCloseTo(4, within(EXACT));
        }
    }

    private StampReader simulate(Scene scene) throws Exception {
        Path file = folder.resolve("stamps.fits");
        Simulation.run(scene, Simulation.Options.of(scene, 2), file, Map.of(), (done, total) -> {});
        return new StampReader(file);
    }

    @Test
    void matrixOfPixelsStandsInTheHeader() throws Exception {
        String image = "size: 32, wcs: {type: Jacobian, dudx: 0.2, dudy: 0.01, dvdx: 0, dvdy: -0.3}";
        try (StampReader reader = simulate(scene(text(GAUSSIAN, image, "")))) {
            SkyMap map = ImageSky.of(reader.file().find("IMAGE").header(), 32, 32);
            assertThat(map).isEqualTo(new SkyMap(0.2, 0.01, 0, -0.3));
            assertThat(reader.map(0)).isEqualTo(new SkyMap(0.2, 0.01, 0, -0.3));
            assertThat(reader.pixelScale(0)).isCloseTo(Math.sqrt(0.06), within(EXACT));
        }
    }

    @Test
    void photonsAreNoiseOfTheObject() throws Exception {
        String image = "pixel_scale: 0.2, size: 33, random_seed: 1";
        try (StampReader reader = simulate(scene(text(GAUSSIAN, image, "stamp: {draw_method: phot}")))) {
            double[] pixels = new double[33 * 33];
            double[] weight = new double[33 * 33];
            double[] mean = stamp(text(GAUSSIAN, image, ""));
            reader.image(0, pixels);
            reader.weight(0, Double.NaN, weight);
            double chi2 = 0;
            for (int p = 0; p < pixels.length; p++) {
                assertThat(pixels[p]).isEqualTo(Math.rint(pixels[p]));
                chi2 += Math.pow(pixels[p] - mean[p], 2) * weight[p] / pixels.length;
            }
            assertThat(chi2).isCloseTo(1, within(5 * Math.sqrt(2.0 / pixels.length)));
        }
    }

    @Test
    void tilesBecomeStamps() {
        Scene scene = scene(text(
                "{type: Gaussian, sigma: 1, flux: {type: Sequence, first: 10, index_key: image_num}}",
                "type: Tiled, nx_tiles: 3, ny_tiles: 2, stamp_size: 20, xborder: 2, pixel_scale: 0.3",
                "output: {type: MultiFits, nimages: 4}"));
        assertThat(scene.count()).isEqualTo(24);
        assertThat(scene.nx()).isEqualTo(20);
        assertThat(scene.draw(5).flux()).isEqualTo(10);
        assertThat(scene.draw(6).flux()).isEqualTo(11);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$2 * 3 | 6, 6",
                "'{type: Eval, str: ''a * b + obj_num'', fa: 2, ib: 5}' | 10, 11",
                "'$@gal.sigma * 10' | 20, 20",
                "'\"@gal.sigma\"' | 2, 2",
                "'{type: Current, key: gal.sigma}' | 2, 2",
                "'[7, 8]' | 7, 8",
                "'{type: List, items: [7, 8, 9], index: $2 - obj_num}' | 9, 8",
                "'{type: Sum, items: [1, {type: Sequence, first: 4}]}' | 5, 6",
                "'$s + 1' | 5, 6",
                "'{type: Sequence, first: 3, step: $1/2}' | 3, 3.5"
            })
    void numbersAreWhatTheirRulesSay(String flux, String right) {
        Scene scene = scene(text(
                "{type: Gaussian, sigma: 2, flux: " + flux + "}",
                "size: 20, pixel_scale: 0.3",
                "eval_variables: {fs: {type: Sequence, first: 4}}"));
        String[] fluxes = right.split(",");
        for (int i = 0; i < fluxes.length; i++) {
            assertThat(scene.draw(i).flux()).isCloseTo(Double.parseDouble(fluxes[i].strip()), within(EXACT));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$1/(obj_num - obj_num) | divides by zero",
                "$1/0 | divides by zero",
                "'$open(1)' | unknown function",
                "'$__import__(1)' | unknown function",
                "'$sigma' | unknown name 'sigma'",
                "'$@gal.size' | names nothing",
                "'$@gal.flux' | refers to itself",
                "'\"@gal.flux\"' | refers to itself",
                "'{type: Eval, str: a, sa: 3}' | starts with f, i or b",
                "'{type: Eval}' | 'str' is missing",
                "'{type: Evil, str: 1}' | did you mean 'Eval'",
                "'{type: RandomPoisson, mean: 3}' | GalSim's RandomPoisson",
                "'{type: List, items: [7, 8], index: 2}' | must be between 0 and 1",
                "'{type: List, items: [7, 8], index: $2}' | whole number from 0 to 1",
                "'[]' | the list is empty",
                "'{type: Random, min: 0, max: 1, mean: 2}' | unknown key 'mean'",
                "'{type: RandomDistribution, function: ''x - 5'', x_min: 1, x_max: 2}' | must not be negative",
                "'{type: RandomDistribution, function: ''sin('', x_min: 1, x_max: 2}' | not an expression",
                "'{type: RandomDistribution, function: ''0*x'', x_min: 1, x_max: 2}' | zero everywhere",
                "'{type: RandomDistribution, function: x**-1, x_min: 0, x_max: 2}' | above zero"
            })
    void rulesThatMakeNoNumberAreRefused(String flux, String why) {
        assertThatThrownBy(() -> scene(text(
                                "{type: Gaussian, sigma: 2, flux: " + flux + "}",
                                "size: 20, pixel_scale: 0.3, random_seed: 1",
                                ""))
                        .draw(0))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("words.yaml:1: gal")
                .hasMessageContaining(why);
    }

    /** Means of 4000 draws, over those of the density by its closed form; within five standard errors. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "function: 'x', x_min: 0, x_max: 1 | 0.6666667 | 0.2357",
                "function: 'exp(-x)', x_min: 0, x_max: 50 | 1 | 1",
                "function: 'np.exp(-(math.log(x) - 1)**2 / 0.5) / x', x_min: 0.001, x_max: 1000 | 3.080217 | 1.6415",
                "function: x**-1, x_min: 1, x_max: 100 | 21.4976 | 25.4",
                "file_name: table.txt | 0.6666667 | 0.2357",
                "function: table.txt | 0.6666667 | 0.2357"
            })
    void densityIsDrawnFrom(String rule, double mean, double sigma) throws Exception {
        Files.writeString(folder.resolve("table.txt"), "# x p\n0 0\n1 2\n");
        Scene scene = scene(text(
                "{type: Gaussian, sigma: 2, flux: {type: RandomDistribution, " + rule + "}}",
                "size: 20, pixel_scale: 0.3, random_seed: 11",
                ""));
        double sum = 0;
        for (int i = 0; i < 4000; i++) {
            sum += scene.draw(i).flux() / 4000;
        }
        assertThat(sum).isCloseTo(mean, within(5 * sigma / Math.sqrt(4000)));
    }

    @Test
    void truthHasTheColumnsThatAreAskedFor() throws Exception {
        Scene scene = scene(text(
                "{type: Gaussian, sigma: 2, flux: {type: Random, min: 1, max: 9}, ellip: {type: EBeta,"
                        + " e: {type: RandomGaussian, sigma: 0.6}, beta: {type: Random}}}",
                "size: 20, pixel_scale: 0.3, random_seed: 11",
                "stamp: {type: Ring, num: 2, shear: {type: G1G2, g1: 0.02, g2: 0}}\n"
                        + "output: {nimages: 6, truth: {columns: {flux: gal.flux, num: obj_num, half: $@gal.flux / 2,"
                        + " e: gal.ellip.e, s: gal.sigma, c: 3}}}"));
        try (StampReader reader = simulate(scene)) {
            var truth = reader.truth();
            assertThat(truth.doubles("truth.flux")).isEqualTo(truth.doubles("flux"));
            assertThat(truth.doubles("num")).containsExactly(0, 1, 2, 3, 4, 5);
            assertThat(truth.doubles("e")).isEqualTo(truth.doubles("gal.ellip.e"));
            assertThat(truth.doubles("half")[3]).isCloseTo(truth.doubles("flux")[3] / 2, within(EXACT));
            assertThat(truth.doubles("flux")[2]).isEqualTo(truth.doubles("flux")[3]);
            assertThat(truth.doubles("s")).containsOnly(2);
            assertThat(truth.doubles("c")).containsOnly(3);
        }
    }

    @Test
    void psfMovesWithItsGalaxyWhereAsked() throws Exception {
        String gal =
                "{type: Gaussian, sigma: 1, flux: 1, shift: {type: XY, x: {type: List, items: [0.6, -0.6]}, y: 0}}";
        String image = "size: 21, pixel_scale: 0.3";
        String output = "output: {nimages: 2, psf: {file_name: psf.fits%s}}";
        double[] psf = new double[21 * 21];
        try (StampReader reader = simulate(scene(text(gal, image, output.formatted(", shift: galaxy"))))) {
            assertThat(reader.psfCount()).isEqualTo(2);
            reader.psf(0, psf);
            assertThat(psf[10 * 21 + 12]).isGreaterThan(psf[10 * 21 + 10]);
        }
        try (StampReader reader = simulate(scene(text(gal, image, output.formatted(""))))) {
            assertThat(reader.psfCount()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'{type: Fits}' | 1",
                "'{type: Fits, nfiles: 4}' | 4",
                "'{type: MultiFits, nimages: 5}' | 5",
                "'{type: DataCube, nimages: 5, nfiles: 2, nproc: 3}' | 10",
                "'{nimages: 5, file_name: {type: FormattedStr, format: im_%04d.fits, items: [{type: Sequence}]}}' | 5",
                "'{nimages: 5, file_name: {type: NumberedFile, root: im, num: 3, digits: 3}}' | 5"
            })
    void outputSaysHowManyStamps(String output, long count) {
        assertThat(scene(text(GAUSSIAN, "size: 20, pixel_scale: 0.3, nproc: 4", "output: " + output))
                        .count())
                .isEqualTo(count);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'output: {type: Tiff}' | unknown type 'Tiff'",
                "'output: {type: Fits, nimages: 3}' | unknown key 'nimages'",
                "'output: {file_name: {type: FormattedStr, format: im_%d_%d, items: [1]}}' | more conversions than items",
                "'output: {file_name: {type: FormattedStr, format: im_%q, items: [1]}}' | '%q' is not understood",
                "'output: {file_name: {type: FormattedStr, format: im, items: [1]}}' | 1 items for 0 conversions",
                "'output: {file_name: $name}' | gives no text",
                "'output: {truth: {columns: {a: gal.flux.x}}}' | names nothing",
                "'output: {truth: {columns: {a: galaxy}}}' | names nothing",
                "'output: {psf: {shift: star}}' | star",
                "'modules: [x]' | Python modules are not loaded",
                "'stamp: {gsparams: {folding_threshold: 1e-2}}' | GalSim's accuracies",
                "'stamp: {draw_method: sb}' | sb",
                "'stamp: {shear: {type: G1G2, g1: 0, g2: 0}}' | shear"
            })
    void otherSectionsAreRefused(String rest, String why) {
        assertThatThrownBy(() -> scene(text(GAUSSIAN, "size: 20, pixel_scale: 0.3", rest)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("words.yaml")
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "xsize: 20, pixel_scale: 0.3 | 'ysize' is missing",
                "size: 20 | 'pixel_scale' is missing",
                "size: 20, pixel_scale: 0.3, noise: {sigma: 3}, random_seed: 1 | 'type' is missing",
                "size: 20, pixel_scale: 0.3, noise: {sky_level: 3} | 'random_seed' is missing",
                "size: 20, pixel_scale: 0.3, noise: {type: COSMOS}, random_seed: 1 | GalSim's COSMOS",
                "size: 20, pixel_scale: 0.3, random_seed: [1, 2] | sequences and lists of seeds",
                "size: 20, pixel_scale: 0.3, sky_level: -1 | must not be negative",
                "size: 20, wcs: {type: Tan} | GalSim's Tan",
                "size: 20, wcs: {type: Jacobian, dudx: 1, dudy: 1, dvdx: 1, dvdy: 1} | no area",
                "size: 20, wcs: {type: Jacobian, dudx: 1, dudy: 1, dvdx: 1} | 'dvdy' is missing",
                "size: 20, wcs: {type: Shear, scale: 1, shear: {type: G1G2, g1: 1, g2: 1}} | impossible",
                "type: Scattered, nobjects: 3, pixel_scale: 0.3 | GalSim's Scattered",
                "type: Tiled, nx_tiles: 2, ny_tiles: 2, pixel_scale: 0.3 | stamp_size",
                "type: Tiled, nx_tiles: 2, ny_tiles: 2, stamp_size: 9, border: -1, pixel_scale: 0.3 | overlap",
                "type: Tiled, nx_tiles: 2, ny_tiles: 2, size: 9, pixel_scale: 0.3 | unknown key 'size'"
            })
    void imagesThatCannotBeAreRefused(String image, String why) {
        assertThatThrownBy(() -> scene(text(GAUSSIAN, image, "")))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("words.yaml:3: image")
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: OpticalPSF, lam_over_diam: 1} | GalSim's OpticalPSF is not supported",
                "{type: Deconvolve, items: []} | GalSim's Deconvolve is not supported",
                "{type: RealGalaxy} | GalSim's RealGalaxy is not supported",
                "{type: Gaussian, sigma: 1, gsparams: {}} | GalSim's accuracies",
                "{type: Gaussian, sigma: 1, signal_to_noise: 10} | needs a noise",
                "{type: Gaussian, resolution: 1, sigma: 2} | not both",
                "{type: RandomKnots, npoints: 0, half_light_radius: 1} | must be between",
                "{type: Gaussian, sigma: {type: Random, min: 1, max: 2}} | size"
            })
    void profilesThatCannotBeAreRefused(String gal, String why) {
        String image =
                why.equals("size") ? "pixel_scale: 0.3, random_seed: 1" : "size: 20, pixel_scale: 0.3, random_seed: 1";
        assertThatThrownBy(() -> scene(text(gal, image, "")))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("words.yaml:")
                .hasMessageContaining(why);
    }

    @Test
    void failedObjectsAreDrawnAnewAsOftenAsAsked() {
        String gal = "{type: Sersic, n: {type: Random, min: 5.5, max: 7.5}, half_light_radius: 1}";
        String image = "size: 20, pixel_scale: 0.3, random_seed: 4";
        Scene strict = scene(text(gal, image, ""));
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 20; i++) {
                        strict.draw(i);
                    }
                })
                .isInstanceOf(ConfigException.class);
        Scene patient = scene(text(gal, image, "stamp: {retry_failures: 40}"));
        for (int i = 0; i < 20; i++) {
            assertThat(patient.draw(i).flux()).isCloseTo(1, within(EXACT));
        }
    }

    @Test
    void convolutionsOfSumsNest() {
        String sum = "{type: Sum, items: [{type: Gaussian, sigma: 1, flux: 0.25}, {type: Gaussian, sigma: 2}]}";
        String yaml =
                "gal: {type: Convolution, items: [" + sum + ", {type: Convolve, items: [{type: Gaussian, sigma: 1},"
                        + " {type: Gaussian, sigma: 0.5}]}], flux: 8}\nimage: {size: 64, pixel_scale: 0.5}";
        Scene scene = scene(yaml);
        double[] image = new double[64 * 64];
        new SceneRenderer(scene).image(scene.draw(0), image);
        assertThat(Arrays.stream(image).sum()).isCloseTo(8, within(1e-4));
        double peak = 8 * 0.25 * (0.25 / (2 * Math.PI * 2.25) + 0.75 / (2 * Math.PI * 5.25));
        assertThat(Arrays.stream(image).max().getAsDouble() / peak).isCloseTo(1, within(0.05));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: DeltaFunction} | '' | give psf",
                "{type: RandomKnots, npoints: 3, half_light_radius: 1} | '' | give psf",
                "{type: Convolve, items: [{type: DeltaFunction}, {type: DeltaFunction}]} | '' | give psf",
                "{type: DeltaFunction, shift: [1, 0]} | 'psf: {type: DeltaFunction}' | give psf",
                "{type: Gaussian, sigma: 1} | 'psf: {type: DeltaFunction}' | leave psf out"
            })
    void pointsThatNothingSpreadsAreRefused(String gal, String psf, String why) {
        Scene scene = scene("gal: " + gal + "\nimage: {size: 20, pixel_scale: 0.3, random_seed: 1}\n" + psf);
        assertThatThrownBy(() -> simulate(scene))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(why);
    }

    @Test
    void noiseThatCannotBeIsNamed() {
        Scene scene = scene(text(
                GAUSSIAN,
                "size: 20, pixel_scale: 0.3, random_seed: 1, noise: {type: Gaussian, sigma: {type: Sequence, first: -1}}",
                ""));
        assertThatThrownBy(() -> simulate(scene))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("image.noise: object 0");
    }
}
