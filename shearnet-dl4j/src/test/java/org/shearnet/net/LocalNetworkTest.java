package org.shearnet.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.shearnet.features.MomentSlopes;
import org.shearnet.features.StampMoments;
import org.shearnet.galaxysim.moments.AdaptiveMoments;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.engine.FlatArray;
import org.shearnet.net.engine.Shape;

class LocalNetworkTest {

    private static final Shape STAMP = new Shape(21, 21, 1);
    private static final double NOISE = 1e-3;

    /** Relative to the largest number of the vertex; measured at most 7e-6: float32 of the engine. */
    private static final double FLOAT = 1e-4;

    /** Relative to the norms; measured at most 4e-15. */
    private static final double TRANSPOSED = 1e-10;

    /** Relative to the largest tangent of the vertex; measured at most 4e-6, the curvature of block attention. */
    private static final double DIFFERENCE = 1e-4;

    /** The same where moments are seen; measured at most 2e-3, by their stopping rule over the step. */
    private static final double MOMENT_DIFFERENCE = 1e-2;

    static List<String> networks() {
        Stream<String> heads = Stream.of("moments", "weighted-moments")
                .map(head -> "architecture: skip\nactivation: tanh\ninputs: [log_flux]\nhead: " + head + "\n");
        return Stream.concat(
                        heads,
                        Architectures.names().stream()
                                .filter(n -> !NetworkSpec.of(n).deconvolves())
                                .flatMap(n -> Stream.of(
                                        "architecture: " + n + "\nactivation: tanh\n",
                                        "architecture: " + n
                                                + "\nactivation: tanh\nerrors: true\nimage_scale: flux\ninputs: [log_flux, log_noise"
                                                + (n.equals("multiscale")
                                                        ? "]\n"
                                                        : ", moments]\n"))) // maxima have kinks within the step
                        // for moments
                        )
                .toList();
    }

    @Test
    void momentsBeforeThePsfHaveNoDerivativesHere() {
        Model model = model("architecture: deconvolved-moments\n");
        assertThatThrownBy(() -> LocalNetwork.of(model)).hasMessageContaining("no derivatives by the pixels");
    }

    /** A model with random weights and biases. */
    static Model model(String yaml) {
        Backend.enter();
        NetworkSpec spec = NetworkSpec.parse(YamlReader.parse("network", yaml));
        int sides = AuxiliaryFeatures.count(spec);
        int labels = spec.outputs().size();
        double mean = spec.imageScale() == NetworkSpec.ImageScale.FLUX ? 0.002 : 0.01;
        Normalisation normalisation = new Normalisation(
                spec.imageScale(),
                mean,
                5 * mean,
                0.002,
                0.01,
                Collections.nCopies(sides, 0.1),
                Collections.nCopies(sides, 1.5),
                Collections.nCopies(labels, 0.2),
                Collections.nCopies(labels, 0.3),
                new Domain(0.2, 1e-5, 1e-2, 0.1, 1));
        FlatArray memory = new FlatArray(Network.build(spec, STAMP, STAMP, 4).params());
        float[] weights = memory.toArray();
        SplittableRandom random = new SplittableRandom(6);
        for (int i = 0; i < weights.length; i++) {
            weights[i] += 0.02f * (float) (2 * random.nextDouble() - 1);
        }
        return new Model(spec, STAMP, STAMP, normalisation, weights, "", Map.of());
    }

    private static double[] gaussian(double x, double y, double xx, double xy, double yy) {
        double[] pixels = new double[STAMP.size()];
        double det = xx * yy - xy * xy;
        for (int p = 0; p < pixels.length; p++) {
            double dx = p % 21 - 10 - x;
            double dy = p / 21 - 10 - y;
            double r = (yy * dx * dx - 2 * xy * dx * dy + xx * dy * dy) / det;
            // not a Gaussian: its adaptive moments do not follow from the first guess
            pixels[p] = 0.05 * (Math.exp(-0.5 * r) + 0.3 * Math.exp(-0.2 * r));
        }
        return pixels;
    }

    private static final double[] GALAXY = gaussian(0.7, -0.4, 4.1, 0.8, 3.2);
    /** Pixels of a stamp of 21 x 21. */
    static double[] galaxy() {
        return GALAXY.clone();
    }

    private static final double[] PSF = gaussian(0, 0, 1.9, 0.1, 1.8);

