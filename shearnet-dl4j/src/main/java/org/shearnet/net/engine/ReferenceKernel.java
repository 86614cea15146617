package org.shearnet.net.engine;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A kernel that computes by the double reference itself: for operations that cost little beside the convolutions. */
public final class ReferenceKernel implements Kernel {

    private final Reference reference;

    public ReferenceKernel(Reference reference) {
        this.reference = reference;
    }

    @Override
    public void forward(INDArray x, INDArray[] parameters, INDArray y) {
        write(reference.forward(doubles(x), doubles(parameters)), y);
    }

    @Override
    public void backward(
            INDArray x, INDArray[] parameters, INDArray y, INDArray dy, INDArray dx, INDArray[] gradients) {
        double[] inputGradient = new double[reference.inputSize()];
        int[] sizes = reference.parameterSizes();
        double[][] parameterGradients = new double[sizes.length][];
        for (int p = 0; p < sizes.length; p++) {
            parameterGradients[p] = new double[sizes[p]];
        }
        reference.backward(doubles(x), doubles(parameters), doubles(dy), inputGradient, parameterGradients);
        if (dx != null) {
            write(inputGradient, dx);
        }
        for (int p = 0; p < sizes.length; p++) {
            write(parameterGradients[p], gradients[p]);
        }
    }

    private static double[][] doubles(INDArray[] arrays) {
        double[][] values = new double[arrays.length][];
        for (int p = 0; p < arrays.length; p++) {
            values[p] = doubles(arrays[p]);
        }
        return values;
    }

    private static double[] doubles(INDArray array) {
        float[] floats = new FlatArray(array).toArray();
        double[] values = new double[floats.length];
        for (int i = 0; i < floats.length; i++) {
            values[i] = floats[i];
        }
        return values;
    }

    private static void write(double[] values, INDArray array) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        new FlatArray(array).write(0, floats, floats.length);
    }
}
