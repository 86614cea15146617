package org.shearnet.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.shearnet.galaxysim.noise.RandomStreams;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.engine.FlatArray;
import org.shearnet.net.engine.Shape;

class ArchitecturesTest {

    private static final Shape STAMP = new Shape(53, 53, 1);
    private static final Shape SMALL = new Shape(13, 13, 1);

    /** Measured at most 2.2e-3: float32 sums over smooth activations, step 1e-2. */
    private static final double SLOPE = 1e-2;

    @ParameterizedTest
    @CsvSource({"mlp, 368196", "enhanced, 697668", "multiscale, 9037244"})
    void publishedNetworksHaveTheirParameters(String name, long parameters) {
        assertThat(Network.parameters(spec(name, ""), STAMP, STAMP)).isEqualTo(parameters);
    }

    @Test
    void theComparedNetworksHaveAsManyParametersWithinTenPercent() {
        long enhanced = Network.parameters(spec("enhanced", ""), STAMP, STAMP);
        for (String name : List.of("dilated", "skip")) {
            assertThat((double) Network.parameters(spec(name, ""), STAMP, STAMP))
                    .isBetween(0.9 * enhanced, 1.1 * enhanced);
        }
    }

    @Test
    void theLayerTableSaysWhatALayerSees() {
        List<LayerRow> rows = Network.layers(spec("enhanced", ""), STAMP, STAMP);
        assertThat(rows)
                .extracting(LayerRow::name)
                .containsExactly("convolution1", "pooling1", "convolution2", "pooling2", "dense1", "dense2");
        assertThat(rows.get(2).output()).isEqualTo(new Shape(26, 26, 32));
        assertThat(rows.get(2).stride()).isEqualTo(2);
        assertThat(rows.get(3).receptiveField()).isEqualTo(10);
        assertThat(rows.get(2).flops()).isEqualTo(2L * 26 * 26 * 32 * 9 * 16);
        // 3 + 2 + 4 + 8 + 16: the last pixel of dilations 1, 1, 2, 4, 8 sees 33 pixels
        assertThat(Network.layers(spec("dilated", ""), STAMP, STAMP).get(4).receptiveField())
                .isEqualTo(33);
    }

    @ParameterizedTest
    @MethodSource("org.shearnet.net.Architectures#names")
    void gradientsAreTheDerivativesAndReachEveryParameter(String name) {
        Backend.enter();
        NetworkSpec spec = spec(name, "activation: tanh\nerrors: true\n" + beside(name));
        Graph graph = Network.build(spec, SMALL, SMALL, 3);
        FlatArray weights = new FlatArray(graph.params());
        float[] start = weights.toArray();
        float[] direction = new float[start.length];
        RandomStreams streams = new RandomStreams(5);
        var random = streams.stream(0, "direction");
        for (int i = 0; i < start.length; i++) {
            direction[i] = (2 * random.nextFloat() - 1) * 0.03f;
            start[i] += 0.02f * (2 * random.nextFloat() - 1); // biases off zero
        }
        INDArray[] inputs = new INDArray[graph.getNumInputArrays()];
        for (int k = 0; k < inputs.length; k++) {
            inputs[k] = uniform(
                    streams,
                    k,
                    shape(spec, graph.getConfiguration().getNetworkInputs().get(k)));
        }
        INDArray pull = uniform(streams, 9, new long[] {2, spec.predictions()});

        weights.write(0, start, start.length);
        graph.gradient(inputs, predictions -> pull.dup());
        float[] gradient = new FlatArray(graph.getFlattenedGradients()).toArray();
        double slope = 0;
        for (int i = 0; i < start.length; i++) {
            assertThat(gradient[i]).isFinite();
            slope += (double) gradient[i] * direction[i];
        }
        for (var layer : graph.getLayers()) {
            layer.gradient()
                    .gradientForVariable()
                    .forEach((key, values) -> assertThat(values.ameanNumber().doubleValue())
                            .as(name + " " + layer.conf().getLayer().getLayerName() + " " + key)
                            .isPositive());
        }
        double h = 0.01;
        double difference = (along(graph, weights, start, direction, h, inputs, pull)
                        - along(graph, weights, start, direction, -h, inputs, pull))
                / (2 * h);
        assertThat(Math.abs(difference - slope) / Math.abs(slope)).as(name).isLessThan(SLOPE);
    }

    /** A number beside the stamp, for networks that take one. */
    private static String beside(String name) {
        return name.equals("deconvolved-moments") ? "" : "inputs: [log_flux]\n";
    }