    @ParameterizedTest
    @MethodSource("networks")
    void everyVertexIsThatOfTheEngine(String yaml) {
        Model model = model(yaml);
        Inputs inputs = new Inputs(model.spec(), model.normalisation(), STAMP, STAMP, 1);
        inputs.set(0, GALAXY, PSF, NOISE);
        Map<String, float[]> taps = model.graph().taps(inputs.arrays());
        LocalNetwork network = LocalNetwork.of(model);
        LocalNetwork.Point point = network.at(GALAXY, PSF, NOISE);
        assertThat(taps).isNotEmpty();
        taps.forEach((name, values) -> {
            double[] doubles = point.value(name);
            assertThat(doubles).as(name).hasSize(values.length);
            double largest = Arrays.stream(doubles).map(Math::abs).max().orElseThrow();
            for (int i = 0; i < values.length; i++) {
                assertThat((double) values[i]).as(name).isCloseTo(doubles[i], within(FLOAT * largest));
            }
        });
        try (Predictor predictor = model.predictor(1)) {
            double[] labels = predictor.predict(1, (i, receiver) -> receiver.take(GALAXY, PSF, NOISE))[0].labels();
            for (int k = 0; k < labels.length; k++) {
                assertThat(point.value(LocalNetwork.ANSWER)[k]).isCloseTo(labels[k], within(FLOAT));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void bothDerivativesOfEveryVertexAgreeWithDifferences(String yaml) {
        LocalNetwork network = LocalNetwork.of(model(yaml));
        LocalNetwork.Point point = network.at(GALAXY, PSF, NOISE);
        SplittableRandom random = new SplittableRandom(3);
        double[] v = random.doubles(GALAXY.length, -0.01, 0.01).toArray();
        Map<String, double[]> tangents = point.tangents(v);
        boolean moments = network.model().spec().usesMoments();
        double tolerance = moments ? MOMENT_DIFFERENCE : DIFFERENCE;
        double h = moments ? 1e-3 : 1e-5;
        LocalNetwork.Point up = network.at(along(v, h), PSF, NOISE);
        LocalNetwork.Point down = network.at(along(v, -h), PSF, NOISE);
        for (LocalNetwork.Vertex vertex : network.vertices()) {
            double[] tangent = tangents.get(vertex.name());
            double[] u = random.doubles(vertex.size(), -1, 1).toArray();
            double[] cotangent = point.cotangent(vertex.name(), u);
            assertThat(dot(u, tangent))
                    .as(vertex.name())
                    .isCloseTo(
                            dot(cotangent, v),
                            within(TRANSPOSED * (1e-9 + Math.sqrt(dot(u, u) * dot(tangent, tangent)))));
            double largest = Arrays.stream(tangent).map(Math::abs).max().orElseThrow();
            for (int i = 0; i < tangent.length; i++) {
                double difference = (up.value(vertex.name())[i] - down.value(vertex.name())[i]) / (2 * h);
                assertThat(tangent[i])
                        .as(vertex.name() + " " + i)
                        .isCloseTo(difference, within(tolerance * largest + 1e-12));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"enhanced, pooling2, 10", "dilated, convolution4, 17", "unet, convolution5, 21", "mlp, stamp, 1"})
    void aPixelOutsideTheReachChangesNothing(String architecture, String vertex, int field) {
        LocalNetwork network = LocalNetwork.of(model("architecture: " + architecture + "\n"));
        Reach reach = Reach.of(network).get(vertex);
        assertThat(reach.field()).isEqualTo(field);
        LocalNetwork.Point point = network.at(GALAXY, PSF, NOISE);
        Shape shape = network.vertex(vertex).shape();
        for (int i = 0; i < shape.height(); i++) {
            double[] u = new double[shape.size()];
            Arrays.fill(u, i * shape.width() * shape.channels(), (i + 1) * shape.width() * shape.channels(), 1);
            double[] gradient = point.cotangent(vertex, u);
            for (int p = 0; p < gradient.length; p++) {
                if (p / 21 < reach.firstRow()[i] || p / 21 > reach.lastRow()[i]) {
                    assertThat(gradient[p]).isZero();
                }
            }
        }
        assertThat(Reach.of(network)).doesNotContainKeys("dense1", LocalNetwork.ANSWER);
    }

    @Test
    void momentsFollowTheirPixels() {
        StampMoments moments = new StampMoments.Meter().measure(GALAXY, STAMP, PSF, STAMP, NOISE);
        double[][] slopes = MomentSlopes.of(GALAXY, STAMP, moments);
        for (int p : new int[] {10 * 21 + 11, 8 * 21 + 9, 13 * 21 + 12}) {
            double h = 1e-4;
            double[] above = measured(p, h);
            double[] below = measured(p, -h);
            for (int k = 0; k < above.length; k++) {
                double difference = (above[k] - below[k]) / (2 * h);
                assertThat(slopes[k][p]).isCloseTo(difference, within(MOMENTS * Math.max(1, Math.abs(difference))));
            }
        }
    }

    /** Measured at most 2e-6. */
    private static final double MOMENTS = 1e-4;

    /** Adaptive moments iterated to the end. */
    private static double[] measured(int pixel, double step) {
        double[] pixels = GALAXY.clone();
        pixels[pixel] += step;
        AdaptiveMoments.Result r = AdaptiveMoments.measure(
                pixels, null, 21, 21, new AdaptiveMoments.Options(3, 1e-12, 400, 0.25, 8000, 15));
        return new double[] {r.x(), r.y(), r.mxx(), r.mxy(), r.myy(), r.amplitude(), r.rho4()};
    }

    private static double[] along(double[] v, double h) {
        double[] out = GALAXY.clone();
        for (int i = 0; i < out.length; i++) {
            out[i] += h * v[i];
        }
        return out;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
