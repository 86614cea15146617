package org.shearnet.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.galaxysim.scene.SceneParser;
import org.shearnet.galaxysim.scene.SceneRenderer;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.ngmix.metacal.MetacalOptions;

/** Metacalibration of stamps with masked columns, and the errors it states. */
class MetacalibrationOfRealStampsTest {

    private static final int SIDE = 41;
    private static final double SCALE = 0.2;
    private static final double NOISE = 0.01;

    /** Calibrated mean shear of 100 or 200 stamps with a masked column less that without; measured at most 1.0e-3, 5e-3 before. */
    private static final double MASKED_SHEAR = 2e-3;

    /** Mean response with a masked column over that without, less 1; measured at most 3e-3. */
    private static final double MASKED_RESPONSE = 1e-2;

    /** Scatter of a shape over its stated error from 300 draws of the noise, 4 % by itself; measured 0.98 to 1.10. */
    private static final double PULL = 0.15;

    private static Scene scene(String galaxy) {
        return SceneParser.parse(
                YamlReader.parse(
                        "scene.yaml",
                        "gal: " + galaxy
                                + "\npsf: {type: Moffat, beta: 3.5, fwhm: 0.8}\n"
                                + "image: {type: Single, size: 41, pixel_scale: 0.2, random_seed: 5}\n"),
                Path.of("."));
    }

    /** Draws of a scene; where the galaxies are all alike they differ by their noise. */
    private static Stamps stamps(Scene scene, int count) {
        double[][] images = new double[count][SIDE * SIDE];
        double[] psf = new double[SIDE * SIDE];
        SceneRenderer renderer = new SceneRenderer(scene);
        renderer.psfImage(scene.draw(0), psf, SIDE);
        for (int i = 0; i < count; i++) {
            renderer.image(scene.draw(i), images[i]);
            renderer.addNoise(i, NOISE, "noise", images[i]);
        }
        double[] sigma = new double[count];
        Arrays.fill(sigma, NOISE);
        return new Stamps(0, SIDE, SIDE, SCALE, images, null, sigma, SIDE, SIDE, new double[][] {psf}, null, 1);
    }

    /** The same with a column of two pixels masked and ruined, four pixels from the middle. */
    private static Stamps masked(Stamps whole) {
        double[][] images = new double[whole.count()][];
        double[][] weights = new double[whole.count()][SIDE * SIDE];
        for (int i = 0; i < images.length; i++) {
            images[i] = whole.images()[i].clone();
            Arrays.fill(weights[i], 1 / (NOISE * NOISE));
            for (int y = 0; y < SIDE; y++) {
                for (int x = 24; x < 26; x++) {
                    images[i][y * SIDE + x] = 50;
                    weights[i][y * SIDE + x] = 0;
                }
            }
        }
        return whole.withPixels(images, weights);
    }

    private static ShearEstimator estimator(String method, String model) {
        return TestEstimators.metacalibrated(
                "method: " + method + (model.isEmpty() ? "" : ", model: " + model), MetacalOptions.defaults());
    }

    /** Mean shape and mean R11, R22 of unflagged stamps: g1, g2, R11, R22. */
    private static double[] means(ShapeEstimate[] estimates) {
        assertThat(estimates).allMatch(ShapeEstimate::ok);
        return new double[] {
            Arrays.stream(estimates).mapToDouble(ShapeEstimate::g1).average().orElseThrow(),
            Arrays.stream(estimates).mapToDouble(ShapeEstimate::g2).average().orElseThrow(),
            Arrays.stream(estimates).mapToDouble(e -> e.response()[0]).average().orElseThrow(),
            Arrays.stream(estimates).mapToDouble(e -> e.response()[3]).average().orElseThrow()
        };
    }