    static List<org.junit.jupiter.params.provider.Arguments> specs() {
        List<org.junit.jupiter.params.provider.Arguments> all = new java.util.ArrayList<>();
        for (String name : Architectures.names()) {
            for (String lists : List.of(
                    "",
                    "channels: []\n",
                    "channels: [5]\n",
                    "channels: [3, 4, 6, 8, 8, 8, 2]\n",
                    "dilations: [1, 40]\n",
                    "dilations: []\ndense: []\n",
                    "dilations: [1, 1, 1, 1, 1, 1, 1, 1]\n",
                    "head: moments\n",
                    "kernel: 5\n",
                    "kernel: 4\n",
                    "pooling: maximum\n",
                    "pooling: strided\n",
                    "pooling: blur\n",
                    "pooling: none\n")) {
                all.add(org.junit.jupiter.params.provider.Arguments.of(name, lists));
            }
        }
        return all;
    }

    /** Every network on every stamp either takes a step, forward and back, or says in one line why it cannot. */
    @ParameterizedTest
    @MethodSource("specs")
    void fitsAnyStampOrSaysWhatDoesNotFit(String name, String lists) {
        Backend.enter();
        NetworkSpec spec;
        try {
            spec = spec(name, lists + beside(name));
        } catch (ConfigException e) {
            assertThat(e).hasMessageStartingWith("network:2: ");
            assertThat(lists).isNotEmpty();
            return;
        }
        int built = 0;
        for (int[] size : new int[][] {{1, 1}, {2, 3}, {4, 4}, {5, 8}, {17, 17}, {12, 9}, {1, 20}, {21, 30}}) {
            Shape stamp = new Shape(size[0], size[1], 1);
            Shape psf = new Shape(Math.min(size[0], size[1]), Math.min(size[0], size[1]), 1);
            try {
                Network.layers(spec, stamp, psf);
            } catch (IllegalArgumentException e) {
                assertThat(e)
                        .hasMessageStartingWith("'" + name + "' {")
                        .hasMessageContaining("rows and " + size[1] + " columns: ");
                assertThat(e.getMessage()).doesNotContain("\n");
                continue;
            }
            built++;
            Graph graph = Network.build(spec, stamp, psf, 3);
            INDArray[] inputs = new INDArray[graph.getNumInputArrays()];
            for (int k = 0; k < inputs.length; k++) {
                String input = graph.getConfiguration().getNetworkInputs().get(k);
                Shape of = input.equals("psf") ? psf : stamp;
                inputs[k] = uniform(new RandomStreams(5), k, shape(spec, input, of));
            }
            float[] predictions = new FlatArray(graph.predict(inputs)).toArray();
            Graph replica = graph.replica();
            assertThat(new FlatArray(replica.predict(inputs)).toArray())
                    .as("a replica predictions as the graph does")
                    .isEqualTo(predictions);
            replica.gradient(inputs, a -> a.dup());
            for (float g : new FlatArray(replica.getFlattenedGradients()).toArray()) {
                assertThat(g).isFinite();
            }
        }
        if (lists.isEmpty()) {
            assertThat(built).isGreaterThanOrEqualTo(name.equals("d4") ? 2 : 5);
        }
    }

    /** Shape of two stamps' input of a name. */
    private static long[] shape(NetworkSpec spec, String input) {
        return shape(spec, input, SMALL);
    }

    private static long[] shape(NetworkSpec spec, String input, Shape maps) {
        return switch (input) {
            case "side" -> new long[] {2, spec.auxiliaryFeatures()};
            case "moments" -> new long[] {2, spec.features().noiseFree()};
            case "noise" -> new long[] {2, spec.features().withNoise()};
            case "basis" -> new long[] {2, spec.features().basis(spec.outputs())};
            default -> new long[] {2, maps.height(), maps.width(), 1};
        };
    }

    private static double along(
            Graph graph,
            FlatArray weights,
            float[] start,
            float[] direction,
            double h,
            INDArray[] inputs,
            INDArray pull) {
        float[] moved = new float[start.length];
        for (int i = 0; i < moved.length; i++) {
            moved[i] = (float) (start[i] + h * direction[i]);
        }
        weights.write(0, moved, moved.length);
        float[] predictions = new FlatArray(graph.predict(inputs)).toArray();
        float[] pulls = new FlatArray(pull).toArray();
        double sum = 0;
        for (int i = 0; i < predictions.length; i++) {
            sum += (double) predictions[i] * pulls[i];
        }
        return sum;
    }

    private static INDArray uniform(RandomStreams streams, long index, long[] shape) {
        var random = streams.stream(index, "input");
        long size = 1;
        for (long n : shape) {
            size *= n;
        }
        float[] values = new float[(int) size];
        for (int i = 0; i < values.length; i++) {
            values[i] = 2 * random.nextFloat() - 1;
        }
        return Nd4j.createFromArray(values).reshape('c', shape);
    }

