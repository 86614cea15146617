package org.shearnet.galaxysim.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shearnet.galaxysim.render.RenderAccuracy;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlReader;

/** The bound of galaxies whose profile is not known. */
class FreeProfileTest {

    /** Relative difference to the bounds by GalSim; measured 2.6e-5 at most. */
    private static final double BY_GALSIM = 1e-4;

    private static final double EXACT = 1e-9;

    private static final String AROUND = "half_light_radius: 0.5, flux: 10, ellip: {type: G1G2, g1: 0.2, g2: -0.1},"
            + " shift: [0.05, -0.03]}\npsf: {type: Moffat, beta: 3, fwhm: 0.7, ellip: {type: G1G2, g1: 0.03, g2: -0.02}}\n"
            + "image: {size: 53, pixel_scale: 0.2, random_seed: 1}";

    private static Scene scene(String gal) {
        return SceneParser.parse(YamlReader.parse("free.yaml", "gal: {" + gal + ", " + AROUND), null);
    }

    private static double[][] bound(Scene scene, boolean free) {
        SceneRenderer renderer = new SceneRenderer(scene, RenderAccuracy.HIGH);
        SceneGalaxy galaxy = scene.draw(0);
        return free ? renderer.boundOfFreeProfile(galaxy) : renderer.bound(galaxy);
    }

    /**
     * Errors of g1, g2 with six and with seven parameters and that of the seventh (n over n, or bulge over total flux) at
     * noise 1: finite differences of GalSim 2.8.5's images (maxk_threshold 1e-5, folding_threshold 1e-4) by numpy 2.4.6,
     * inverted there, made on 2026-11-26.
     */
    @ParameterizedTest
    @CsvSource({
        "'type: Sersic, n: 1.7', 2.65903, 2.63989, 2.67852, 2.64428, 13.0759",
        "'type: Sersic, n: 4', 3.73233, 3.70618, 3.76455, 3.71307, 19.3989",
        "'type: DeVaucouleurs', 3.73233, 3.70618, 3.76455, 3.71307, 19.3989",
        "'type: Gaussian', 1.88627, 1.86262, 1.89433, 1.86445, 15.5213"
    })
    void boundIsThatOfGalSimsImages(String gal, double g1, double g2, double free1, double free2, double last) {
        Scene scene = scene(gal);
        double[][] six = bound(scene, false);
        double[][] seven = bound(scene, true);
        assertThat(six).hasDimensions(6, 6);
        assertThat(seven).hasDimensions(7, 7);
        close(six[2][2], g1);
        close(six[3][3], g2);
        close(seven[2][2], free1);
        close(seven[3][3], free2);
        close(seven[6][6], last);
    }

    @Test
    void shareOfABulgeIsTheSeventhParameter() {
        String gal = "gal: {type: Add, items: [{type: DeVaucouleurs, half_light_radius: 0.25, flux: 0.3},"
                + " {type: Exponential, half_light_radius: 0.5, flux: 0.7}], "
                + AROUND.substring("half_light_radius: 0.5, ".length());
        double[][] seven = bound(SceneParser.parse(YamlReader.parse("free.yaml", gal), null), true);
        close(seven[2][2], 2.60624);
        close(seven[3][3], 2.56845);
        close(seven[6][6], 9.04755);
    }

    private static void close(double variance, double error) {
        assertThat(Math.sqrt(variance)).isCloseTo(error, within(BY_GALSIM * error));
    }

    /** What is not known cannot help. */
    @ParameterizedTest
    @CsvSource({"0.3", "0.8", "2.5", "6.2"})
    void boundOfAFreeProfileIsNeverBelow(double n) {
        Scene scene = scene("type: Sersic, n: " + n);
        double[][] six = bound(scene, false);
        double[][] seven = bound(scene, true);
        for (int i = 0; i < 6; i++) {
            assertThat(seven[i][i]).isGreaterThanOrEqualTo(six[i][i] * (1 - EXACT));
        }
        assertThat(seven[4][4]).isGreaterThan(1.001 * six[4][4]);
    }

    /** An exponential is a Sersic profile of n = 1, whatever its class. */
    @Test
    void exponentialIsASersicProfile() {
        double[][] exponential = bound(scene("type: Exponential"), true);
        double[][] sersic = bound(scene("type: Sersic, n: 1"), true);
        assertThat(exponential[2][2]).isCloseTo(sersic[2][2], within(1e-4 * sersic[2][2]));
        assertThat(exponential[6][6]).isCloseTo(sersic[6][6], within(1e-3 * sersic[6][6]));
    }

    /** Two equal items cannot be told apart: no bound at all, rather than one of six parameters. */
    @Test
    void equalItemsHaveNoBound() {
        String item = "{type: Exponential, half_light_radius: 0.5, flux: 0.5}";
        String gal = "gal: {type: Add, items: [" + item + ", " + item + "], "
                + AROUND.substring("half_light_radius: 0.5, ".length());
        double[][] seven = bound(SceneParser.parse(YamlReader.parse("free.yaml", gal), null), true);
        assertThat(Arrays.stream(seven).flatMapToDouble(Arrays::stream).toArray())
                .containsOnly(Double.NaN);
    }

    @Test
    void otherProfilesAreRefused() {
        Scene scene = scene("type: Moffat, beta: 3");
        assertThatThrownBy(() -> bound(scene, true))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "gal: object 0: the bound of a free profile is that of Gaussian, Exponential, Sersic and"
                                + " DeVaucouleurs galaxies, whose index is free, and of a Sum of two profiles, not of a Moffat");
    }
}