    @ParameterizedTest
    @CsvSource({
        "admom, '', Exponential, 100",
        "regauss, '', Exponential, 100",
        "metacal, gauss, Exponential, 100",
        "ngmix, exp, Exponential, 100",
        "admom, '', DeVaucouleurs, 200",
        "metacal, gauss, Gaussian, 100"
    })
    void aMaskedColumnBiasesNeitherShapeNorResponse(String method, String model, String profile, int count) {
        Scene scene = scene(
                "{type: " + profile + ", half_light_radius: {type: Random, min: 0.5, max: 0.8}, flux: 10,"
                        + " ellip: {type: G1G2, g1: {type: Random, min: -0.3, max: 0.3}, g2: {type: Random, min: -0.3, max: 0.3}},"
                        + " shear: {type: G1G2, g1: 0.02, g2: 0}, shift: {type: XY, x: {type: Random, min: -0.1, max: 0.1}, y: 0}}");
        Stamps whole = stamps(scene, count);
        double[] plain = means(estimator(method, model).estimate(whole, 2, n -> {}));
        double[] cut = means(estimator(method, model).estimate(masked(whole), 2, n -> {}));
        for (int k = 0; k < 2; k++) {
            assertThat(cut[k] / cut[2 + k]).isCloseTo(plain[k] / plain[2 + k], within(MASKED_SHEAR));
            assertThat(cut[2 + k] / plain[2 + k]).isCloseTo(1, within(MASKED_RESPONSE));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"metacal", "ngmix"})
    void statedErrorsAreThoseOfTheShapeUnderItsColouredNoise(String method) {
        Scene scene =
                scene("{type: Exponential, half_light_radius: 0.6, flux: 10, ellip: {type: G1G2, g1: 0.3, g2: -0.1}}");
        ShapeEstimate[] estimates = estimator(method, "exp").estimate(stamps(scene, 300), 2, n -> {});
        double mean = Arrays.stream(estimates)
                .mapToDouble(ShapeEstimate::g1)
                .average()
                .orElseThrow();
        double variance = Arrays.stream(estimates)
                .mapToDouble(e -> (e.g1() - mean) * (e.g1() - mean))
                .average()
                .orElseThrow();
        double stated = Arrays.stream(estimates)
                .mapToDouble(e -> e.g1Err() * e.g1Err())
                .average()
                .orElseThrow();
        assertThat(Math.sqrt(variance / stated)).isCloseTo(1, within(PULL));
        double chi2 = Arrays.stream(estimates)
                .mapToDouble(ShapeEstimate::chi2PerDof)
                .average()
                .orElseThrow();
        assertThat(chi2).isCloseTo(1, within(PULL));
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 17, 21, 22, 23, 31, 64})
    void aDilatedTargetTakesPsfImagesOfAnySize(int side) {
        Scene scene = scene("{type: Exponential, half_light_radius: 0.6, flux: 10}");
        Stamps whole = stamps(scene, 4);
        double[] psf = new double[side * side];
        new SceneRenderer(scene).psfImage(scene.draw(0), psf, side);
        Stamps other = new Stamps(
                0,
                SIDE,
                SIDE,
                SCALE,
                whole.images(),
                null,
                whole.noiseSigma(),
                side,
                side,
                new double[][] {psf},
                null,
                1);
        MetacalOptions dilated =
                MetacalOptions.defaults().withTarget(new org.shearnet.ngmix.metacal.TargetPsf.Dilate());
        ShearEstimator metacal = TestEstimators.metacalibrated("method: metacal", dilated);
        assertThat(metacal.estimate(other, 1, n -> {})).allMatch(ShapeEstimate::ok);
    }

    @Test
    void theCounterNoiseFollowsTheObjectNotItsRow() {
        Scene scene = scene("{type: Exponential, half_light_radius: 0.6, flux: 10}");
        Stamps whole = stamps(scene, 6);
        Stamps tail = new Stamps(
                4,
                SIDE,
                SIDE,
                SCALE,
                Arrays.copyOfRange(whole.images(), 4, 6),
                null,
                Arrays.copyOfRange(whole.noiseSigma(), 4, 6),
                SIDE,
                SIDE,
                whole.psfs(),
                null,
                1);
        ShapeEstimate[] all = estimator("metacal", "gauss").estimate(whole, 1, n -> {});
        ShapeEstimate[] some = estimator("metacal", "gauss").estimate(tail, 1, n -> {});
        assertThat(some[1].g1()).isEqualTo(all[5].g1());
        assertThat(some[0].response()).isEqualTo(all[4].response());
    }
}