    @Test
    void d4TurnsItsAnswerWithTheStamp() {
        Backend.enter();
        NetworkSpec spec = spec("d4", "");
        Graph graph = Network.build(spec, SMALL, SMALL, 3);
        RandomStreams streams = new RandomStreams(6);
        float[] stamp = new FlatArray(uniform(streams, 0, new long[] {13, 13})).toArray();
        float[] psf = new FlatArray(uniform(streams, 1, new long[] {13, 13})).toArray();
        float[] plain = new FlatArray(graph.predict(new INDArray[] {maps(stamp), maps(psf)})).toArray();
        float[] turned =
                new FlatArray(graph.predict(new INDArray[] {maps(turned(stamp)), maps(turned(psf))})).toArray();
        float largest = 0;
        for (float p : plain) {
            largest = Math.max(largest, Math.abs(p));
        }
        for (int k = 0; k < plain.length; k++) {
            float sign = k < 2 ? -1 : 1; // g1, g2 change sign under a quarter turn
            assertThat(turned[k]).isCloseTo(sign * plain[k], org.assertj.core.data.Offset.offset(1e-5f * largest));
        }
    }

    private static INDArray maps(float[] image) {
        return Nd4j.createFromArray(image).reshape('c', 1, 13, 13, 1);
    }

    /** A quarter turn: (x, y) to (-y, x). */
    private static float[] turned(float[] image) {
        float[] turned = new float[image.length];
        for (int y = 0; y < 13; y++) {
            for (int x = 0; x < 13; x++) {
                turned[x * 13 + 12 - y] = image[y * 13 + x];
            }
        }
        return turned;
    }

    @Test
    void aMisspeltArchitectureOrKeyIsRefusedWithASuggestion() {
        assertThatThrownBy(() -> spec("enhansed", ""))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("enhanced");
        assertThatThrownBy(() -> spec("enhanced", "chanels: [4]"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("channels");
        assertThatThrownBy(() -> spec("enhanced", "outputs: [g1]"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("g1 and g2");
    }

    /** What an architecture has no use for is refused where it stands, and so is what it cannot be. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "enhanced | head: moments | unknown key 'head' of enhanced: it belongs to dilated, skip",
                "enhanced | dilations: [1, 2] | unknown key 'dilations' of enhanced",
                "mlp | channels: [4] | unknown key 'channels' of mlp",
                "dilated | channels: [4, 4, 4] \\n dilations: [1, 2, 4, 8] | more dilations (4) than channels (3)",
                "multiscale | channels: [16] | it takes 3 numbers of channels, not 1",
                "multiscale | channels: [16, 20, 32] | multiples of 8, not 20",
                "resnet | channels: [] | at least 1",
                "unet | pooling: none | a unet without reduction",
                "enhanced | kernel: 4 | an odd side, not 4",
                "enhanced | pooling: mean | unknown pooling 'mean'",
                "enhaced | dense: [3] | did you mean 'enhanced'?"
            })
    void foreignAndImpossibleKnobsAreRefused(String name, String keys, String complaint) {
        assertThatThrownBy(() -> spec(name, keys.replace(" \\n ", "\n") + "\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(complaint);
    }

    /** Smoothing by [1 3 3 1]/8 before every second pixel, along rows and columns. */
    @Test
    void blurIsTheBinomialFilterOfFour() {
        Backend.enter();
        NetworkSpec spec =
                spec("enhanced", "channels: [1]\nkernel: 1\npooling: blur\ndense: []\nactivation: identity\n");
        Shape stamp = new Shape(8, 8, 1);
        Graph graph = Network.build(spec, stamp, stamp, 1);
        double[] taps = {1 / 8.0, 3 / 8.0, 3 / 8.0, 1 / 8.0};
        float weight = graph.getLayer(0).getParam("W").getFloat(0);
        for (int y = 0; y < 4; y++) {
            for (int x = 0; x < 4; x++) {
                INDArray maps = Nd4j.zeros(1, 8, 8, 1).putScalar(0, y + 2, x + 2, 0, 1);
                for (int layer = 0; layer < 4; layer++) {
                    maps = graph.getLayer(layer).activate(maps, false, LayerWorkspaceMgr.noWorkspaces());
                }
                double sum = maps.sumNumber().doubleValue() / weight;
                // each pixel stands under two taps along each axis, 1/8 + 3/8 or 3/8 + 1/8
                assertThat(sum).isCloseTo((taps[0] + taps[2]) * (taps[0] + taps[2]), within(1e-6));
                assertThat(maps.div(weight).maxNumber().doubleValue()).isCloseTo(9 / 64.0, within(1e-6));
            }
        }
    }

    private static NetworkSpec spec(String architecture, String rest) {
        return NetworkSpec.parse(YamlReader.parse("network", "architecture: " + architecture + "\n" + rest));
    }
}
