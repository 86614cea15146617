package org.shearnet.net.layer;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.shearnet.net.engine.FlatArray;
import org.shearnet.net.engine.Kernel;
import org.shearnet.net.engine.LinearLayer;
import org.shearnet.net.engine.Shape;

/** Turns the predictions for a stamp's eight copies back and averages them. */
final class OrbitMeanKernel implements Kernel {

    private final int batch;
    private final int predictions;
    private final int g1;
    private final int g2;

    /**
     * @param batch stamps times eight
     * @param g1 column of g1
     * @param g2 column of g2
     */
    OrbitMeanKernel(int batch, Shape shape, int g1, int g2) {
        this.batch = batch / OrbitKernel.COUNT;
        predictions = shape.channels();
        this.g1 = g1;
        this.g2 = g2;
    }

    /** Sign of a prediction of copy k: a quarter turn changes that of g1 and g2, a reflection that of g2. */
    private float share(int k, int prediction) {
        boolean odd = k % 2 == 1;
        boolean minus = prediction == g1 && odd || prediction == g2 && odd != k >= 4;
        return (minus ? -1f : 1f) / OrbitKernel.COUNT;
    }

    @Override
    public void forward(INDArray x, INDArray[] parameters, INDArray y) {
        float[] in = new FlatArray(x).toArray();
        float[] out = new float[batch * predictions];
        for (int n = 0; n < batch; n++) {
            for (int k = 0; k < OrbitKernel.COUNT; k++) {
                for (int a = 0; a < predictions; a++) {
                    out[n * predictions + a] += share(k, a) * in[(n * OrbitKernel.COUNT + k) * predictions + a];
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
                int a = i % predictions;
                int k = i / predictions % OrbitKernel.COUNT;
                int n = i / predictions / OrbitKernel.COUNT;
                out[i] = share(k, a) * in[n * predictions + a];
            }
            new FlatArray(dx).write(0, out, out.length);
        }
    }

    /** The same in double precision. */
    LinearLayer inDouble() {
        int size = batch * OrbitKernel.COUNT * predictions;
        int[] from = new int[size];
        int[] to = new int[size];
        double[] shares = new double[size];
        for (int i = 0; i < size; i++) {
            int a = i % predictions;
            from[i] = i;
            to[i] = i / predictions / OrbitKernel.COUNT * predictions + a;
            shares[i] = share(i / predictions % OrbitKernel.COUNT, a);
        }
        return new LinearLayer(size, batch * predictions, from, to, shares);
    }
}
