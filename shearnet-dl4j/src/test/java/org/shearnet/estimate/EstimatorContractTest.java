package org.shearnet.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.galaxysim.scene.SceneRenderer;
import org.shearnet.galaxysim.yaml.YamlReader;

/** What every estimator that needs no training promises. */
class EstimatorContractTest {

    private static final int SIDE = 33;
    private static final int COUNT = 6;
    private static final double NOISE = 1e-4;

    /** Turning the image by 90 degrees turns the noise, too: only rounding differs. Measured at most 2e-8. */
    private static final double ANTISYMMETRY = 1e-5;

    private final Scene scene = Scene.parse(YamlReader.parse("scene.yaml", """
                    gal:
                      type: Gaussian
                      sigma: {type: Random, min: 0.4, max: 0.6}
                      flux: 3
                      ellip: {type: G1G2, g1: {type: Random, min: -0.3, max: 0.3}, g2: {type: Random, min: -0.3, max: 0.3}}
                    psf: {type: Gaussian, sigma: 0.3}
                    image: {type: Single, size: 33, pixel_scale: 0.2, random_seed: 8}
                    """), Path.of("."));

    private Stamps stamps() {
        double[][] images = new double[COUNT][SIDE * SIDE];
        double[][] psfs = new double[COUNT][SIDE * SIDE];
        double[][] noise = new double[COUNT][SIDE * SIDE];
        SceneRenderer renderer = new SceneRenderer(scene);
        for (int i = 0; i < COUNT; i++) {
            renderer.image(scene.draw(i), images[i]);
            renderer.addNoise(i, NOISE, "noise", images[i]);
            renderer.addNoise(i, NOISE, "spare", noise[i]);
            renderer.psfImage(scene.draw(i), psfs[i], SIDE);
        }
        double[] sigma = new double[COUNT];
        Arrays.fill(sigma, NOISE);
        return new Stamps(0, SIDE, SIDE, 0.2, images, null, sigma, SIDE, SIDE, psfs, noise, 1);
    }

    private static ShearEstimator estimator(String method) {
        return Estimators.create(EstimatorSpec.of(method), spec -> {
            throw new AssertionError("no network was asked for");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"ngmix", "metacal", "admom", "regauss"})
    void sameAnswersForAnyNumberOfThreads(String method) {
        ShapeEstimate[] one = estimator(method).estimate(stamps(), 1, n -> {});
        ShapeEstimate[] two = estimator(method).estimate(stamps(), 2, n -> {});
        assertThat(one).hasSize(COUNT);
        for (ToDoubleFunction<ShapeEstimate> number : List.<ToDoubleFunction<ShapeEstimate>>of(
                ShapeEstimate::g1, ShapeEstimate::g2, ShapeEstimate::g1Err, ShapeEstimate::size, ShapeEstimate::flux)) {
            assertThat(Arrays.stream(two).mapToDouble(number).toArray())
                    .isEqualTo(Arrays.stream(one).mapToDouble(number).toArray());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ngmix", "metacal", "admom", "regauss"})
    void shearChangesSignUnderAQuarterTurn(String method) {
        Stamps upright = stamps();
        double[][] turned =
                Arrays.stream(upright.images()).map(EstimatorContractTest::turn).toArray(double[][]::new);
        double[][] turnedNoise =
                Arrays.stream(upright.noise()).map(EstimatorContractTest::turn).toArray(double[][]::new);
        Stamps quarter = new Stamps(
                0, SIDE, SIDE, 0.2, turned, null, upright.noiseSigma(), SIDE, SIDE, upright.psfs(), turnedNoise, 1);
        ShapeEstimate[] a = estimator(method).estimate(upright, 1, n -> {});
        ShapeEstimate[] b = estimator(method).estimate(quarter, 1, n -> {});
        for (int i = 0; i < COUNT; i++) {
            assertThat(a[i].ok()).isTrue();
            assertThat(b[i].g1()).isCloseTo(-a[i].g1(), within(ANTISYMMETRY));
            assertThat(b[i].g2()).isCloseTo(-a[i].g2(), within(ANTISYMMETRY));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ngmix", "metacal", "admom", "regauss"})
    void badStampsAreFlaggedNeverThrown(String method) {
        Stamps good = stamps();
        double[][] images = good.images();
        Arrays.fill(images[0], Double.NaN);
        Arrays.fill(images[1], 0);
        Arrays.fill(images[2], 7);
        images[3] = Arrays.stream(images[3]).map(v -> -v).toArray();
        double[][] psfs = good.psfs();
        Arrays.fill(psfs[4], 0);
        ShapeEstimate[] answers = estimator(method).estimate(good, 2, n -> {});
        for (int i : new int[] {0, 1}) {
            assertThat(answers[i].ok()).as("stamp %d", i).isFalse();
            assertThat(answers[i].flags()).isNotZero();
            assertThat(answers[i].g1()).isNaN();
        }
        // a fit may find a negative flux in a negative galaxy; moments have no such thing
        if (method.equals("admom") || method.equals("regauss")) {
            assertThat(answers[3].ok()).isFalse();
        }
        assertThat(answers[5].ok()).isTrue();
        if (!method.equals("admom")) {
            assertThat(answers[4].ok()).isFalse();
        }
    }

    private static double[] turn(double[] image) {
        double[] turned = new double[image.length];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                turned[x * SIDE + SIDE - 1 - y] = image[y * SIDE + x];
            }
        }
        return turned;
    }
}
