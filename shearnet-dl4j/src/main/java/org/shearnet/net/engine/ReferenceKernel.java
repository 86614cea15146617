package org.shearnet.net.engine;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A kernel that computes by the double reference itself, piece after piece of a batch so that its arrays stay in the
 * cache: for operations that cost little beside the convolutions.
 */
public final class ReferenceKernel implements Kernel {

    private final Reference reference;
    private final int pieces;
    private final float[] floats;
    private final double[] in;
    private final double[] out;
    private final double[] inputGradient;

    /**
     * A kernel for one thread.
     *
     * @param reference the operation on one piece
     * @param pieces how many of them a batch has
     */
    public ReferenceKernel(Reference reference, int pieces) {
        this.reference = reference;
        this.pieces = pieces;
        in = new double[reference.inputSize()];
        out = new double[reference.outputSize()];
        inputGradient = new double[in.length];
        floats = new float[Math.max(in.length, out.length)];
    }

    @Override
    public void forward(INDArray x, INDArray[] parameters, INDArray y) {
        FlatArray from = new FlatArray(x);
        FlatArray to = new FlatArray(y);
        double[][] own = doubles(parameters);
        for (int piece = 0; piece < pieces; piece++) {
            read(from, piece, in);
            write(to, piece, reference.forward(in, own));
        }
    }

    @Override
    public void backward(
            INDArray x, INDArray[] parameters, INDArray y, INDArray dy, INDArray dx, INDArray[] gradients) {
        FlatArray from = new FlatArray(x);
        FlatArray slope = new FlatArray(dy);
        FlatArray to = dx == null ? null : new FlatArray(dx);
        double[][] own = doubles(parameters);
        double[][] sums = Arrays.stream(own).map(p -> new double[p.length]).toArray(double[][]::new);
        for (int piece = 0; piece < pieces; piece++) {
            read(from, piece, in);
            read(slope, piece, out);
            Arrays.fill(inputGradient, 0);
            reference.backward(in, own, out, inputGradient, sums);
            if (to != null) {
                write(to, piece, inputGradient);
            }
        }
        for (int p = 0; p < sums.length; p++) {
            new FlatArray(gradients[p]).write(sums[p]);
        }
    }

    /** Copies of parameter arrays. */
    static double[][] doubles(INDArray[] arrays) {
        double[][] values = new double[arrays.length][];
        for (int p = 0; p < arrays.length; p++) {
            float[] of = new FlatArray(arrays[p]).toArray();
            values[p] = new double[of.length];
            for (int i = 0; i < of.length; i++) {
                values[p][i] = of[i];
            }
        }
        return values;
    }

    private void read(FlatArray array, int piece, double[] values) {
        array.read(piece * values.length, floats, values.length);
        for (int i = 0; i < values.length; i++) {
            values[i] = floats[i];
        }
    }

    private void write(FlatArray array, int piece, double[] values) {
        array.write(piece * values.length, floats(values, floats), values.length);
    }

    private static float[] floats(double[] values, float[] into) {
        for (int i = 0; i < values.length; i++) {
            into[i] = (float) values[i];
        }
        return into;
    }
}
