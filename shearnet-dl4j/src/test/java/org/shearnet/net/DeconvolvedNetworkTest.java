package org.shearnet.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shearnet.features.WindowFeatures;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.profile.Moffat;
import org.shearnet.galaxysim.profile.Sersic;
import org.shearnet.galaxysim.render.Renderer;
import org.shearnet.galaxysim.render.StampGrid;
import org.shearnet.galaxysim.shear.Shear;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.engine.FlatArray;
import org.shearnet.net.engine.Shape;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;
import org.shearnet.ngmix.response.Jets;
import org.shearnet.ngmix.response.MomentMeter;

/** A network of moments before the PSF: the same in float32 and in double precision, symmetric, and its response that of images. */
class DeconvolvedNetworkTest {

    private static final int SIDE = 45;
    private static final double PIXEL = 0.2;
    private static final Shape STAMP = new Shape(SIDE, SIDE, 1);
    private static final StampGrid GRID = StampGrid.square(SIDE, PIXEL);
    private static final LightProfile PSF = Moffat.ofFwhm(3, 0.7, 0, 1).shear(new Shear(0.04, -0.06));
    private static final Renderer RENDERER = new Renderer();

    /** A network whose weights are random and whose features are normalised roughly as in a training. */
    private static Model model() {
        return model("");
    }

    private static Model model(String more) {
        NetworkSpec spec = NetworkSpec.parse(
                YamlReader.parse("network", "architecture: deconvolved-moments\ndense: [24, 16]\nerrors: true" + more));
        Double[] means = new Double[AuxiliaryFeatures.count(spec)];
        Double[] sds = new Double[means.length];
        Arrays.fill(means, 0.5);
        Arrays.fill(sds, 2.0);
        Normalisation normalisation = new Normalisation(
                spec.imageScale(),
                0,
                1,
                0,
                1,
                List.of(means),
                List.of(sds),
                List.of(0.0, 0.0),
                List.of(0.3, 0.3),
                new Domain(1, 1, 1, 1.5, 1.5));
        Backend.enter();
        float[] weights = new FlatArray(Network.build(spec, STAMP, STAMP, 11).params()).toArray();
        return new Model(spec, STAMP, STAMP, normalisation, weights, "gal: {}", Map.of());
    }

    private static double[] image(LightProfile galaxy, LightProfile psf) {
        double[] out = new double[SIDE * SIDE];
        RENDERER.draw(galaxy, psf, GRID, out);
        return out;
    }

    private static double[] galaxy(Shear gamma) {
        return image(
                new Sersic(1.5, 0.5, 1).shear(new Shear(0.25, 0.1)).shear(gamma).shift(0.11, -0.07), PSF);
    }

    private static DeconvolvedNetwork.Answer answer(
            DeconvolvedNetwork network, double[] pixels, double[] psf, double sigma) {
        return network.answer(new WindowFeatures(jets(pixels, psf, sigma)));
    }

    private static Jets jets(double[] pixels, double[] psf, double sigma) {
        Jacobian map = Jacobian.centred(SIDE, SIDE, 1);
        return new MomentMeter(WindowFeatures.SET)
                .measure(Observation.ofNoise(SIDE, SIDE, pixels, sigma, map)
                        .withPsf(Observation.ofNoise(SIDE, SIDE, psf, 1, map)))
                .jets();
    }

    private static double[] noisy(double[] pixels, double sigma) {
        Random random = new Random(4);
        return Arrays.stream(pixels).map(p -> p + sigma * random.nextGaussian()).toArray();
    }

