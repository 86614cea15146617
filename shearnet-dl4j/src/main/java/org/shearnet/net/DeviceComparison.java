package org.shearnet.net;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.shearnet.net.cuda.Device;
import org.shearnet.net.cuda.DeviceNetwork;
import org.shearnet.net.cuda.DeviceParameters;
import org.shearnet.net.cuda.InputSlots;
import org.shearnet.net.engine.FlatArray;
import org.shearnet.net.engine.Shape;
import org.shearnet.net.layer.Masks;

/** Whole networks on a device beside the processor: predictions and gradients of one batch of random numbers. */
public final class DeviceComparison {

    private static final int BATCH = 3;
    private static final float BIAS = 0.05f;

    private DeviceComparison() {}

    /**
     * What came of a network.
     *
     * @param difference largest one from the processor's, of the largest prediction or gradient
     * @param again whether a second pass gave the same bits
     * @param predicts whether the network without a backward pass gave the same predictions, bit for bit
     */
    public record Result(String network, double difference, boolean again, boolean predicts) {}

    /** Every architecture with its usual sizes. */
    public static List<Result> all(Device device, Shape stamp) {
        List<Result> results = new ArrayList<>();
        for (String name : Architectures.names()) {
            results.add(of(device, NetworkSpec.of(name), stamp));
        }
        return results;
    }

    /** A network on stamps and PSF images of one shape; with dropout where it has any. */
    public static Result of(Device device, NetworkSpec spec, Shape stamp) {
        Backend.enter();
        SplittableRandom random = new SplittableRandom(5);
        Graph graph = Network.build(spec, stamp, stamp, 4);
        FlatArray memory = new FlatArray(graph.params());
        float[] weights = memory.toArray();
        for (int i = 0; i < weights.length; i++) {
            weights[i] += BIAS * uniform(random); // biases start at zero
        }
        memory.write(0, weights, weights.length);
        List<Shape> shapes = Inputs.shapes(spec, stamp, stamp);
        Masks masks = spec.dropout() > 0 ? new Masks(9, new long[] {3, 4, 8}, "comparison") : null;
        float[][] inputs = new float[shapes.size()][];
        INDArray[] arrays = new INDArray[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            Shape shape = shapes.get(i);
            inputs[i] = uniform(random, BATCH * shape.size());
            arrays[i] = Nd4j.createFromArray(inputs[i])
                    .reshape(
                            'c',
                            shape.isVector()
                                    ? new long[] {BATCH, shape.size()}
                                    : new long[] {BATCH, shape.height(), shape.width(), shape.channels()});
        }
        float[] slope = uniform(random, BATCH * spec.predictions());
        float[][] expected = new float[2][];
        graph.gradient(arrays, masks, y -> {
            expected[0] = new FlatArray(y).toArray();
            return Nd4j.createFromArray(slope).reshape('c', y.shape());
        });
        expected[1] = new FlatArray(graph.getFlattenedGradients()).toArray();
        try (DeviceParameters parameters = new DeviceParameters(device, weights.length)) {
            parameters.load(weights);
            float[][] first = pass(device, graph, shapes, parameters, inputs, masks, slope);
            float[][] second = pass(device, graph, shapes, parameters, inputs, masks, slope);
            float[][] alone = pass(device, graph, shapes, parameters, inputs, masks, null);
            return new Result(
                    spec.architecture().name(),
                    Math.max(difference(expected[0], first[0]), difference(expected[1], first[1])),
                    java.util.Arrays.deepEquals(first, second),
                    java.util.Arrays.equals(alone[0], first[0]));
        }
    }

    /** Predictions, and gradients where a slope at the predictions is given. */
    private static float[][] pass(
            Device device,
            Graph graph,
            List<Shape> shapes,
            DeviceParameters parameters,
            float[][] inputs,
            Masks masks,
            float[] slope) {
        try (DeviceNetwork network = new DeviceNetwork(device, graph, shapes, parameters, BATCH, slope != null);
                InputSlots slots = new InputSlots(device, network, 1)) {
            for (int i = 0; i < inputs.length; i++) {
                slots.put(0, i, 0, inputs[i], inputs[i].length);
            }
            slots.send(0);
            slots.take(0);
            network.drop(masks);
            network.forward();
            float[] predictions = network.predictions();
            if (slope == null) {
                return new float[][] {predictions};
            }
            network.backward(slope);
            return new float[][] {predictions, parameters.gradients()};
        }
    }

    private static float[] uniform(SplittableRandom random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = uniform(random);
        }
        return values;
    }

    private static float uniform(SplittableRandom random) {
        return (float) (2 * random.nextDouble() - 1);
    }

    /** The largest difference, of the largest number; not finite where a number is not. */
    public static double difference(float[] expected, float[] found) {
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
