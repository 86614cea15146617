package org.shearnet.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.shearnet.galaxysim.noise.GaussianNoise;
import org.shearnet.galaxysim.noise.RandomStreams;
import org.shearnet.galaxysim.profile.Gaussian;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.render.FisherBound;
import org.shearnet.galaxysim.render.RenderAccuracy;
import org.shearnet.galaxysim.render.Renderer;
import org.shearnet.galaxysim.render.StampGrid;
import org.shearnet.galaxysim.shear.Shear;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.AuxiliaryFeatures;
import org.shearnet.net.Backend;
import org.shearnet.net.Domain;
import org.shearnet.net.Graph;
import org.shearnet.net.Model;
import org.shearnet.net.Network;
import org.shearnet.net.NetworkSpec;
import org.shearnet.net.Normalisation;
import org.shearnet.net.Predictor;
import org.shearnet.net.engine.Shape;

class StampMomentsTest {

    private static final int SIDE = 53;
    private static final double PIXEL = 0.141;
    private static final Shape STAMP = new Shape(SIDE, SIDE, 1);
    private static final double NOISE = 1e-3;
    private static final LightProfile PSF = new Gaussian(0.25, 1);

    private final Renderer renderer = new Renderer(RenderAccuracy.HIGH);

    private static LightProfile galaxy(double[] theta) {
        return new Gaussian(theta[4], theta[5])
                .shear(new Shear(theta[2], theta[3]))
                .shift(theta[0], theta[1]);
    }

    private double[] image(double[] theta, LightProfile psf) {
        double[] image = new double[SIDE * SIDE];
        renderer.draw(galaxy(theta), psf, StampGrid.square(SIDE, PIXEL), image);
        return image;
    }

    private double[] psfImage(LightProfile psf) {
        double[] image = new double[SIDE * SIDE];
        renderer.draw(psf, null, StampGrid.square(SIDE, PIXEL), image);
        return image;
    }

    private static StampMoments measure(double[] image, double[] psf) {
        return new StampMoments.Meter().measure(image, STAMP, psf, STAMP, NOISE);
    }

    @Test
    void subtractedMomentsGiveTheShapeOfAGaussianAndErrorsNearTheFisherBound() {
        double[] theta = {0.1, -0.05, 0.3, -0.2, 0.5, 3};
        StampMoments moments = measure(image(theta, PSF), psfImage(PSF));
        assertThat(moments.ok()).isTrue();
        // the pixel's square is no Gaussian: measured 4e-6
        assertThat(moments.shape().g1()).isCloseTo(0.3, within(2e-5));
        assertThat(moments.shape().g2()).isCloseTo(-0.2, within(2e-5));
        assertThat(moments.shape().sigma() * PIXEL).isCloseTo(0.5, within(2e-5));
        assertThat(moments.x() * PIXEL).isCloseTo(0.1, within(1e-6));
        double[][] bound =
                FisherBound.covariance(renderer, StampMomentsTest::galaxy, theta, PSF, StampGrid.square(SIDE, PIXEL));
        // measured within 0.3 %
        assertThat(moments.g1Err() / NOISE / Math.sqrt(bound[2][2])).isCloseTo(1, within(0.02));
        assertThat(moments.g2Err() / NOISE / Math.sqrt(bound[3][3])).isCloseTo(1, within(0.02));
    }

    @Test
    void whatHasNoMomentsStartsFromTheMeanOfTheScene() {
        double[] negative = new double[SIDE * SIDE];
        Arrays.fill(negative, -1);
        StampMoments moments = measure(negative, psfImage(PSF));
        assertThat(moments.ok()).isFalse();
        assertThat(MomentFeatures.anchor(moments, Label.G1, 0, 0.26, PIXEL))
                .isEqualTo(new MeasuredFeatures.Anchor(0, 0.26));
        assertThat(MomentFeatures.anchor(moments, Label.FLUX, 3, 1.2, PIXEL))
                .isEqualTo(new MeasuredFeatures.Anchor(3, 1.2));
        double[] numbers = new double[MomentFeatures.SIZES.invariants()];
        MomentFeatures.invariants(moments, NOISE, numbers);
        assertThat(numbers).doesNotContain(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    }

    @Test
    void theNetworkTurnsItsAnswerWithTheStamp() {
        NetworkSpec spec = NetworkSpec.parse(
                YamlReader.parse("network", "architecture: moment-residual\ndense: [24]\nerrors: true"));
        int numbers = AuxiliaryFeatures.count(spec);
        Double[] zeros = new Double[numbers];
        Double[] ones = new Double[numbers];
        Arrays.fill(zeros, 0.0);
        Arrays.fill(ones, 1.0);
        Normalisation normalisation = new Normalisation(
                spec.imageScale(),
                0,
                1,
                0,
                1,
                List.of(zeros),
                List.of(ones),
                List.of(0.0, 0.0, 0.5, 3.0),
                List.of(0.26, 0.26, 0.3, 1.2),
                new Domain(PIXEL, NOISE, NOISE, 0.25, 0.25));
        Backend.enter();
        Graph graph = Network.build(spec, STAMP, STAMP, 7);
        float[] weights = new org.shearnet.net.engine.FlatArray(graph.params()).toArray();
        Model model = new Model(spec, STAMP, STAMP, normalisation, weights, "gal: {}", Map.of());
        LightProfile psf = PSF.shear(new Shear(0.04, 0.07));
        double[] image = image(new double[] {0.08, 0.03, 0.25, 0.1, 0.4, 3}, psf);
        new GaussianNoise(0.02).addTo(new RandomStreams(3).stream(0, "noise"), image, image.length);
        double[][] images = {image, turned(image)};
        double[][] psfs = {psfImage(psf), turned(psfImage(psf))};
        Predictor.Prediction[] predictions;
        try (Predictor predictor = model.predictor(1)) {
            predictions = predictor.predict(2, (i, receiver) -> receiver.take(images[i], psfs[i], 0.02));
        }
        double[] plain = predictions[0].labels();
        double[] other = predictions[1].labels();
        assertThat(Math.abs(plain[0])).isGreaterThan(0.01);
        // float32 arithmetic
        assertThat(other[0]).isCloseTo(-plain[0], within(2e-6));
        assertThat(other[1]).isCloseTo(-plain[1], within(2e-6));
        assertThat(other[2]).isCloseTo(plain[2], within(2e-6));
        assertThat(other[3]).isCloseTo(plain[3], within(2e-5));
        assertThat(predictions[1].errors()[0]).isCloseTo(predictions[0].errors()[0], within(2e-6));
    }

    /** A quarter turn: (x, y) to (-y, x). */
    private static double[] turned(double[] image) {
        double[] turned = new double[image.length];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                turned[x * SIDE + SIDE - 1 - y] = image[y * SIDE + x];
            }
        }
        return turned;
    }
}
