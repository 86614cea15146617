package org.shearnet.net.layer;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.shearnet.net.engine.FlatArray;
import org.shearnet.net.engine.Kernel;
import org.shearnet.net.engine.LinearLayer;
import org.shearnet.net.engine.Shape;

/** Copies square maps under the eight symmetries; the copies of stamp n stand at 8 n ... 8 n + 7. */
final class OrbitKernel implements Kernel {

    static final int COUNT = 8;

    private final int batch;
    private final Shape shape;

    OrbitKernel(int batch, Shape shape) {
        requireSquare(shape);
        this.batch = batch;
        this.shape = shape;
    }

    static void requireSquare(Shape shape) {
        if (shape.height() != shape.width()) {
            throw new IllegalArgumentException("only square stamps can be turned");
        }
    }

    /** Where a pixel comes to lie: k % 4 quarter turns from x to y, after a reflection y to -y for k of 4 and more. */
    static int target(int k, int pixel, int n) {
        int u = pixel % n;
        int v = pixel / n;
        v = k >= 4 ? n - 1 - v : v;
        for (int t = 0; t < k % 4; t++) {
            int w = u;
            u = n - 1 - v;
            v = w;
        }
        return v * n + u;
    }

    @Override
    public void forward(INDArray x, INDArray[] parameters, INDArray y) {
        float[] in = new FlatArray(x).toArray();
        float[] out = new float[COUNT * in.length];
        forEach((a, b) -> out[b] = in[a]);
        new FlatArray(y).write(0, out, out.length);
    }

    @Override
    public void backward(
            INDArray x, INDArray[] parameters, INDArray y, INDArray dy, INDArray dx, INDArray[] gradients) {
        if (dx != null) {
            float[] in = new FlatArray(dy).toArray();
            float[] out = new float[in.length / COUNT];
            forEach((a, b) -> out[a] += in[b]);
            new FlatArray(dx).write(0, out, out.length);
        }
    }

    /** The same in double precision. */
    LinearLayer inDouble() {
        int size = COUNT * batch * shape.size();
        int[] from = new int[size];
        int[] to = new int[size];
        double[] ones = new double[size];
        int[] next = {0};
        forEach((a, b) -> {
            from[next[0]] = a;
            to[next[0]] = b;
            ones[next[0]++] = 1;
        });
        return new LinearLayer(size / COUNT, size, from, to, ones);
    }

    private interface Pair {
        void visit(int from, int to);
    }

    private void forEach(Pair pair) {
        int channels = shape.channels();
        for (int n = 0; n < batch; n++) {
            for (int k = 0; k < COUNT; k++) {
                for (int p = 0; p < shape.pixels(); p++) {
                    int from = n * shape.size() + p * channels;
                    int to = (COUNT * n + k) * shape.size() + target(k, p, shape.width()) * channels;
                    for (int c = 0; c < channels; c++) {
                        pair.visit(from + c, to + c);
                    }
                }
            }
        }
    }
}
