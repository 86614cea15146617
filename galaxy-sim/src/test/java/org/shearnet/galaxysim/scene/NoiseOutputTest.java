package org.shearnet.galaxysim.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shearnet.galaxysim.fits.FitsFile;
import org.shearnet.galaxysim.fits.FitsHeader;
import org.shearnet.galaxysim.fits.StampReader;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlReader;

/** What a stamps file says of its noise. */
class NoiseOutputTest {

    private static final double EXACT = 1e-12;

    /** Mean of (image - expected)^2 weight over 40 stamps of 24 x 24 pixels; its own scatter is 0.01, measured 0.0083 off at most. */
    private static final double CHI2 = 0.04;

    private static final int SIDE = 24;

    @TempDir
    Path folder;

    private Scene scene(String noise, String output) {
        return SceneParser.parse(
                YamlReader.parse("noise.yaml", """
                gal: {type: Gaussian, sigma: 0.6, flux: 2000}
                psf: {type: Gaussian, sigma: 0.3}
                image: {size: 24, pixel_scale: 0.2, random_seed: 5%s}
                output: {nimages: 40%s}
                """.formatted(noise.isEmpty() ? "" : ", noise: " + noise, output)),
                null);
    }

    private StampReader simulate(Scene scene) throws Exception {
        Path file = folder.resolve("stamps.fits");
        Simulation.Options all = new Simulation.Options(0, scene.count(), 2, true, 0);
        Simulation.run(scene, all, file, Map.of(), (done, total) -> {});
        return new StampReader(file);
    }

    private static FitsHeader image(StampReader reader) {
        return reader.file().find("IMAGE").header();
    }

    /** The noise of a scene, its variance where the expected count is mu, as a + b mu, and the sky's part of it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: Poisson, sky_level: 500} | 20 | 1",
                "{type: Poisson, sky_level_pixel: 7} | 7 | 1",
                "{type: CCD, sky_level: 500, gain: 2, read_noise: 3} | 12.25 | 0.5",
                "{type: Gaussian, sigma: {type: List, items: [3, 5]}} | 9 | 0",
            })
    void weightIsTheInverseOfTheExpectedVariance(String noise, double sky, double slope) throws Exception {
        Scene scene = scene(noise, "");
        double[] expected = new double[SIDE * SIDE];
        new SceneRenderer(scene).image(scene.draw(0), expected);
        double[] weight = new double[SIDE * SIDE];
        double[] pixels = new double[SIDE * SIDE];
        double chi2 = 0;
        try (StampReader reader = simulate(scene)) {
            assertThat(reader.hasWeight()).isTrue();
            assertThat(reader.noiseSigma(0)).isNaN();
            for (int i = 0; i < reader.count(); i++) {
                reader.weight(i, Double.NaN, weight);
                reader.image(i, pixels);
                double s2n = 0;
                for (int p = 0; p < pixels.length; p++) {
                    if (i == 0) {
                        assertThat(weight[p] * (sky + slope * expected[p])).isCloseTo(1, within(EXACT));
                    }
                    chi2 += Math.pow(pixels[p] - expected[p], 2) * weight[p] / pixels.length / reader.count();
                    s2n += expected[p] * expected[p] * weight[p];
                }
                assertThat(reader.truth().doubles("s2n")[i]).isCloseTo(Math.sqrt(s2n), within(1e-9));
            }
            assertThat(reader.truth().doubles("noise_sigma")[0]).isCloseTo(Math.sqrt(sky), within(EXACT));
        }
        assertThat(chi2).isCloseTo(1, within(CHI2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: Gaussian, sigma: 3} | GAUSSIAN | 3",
                "{type: Gaussian, variance: 9} | GAUSSIAN | 3",
                "{type: CCD, gain: 0, read_noise: 3} | CCD | 3",
                "'' | NONE | 0"
            })
    void oneNumberStandsInTheHeaderWhereItHoldsForAllPixels(String noise, String type, double sigma) throws Exception {
        try (StampReader reader = simulate(scene(noise, ""))) {
            assertThat(reader.hasWeight()).isFalse();
            assertThat(reader.noiseSigma(0)).isEqualTo(sigma);
            assertThat(image(reader).text("NOISETYP")).isEqualTo(type);
            double s2n = reader.truth().doubles("s2n")[0];
            if (sigma == 0) {
                assertThat(s2n).isNaN();
            } else {
                Scene scene = scene(noise, "");
                double[] expected = new double[SIDE * SIDE];
                new SceneRenderer(scene).image(scene.draw(0), expected);
                double sum = 0;
                for (double mu : expected) {
                    sum += mu * mu;
                }
                assertThat(s2n).isCloseTo(Math.sqrt(sum) / sigma, within(1e-9));
            }
        }
    }

    @Test
    void headerSaysWhatItKnowsOfTheNoise() throws Exception {
        try (StampReader reader = simulate(scene("{type: CCD, sky_level: 500, gain: 2, read_noise: 3}", ""))) {
            assertThat(image(reader).text("NOISETYP")).isEqualTo("CCD");
            assertThat(image(reader).number("SKYLEVEL", 0)).isCloseTo(20, within(EXACT));
            assertThat(image(reader).number("GAIN", 0)).isEqualTo(2);
            assertThat(image(reader).number("RDNOISE", 0)).isEqualTo(3);
        }
    }

    @Test
    void weightAsGalSimWritesItLeavesOutTheObject() throws Exception {
        double[] weight = new double[SIDE * SIDE];
        String noise = "{type: Poisson, sky_level_pixel: 20}";
        try (StampReader reader = simulate(scene(noise, ", weight: {hdu: 1}"))) {
            reader.weight(0, Double.NaN, weight);
            assertThat(weight).containsOnly(1.0 / 20);
        }
        try (StampReader reader = simulate(scene(noise, ", weight: {hdu: 1, include_obj_var: true}"))) {
            reader.weight(0, Double.NaN, weight);
            assertThat(weight[(SIDE + 1) * SIDE / 2]).isLessThan(0.99 / 20);
        }
        try (StampReader reader = simulate(scene("{type: Gaussian, sigma: 4}", ", weight: {file_name: w.fits}"))) {
            reader.weight(0, Double.NaN, weight);
            assertThat(weight).containsOnly(1.0 / 16);
        }
    }

    @Test
    void badpixIsAMaskOfGoodPixels() throws Exception {
        try (StampReader reader = simulate(scene("{type: Gaussian, sigma: 4}", ", badpix: {hdu: 2}"))) {
            FitsFile.Hdu mask = reader.file().find("MASK");
            assertThat(mask.axes()).containsExactly(SIDE, SIDE, 40);
            double[] plane = new double[SIDE * SIDE];
            reader.file().plane(mask, 39, plane);
            assertThat(plane).containsOnly(0);
            reader.image(39, plane);
            assertThat(plane).doesNotContain(0);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | ', weight: {hdu: 1}' | no noise",
                "{type: Poisson} | ', weight: {hdu: 1}' | include_obj_var",
                "{type: Gaussian, sigma: 4} | ', weight: {hdu: 1, include_object: true}' | include_obj",
                "{type: Gaussian, sigma: 4} | ', badpix: {hdu: -1}' | must be between",
                "{type: Gaussian, sigma: 4} | ', weight: 1' | expected a mapping"
            })
    void impossibleOutputsAreRefused(String noise, String output, String why) {
        assertThatThrownBy(() -> scene(noise, output))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("noise.yaml:4: output.")
                .hasMessageContaining(why);
    }
}
