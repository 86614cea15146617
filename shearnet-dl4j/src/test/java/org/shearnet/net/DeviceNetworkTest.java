package org.shearnet.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.cuda.Device;
import org.shearnet.net.cuda.DeviceNetwork;
import org.shearnet.net.cuda.DeviceParameters;
import org.shearnet.net.cuda.HostKernels;
import org.shearnet.net.cuda.InputSlots;
import org.shearnet.net.engine.FlatArray;
import org.shearnet.net.engine.Shape;
import org.shearnet.net.layer.Masks;

/** Whole networks by the GPU's kernels, compiled for this processor, against the processor's engine. */
class DeviceNetworkTest {

    private static final Shape STAMP = new Shape(21, 21, 1);
    private static final int BATCH = 3;

    /** Of the largest prediction or gradient; both sides compute in floats. Measured at most 2e-6. */
    private static final double TOLERANCE = 1e-5;

    static List<String> networks() {
        List<String> networks = new ArrayList<>();
        for (String name : Architectures.names()) {
            networks.add("architecture: " + name + "\nactivation: gelu\n");
            networks.add("architecture: " + name + "\nactivation: tanh\nerrors: true\ndropout: 0.3\n"
                    + (NetworkSpec.of(name).corrects() ? "" : "inputs: [log_flux, log_noise]\n"));
        }
        networks.add("architecture: skip\nactivation: tanh\nhead: moments\n");
        networks.add("architecture: skip\nactivation: relu\nhead: weighted-moments\n");
        return networks;
    }

    @ParameterizedTest
    @MethodSource("networks")
    void predictionsAndGradientsAreThoseOfTheProcessor(String yaml) throws Exception {
        Backend.enter();
        NetworkSpec spec = NetworkSpec.parse(YamlReader.parse("network", yaml));
        Graph graph = Network.build(spec, STAMP, STAMP, 4);
        SplittableRandom random = new SplittableRandom(5);
        FlatArray memory = new FlatArray(graph.params());
        float[] weights = memory.toArray();
        for (int i = 0; i < weights.length; i++) {
            weights[i] += 0.05f * (float) (2 * random.nextDouble() - 1); // biases, too
        }
        memory.write(0, weights, weights.length);
        List<Shape> shapes = Inputs.shapes(spec, STAMP, STAMP);
        Masks masks = spec.dropout() > 0 ? new Masks(9, new long[] {3, 4, 8}, "test") : null;
        try (Device device = HostKernels.open();
                DeviceParameters parameters = new DeviceParameters(device, weights.length);
                DeviceNetwork network = new DeviceNetwork(device, graph, shapes, parameters, BATCH, true);
                DeviceNetwork predictor = new DeviceNetwork(device, graph, shapes, parameters, BATCH, false);
                InputSlots slots = new InputSlots(device, network, 2);
                InputSlots others = new InputSlots(device, predictor, 1)) {
            parameters.load(weights);
            INDArray[] inputs = new INDArray[network.inputs()];
            for (int i = 0; i < inputs.length; i++) {
                float[] values = new float[(int) network.inputSize(i)];
                for (int k = 0; k < values.length; k++) {
                    values[k] = (float) (2 * random.nextDouble() - 1);
                }
                boolean maps = values.length == BATCH * STAMP.size();
                inputs[i] = Nd4j.createFromArray(values)
                        .reshape(
                                'c',
                                maps
                                        ? new long[] {BATCH, STAMP.height(), STAMP.width(), 1}
                                        : new long[] {BATCH, values.length / BATCH});
                slots.put(1, i, 0, values, values.length);
                others.put(0, i, 0, values, values.length);
            }
            float[][] expected = new float[2][];
            float[][] slope = new float[1][];
            UnaryOperator<INDArray> loss = y -> {
                expected[0] = new FlatArray(y).toArray();
                slope[0] = new float[expected[0].length];
                for (int k = 0; k < slope[0].length; k++) {
                    slope[0][k] = (float) (2 * random.nextDouble() - 1);
                }
                return Nd4j.createFromArray(slope[0]).reshape('c', y.shape());
            };
            graph.gradient(inputs, masks, loss);
            expected[1] = new FlatArray(graph.getFlattenedGradients()).toArray();

            slots.send(1);
            slots.take(1);
            network.drop(masks);
            network.forward();
            float[] predictions = network.predictions();
            network.backward(slope[0]);
            float[] gradients = parameters.gradients();
            double worst = Math.max(difference(expected[0], predictions), difference(expected[1], gradients));
            assertThat(worst).isLessThan(TOLERANCE);

            others.send(0);
            others.take(0);
            predictor.drop(masks);
            predictor.forward();
            assertThat(predictor.predictions()).isEqualTo(predictions);
            assertThat(predictor.bytes()).isLessThan(network.bytes());

            slots.take(1);
            network.forward();
            assertThat(network.predictions()).isEqualTo(predictions);
            network.backward(slope[0]);
            assertThat(parameters.gradients()).isEqualTo(gradients);
        }
    }

    private static double difference(float[] expected, float[] found) {
        assertThat(found).hasSameSizeAs(expected);
        double largest = 0;
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            double d = Math.abs(expected[i] - found[i]);
            worst = d <= worst ? worst : d; // a NaN stays
        }
        return worst / largest;
    }
}
