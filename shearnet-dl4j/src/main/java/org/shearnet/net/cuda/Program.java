package org.shearnet.net.cuda;

import java.util.ArrayList;
import java.util.List;

/** Work for a device, laid out once and run again and again. */
final class Program {

    private static final int THREADS = 256;

    /** Blocks of a kernel that goes through an array; more would only wait. */
    private static final int MOST_BLOCKS = 4096;

    private final Device device;
    private final List<Runnable> steps = new ArrayList<>();

    Program(Device device) {
        this.device = device;
    }

    /** How exactly convolutions multiply. */
    Precision precision() {
        return device.precision();
    }

    /** Runs it. */
    void run() {
        steps.forEach(Runnable::run);
    }

    /** How many launches and products it has. */
    int size() {
        return steps.size();
    }

    /** A kernel that goes through {@code size} numbers. */
    void each(String kernel, long size, Arguments arguments) {
        int blocks = (int) Math.min(MOST_BLOCKS, (size + THREADS - 1) / THREADS);
        blocks(kernel, blocks, arguments);
    }

    /** A kernel of so many blocks of 256 threads. */
    void blocks(String kernel, int blocks, Arguments arguments) {
        grid(kernel, blocks, 1, 1, THREADS, arguments);
    }

    /** A kernel of any grid. */
    void grid(String kernel, int x, int y, int z, int threads, Arguments arguments) {
        steps.add(() -> device.launch(kernel, x, y, z, threads, arguments));
    }

    void multiply(Device.Product product) {
        steps.add(() -> device.multiply(product));
    }

    /** Sums rows of numbers, [rows][columns]. */
    void sumRows(int rows, long columns, long parts, long out) {
        Arguments arguments =
                new Arguments().number(rows).whole(columns).whole(parts).whole(out);
        blocks("sum_rows", Math.toIntExact((columns + 31) / 32), arguments);
    }

    /** y = factor * x. */
    void scale(long size, float factor, long x, long y) {
        each(
                "scaled_copy",
                size,
                new Arguments().whole(size).real(factor).whole(x).whole(y));
    }
}
