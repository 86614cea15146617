package org.shearnet.net.layer;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.shearnet.net.engine.FlatArray;
import org.shearnet.net.engine.Kernel;
import org.shearnet.net.engine.LinearLayer;
import org.shearnet.net.engine.Shape;

/** Turns the answers for a stamp's eight copies back and averages them. */
final class OrbitMeanKernel implements Kernel {

    private final int batch;
    private final int answers;
    private final int g1;
    private final int g2;

    /**
     * @param batch stamps times eight
     * @param g1 column of g1
     * @param g2 column of g2
     */
    OrbitMeanKernel(int batch, Shape shape, int g1, int g2) {
        this.batch = batch / OrbitKernel.COUNT;
        answers = shape.channels();
        this.g1 = g1;
        this.g2 = g2;
    }

    /** Sign of an answer of copy k: a quarter turn changes that of g1 and g2, a reflection that of g2. */
    private float share(int k, int answer) {
        boolean odd = k % 2 == 1;
        boolean minus = answer == g1 && odd || answer == g2 && odd != k >= 4;
        return (minus ? -1f : 1f) / OrbitKernel.COUNT;
    }

    @Override
    public void forward(INDArray x, INDArray[] parameters, INDArray y) {
        float[] in = new FlatArray(x).toArray();
        float[] out = new float[batch * answers];
        for (int n = 0; n < batch; n++) {
            for (int k = 0; k < OrbitKernel.COUNT; k++) {
                for (int a = 0; a < answers; a++) {
                    out[n * answers + a] += share(k, a) * in[(n * OrbitKernel.COUNT + k) * answers + a];
                }
            }
        }
        new FlatArray(y).write(0, out, out.length);
    }

    @Override
    public void backward(
            INDArray x, INDArray[] parameters, INDArray y, INDArray dy, INDArray dx, INDArray[] gradients) {
        if (dx != null) {
            float[] in = new FlatArray(dy).toArray();
            float[] out = new float[in.length * OrbitKernel.COUNT];
            for (int i = 0; i < out.length; i++) {
                int a = i % answers;
                int k = i / answers % OrbitKernel.COUNT;
                int n = i / answers / OrbitKernel.COUNT;
                out[i] = share(k, a) * in[n * answers + a];
            }
            new FlatArray(dx).write(0, out, out.length);
        }
    }

    /** The same in double precision. */
    LinearLayer inDouble() {
        int size = batch * OrbitKernel.COUNT * answers;
        int[] from = new int[size];
        int[] to = new int[size];
        double[] shares = new double[size];
        for (int i = 0; i < size; i++) {
            int a = i % answers;
            from[i] = i;
            to[i] = i / answers / OrbitKernel.COUNT * answers + a;
            shares[i] = share(i / answers % OrbitKernel.COUNT, a);
        }
        return new LinearLayer(size, batch * answers, from, to, shares);
    }
}
