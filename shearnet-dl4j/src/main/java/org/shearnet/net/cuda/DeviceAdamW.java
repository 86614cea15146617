package org.shearnet.net.cuda;

import java.util.List;

/** AdamW and the moving average of the weights on a device. */
public final class DeviceAdamW implements AutoCloseable {

    private static final int BLOCKS = 512;
    private static final int THREADS = 256;

    private final Device device;
    private final DeviceParameters parameters;
    private final long second;
    private final long sum;
    private final long mean;
    private final long square;
    private final long average;
    private final long parts;
    private final long squares;
    private final HostMemory host;

    /**
     * A step's numbers.
     *
     * @param stamps that the gradient is a sum over
     * @param clip largest norm of the mean gradient, 0 for any
     * @param rate learning rate over the bias of the mean
     * @param unbias reciprocal of the bias of the mean square
     * @param epsilon beside the root of the mean square
     * @param shrink share of a weight that decays
     * @param decay share of the average that stays
     */
    public record Move(int stamps, double clip, float rate, float unbias, float epsilon, float shrink, float decay) {}

    /**
     * An optimiser whose average starts at the present weights.
     *
     * @param second another gradient to be added, or null
     */
    public DeviceAdamW(Device device, DeviceParameters parameters, DeviceParameters second) {
        this.device = device;
        this.parameters = parameters;
        this.second = second == null ? 0 : second.gradient();
        long bytes = (long) Float.BYTES * parameters.count();
        sum = device.allocate(bytes);
        mean = device.allocate(bytes);
        square = device.allocate(bytes);
        average = device.allocate(bytes);
        parts = device.allocate((long) Double.BYTES * BLOCKS);
        squares = device.allocate(Double.BYTES);
        host = device.pinned(Double.BYTES);
        device.copy(Device.Queue.COMPUTE, parameters.weights(), average, bytes);
    }

    /** Adds the gradients up and waits for the sum of their squares. */
    public double squares() {
        int count = parameters.count();
        device.launch(
                "gradient_squares",
                BLOCKS,
                1,
                1,
                THREADS,
                new Arguments()
                        .whole(count)
                        .whole(parameters.gradient())
                        .whole(second)
                        .whole(sum)
                        .whole(parts));
        device.launch(
                "sum_squares",
                1,
                1,
                1,
                1,
                new Arguments().number(BLOCKS).whole(parts).whole(squares));
        device.download(Device.Queue.COMPUTE, squares, host, Double.BYTES);
        device.finish(Device.Queue.COMPUTE);
        return host.real();
    }

    /** Moves the weights by the gradient that {@link #squares} added up. */
    public void move(Move m) {
        device.launch(
                "adamw",
                BLOCKS,
                1,
                1,
                THREADS,
                new Arguments()
                        .structure(
                                new double[] {m.stamps(), m.clip()},
                                new float[] {m.rate(), m.unbias(), m.epsilon(), m.shrink(), m.decay(), 1 - m.decay()})
                        .whole(parameters.count())
                        .whole(squares)
                        .whole(sum)
                        .whole(parameters.weights())
                        .whole(mean)
                        .whole(square)
                        .whole(average));
    }

    /** The averaged weights. */
    public float[] average() {
        return parameters.read(average);
    }

    /** Mean, mean square and average: all that a resumed training needs. */
    public float[][] state() {
        return new float[][] {parameters.read(mean), parameters.read(square), average()};
    }

    /** Continues from a saved state. */
    public void restore(float[][] state) {
        parameters.write(state[0], mean);
        parameters.write(state[1], square);
        parameters.write(state[2], average);
    }

    @Override
    public void close() {
        device.finish(Device.Queue.COMPUTE);
        List.of(sum, mean, square, average, parts, squares).forEach(device::free);
        device.release(host);
    }
}