    /** Dropout is for the training: the answer is the whole network's. */
    @ParameterizedTest
    @ValueSource(strings = {"", "\ndropout: 0.2"})
    void doublePrecisionSaysWhatTheGraphSays(String more) {
        Model model = model(more);
        double[] psf = image(PSF, null);
        double[] pixels = noisy(galaxy(new Shear(0, 0)), 2e-3);
        Predictor.Prediction[] predictions;
        try (Predictor predictor = model.predictor(1)) {
            predictions = predictor.predict(1, (i, receiver) -> receiver.take(pixels, psf, 2e-3));
        }
        DeconvolvedNetwork.Answer answer = answer(new DeconvolvedNetwork(model), pixels, psf, 2e-3);
        // float32 arithmetic; the PSF's own centre differs by 1e-6
        assertThat(answer.g1().value()).isCloseTo(predictions[0].labels()[0], within(1e-5));
        assertThat(answer.g2().value()).isCloseTo(predictions[0].labels()[1], within(1e-5));
        assertThat(answer.error().value()).isCloseTo(predictions[0].errors()[0], within(1e-5));
        assertThat(Math.abs(answer.g1().value())).isGreaterThan(0.01);
    }

    @Test
    void theResponseIsThatOfShearedImages() {
        DeconvolvedNetwork network = new DeconvolvedNetwork(model());
        double[] psf = image(PSF, null);
        double sigma = 1e-3;
        double gamma = 0.005;
        Jets jets = jets(galaxy(new Shear(0, 0)), psf, sigma);
        DeconvolvedNetwork.Answer at = network.answer(new WindowFeatures(jets));
        double[] up = {
            value(network, galaxy(new Shear(gamma, 0)), psf, sigma),
            value(network, galaxy(new Shear(0, gamma)), psf, sigma)
        };
        double[] down = {
            value(network, galaxy(new Shear(-gamma, 0)), psf, sigma),
            value(network, galaxy(new Shear(0, -gamma)), psf, sigma)
        };
        double[] response = jets.response(jets.times(at.weight(), at.g1()));
        // the image has no noise: what is taken off for it, known to 1 % here, is of the order of the noise's variance
        for (int j = 0; j < 2; j++) {
            assertThat(response[j]).isCloseTo((up[j] - down[j]) / (2 * gamma), within(5e-3));
        }
    }

    private static double value(DeconvolvedNetwork network, double[] pixels, double[] psf, double sigma) {
        DeconvolvedNetwork.Answer answer = answer(network, pixels, psf, sigma);
        return answer.weight().value() * answer.g1().value();
    }

    @Test
    void theAnswerTurnsWithTheStampWhateverItsCounts() {
        DeconvolvedNetwork network = new DeconvolvedNetwork(model());
        double[] psf = image(PSF, null);
        double[] pixels = noisy(galaxy(new Shear(0, 0)), 2e-3);
        DeconvolvedNetwork.Answer plain = answer(network, pixels, psf, 2e-3);
        DeconvolvedNetwork.Answer turned = answer(network, turned(pixels), turned(psf), 2e-3);
        assertThat(turned.g1().value()).isCloseTo(-plain.g1().value(), within(1e-9));
        assertThat(turned.g2().value()).isCloseTo(-plain.g2().value(), within(1e-9));
        assertThat(turned.error().value()).isCloseTo(plain.error().value(), within(1e-9));
        double[] bright = Arrays.stream(pixels).map(p -> 1e6 * p).toArray();
        double[] brightPsf = Arrays.stream(psf).map(p -> 1e4 * p).toArray();
        DeconvolvedNetwork.Answer other = answer(network, bright, brightPsf, 2e3);
        assertThat(other.g1().value()).isCloseTo(plain.g1().value(), within(1e-9));
        assertThat(other.weight().value()).isCloseTo(plain.weight().value(), within(1e-9));
    }

    /** A quarter turn: (x, y) to (-y, x). */
    private static double[] turned(double[] image) {
        double[] out = new double[image.length];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                out[x * SIDE + SIDE - 1 - y] = image[y * SIDE + x];
            }
        }
        return out;
    }

    @Test
    void whatCannotBeIsRefused() {
        refused("architecture: deconvolved-moments\noutputs: [g1, g2, flux]", "predicts the shear alone");
        refused("architecture: deconvolved-moments\ninputs: [log_flux]", "nothing beside them");
        refused("architecture: deconvolved-moments\nactivation: relu", "must be smooth");
    }

    private static void refused(String yaml, String why) {
        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> NetworkSpec.parse(YamlReader.parse("network", yaml))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(why);
    }
}
