package org.shearnet.net.engine;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link GroupNormalisation} in float arithmetic, its sums in double, stamp after stamp with channels innermost. */
public final class GroupNormalisationKernel implements Kernel {

    private final int batch;
    private final Shape input;
    private final int groups;
    private final Activation activation;
    private final float[] x;
    private final float[] dz;
    private final float[] out;
    /** One over the standard deviation of each channel's group, and the group's mean times that. */
    private final float[] inverse;

    private final float[] shifted;

    /** A kernel for one thread. */
    public GroupNormalisationKernel(GroupNormalisation of) {
        batch = of.batch();
        input = of.input();
        groups = of.groups();
        activation = of.activation();
        x = new float[input.size()];
        dz = new float[input.size()];
        out = new float[input.size()];
        inverse = new float[input.channels()];
        shifted = new float[input.channels()];
    }

    @Override
    public void forward(INDArray in, INDArray[] parameters, INDArray y) {
        FlatArray from = new FlatArray(in);
        FlatArray to = new FlatArray(y);
        float[] scale = new FlatArray(parameters[0]).toArray();
        float[] shift = new FlatArray(parameters[1]).toArray();
        int channels = input.channels();
        for (int b = 0; b < batch; b++) {
            from.read(b * x.length, x, x.length);
            measure();
            for (int i = 0; i < x.length; i += channels) {
                for (int c = 0; c < channels; c++) {
                    out[i + c] = scale[c] * (x[i + c] * inverse[c] - shifted[c]) + shift[c];
                }
            }
            activate();
            to.write(b * x.length, out, x.length);
        }
    }

    /** Sets {@link #inverse} and {@link #shifted} of the stamp in {@link #x}. */
    private void measure() {
        int channels = input.channels();
        double[] mean = new double[channels];
        for (int i = 0; i < x.length; i += channels) {
            for (int c = 0; c < channels; c++) {
                mean[c] += x[i + c];
            }
        }
        meanOfGroups(mean);
        double[] square = new double[channels];
        for (int i = 0; i < x.length; i += channels) {
            for (int c = 0; c < channels; c++) {
                double d = x[i + c] - mean[c];
                square[c] += d * d;
            }
        }
        meanOfGroups(square);
        for (int c = 0; c < channels; c++) {
            double over = 1 / Math.sqrt(square[c] + GroupNormalisation.EPSILON);
            inverse[c] = (float) over;
            shifted[c] = (float) (mean[c] * over);
        }
    }

    /** Turns sums over the pixels of each channel into means over the pixels and channels of its group. */
    private void meanOfGroups(double[] sums) {
        int width = input.channels() / groups;
        for (int from = 0; from < sums.length; from += width) {
            double mean = Arrays.stream(sums, from, from + width).sum() / ((double) input.pixels() * width);
            Arrays.fill(sums, from, from + width, mean);
        }
    }

    private void activate() {
        if (activation == Activation.RELU) {
            for (int i = 0; i < out.length; i++) {
                out[i] = Math.max(out[i], 0);
            }
        } else if (activation != Activation.IDENTITY) {
            for (int i = 0; i < out.length; i++) {
                out[i] = (float) activation.value(out[i]);
            }
        }
    }

    @Override
    public void backward(
            INDArray in, INDArray[] parameters, INDArray y, INDArray dy, INDArray dx, INDArray[] gradients) {
        FlatArray from = new FlatArray(in);
        FlatArray slope = new FlatArray(dy);
        FlatArray to = dx == null ? null : new FlatArray(dx);
        float[] scale = new FlatArray(parameters[0]).toArray();
        float[] shift = new FlatArray(parameters[1]).toArray();
        double[][] sums = new double[2][input.channels()];
        for (int b = 0; b < batch; b++) {
            from.read(b * x.length, x, x.length);
            slope.read(b * x.length, dz, x.length);
            measure();
            passActivation(scale, shift);
            double[][] of = sums();
            for (int k = 0; k < 2; k++) {
                for (int c = 0; c < scale.length; c++) {
                    sums[k][c] += of[k][c];
                    of[k][c] *= scale[c];
                }
                meanOfGroups(of[k]);
            }
            if (to != null) {
                inputGradient(scale, of);
                to.write(b * x.length, out, x.length);
            }
        }
        for (int k = 0; k < 2; k++) {
            float[] values = new float[scale.length];
            for (int c = 0; c < scale.length; c++) {
                values[c] = (float) sums[k][c];
            }
            new FlatArray(gradients[k]).write(0, values, values.length);
        }
    }

    /** Turns the gradient at the output, in {@link #dz}, into that before the activation. */
    private void passActivation(float[] scale, float[] shift) {
        if (activation == Activation.IDENTITY) {
            return;
        }
        int channels = input.channels();
        boolean rectified = activation == Activation.RELU;
        for (int i = 0; i < x.length; i += channels) {
            for (int c = 0; c < channels; c++) {
                float z = scale[c] * (x[i + c] * inverse[c] - shifted[c]) + shift[c];
                out[i + c] = z;
            }
        }
        for (int i = 0; i < x.length; i++) {
            if (rectified) {
                dz[i] = out[i] > 0 ? dz[i] : 0;
            } else {
                dz[i] *= (float) activation.derivative(out[i]);
            }
        }
    }

    /** Sums over the stamp's pixels of dz times the normalised value, and of dz. */
    private double[][] sums() {
        int channels = input.channels();
        double[] product = new double[channels];
        double[] sum = new double[channels];
        for (int i = 0; i < x.length; i += channels) {
            for (int c = 0; c < channels; c++) {
                product[c] += dz[i + c] * (x[i + c] * inverse[c] - shifted[c]);
                sum[c] += dz[i + c];
            }
        }
        return new double[][] {product, sum};
    }

    private void inputGradient(float[] scale, double[][] means) {
        int channels = input.channels();
        float[] product = new float[channels];
        float[] sum = new float[channels];
        for (int c = 0; c < channels; c++) {
            product[c] = (float) means[0][c];
            sum[c] = (float) means[1][c];
        }
        for (int i = 0; i < x.length; i += channels) {
            for (int c = 0; c < channels; c++) {
                float n = x[i + c] * inverse[c] - shifted[c];
                out[i + c] = inverse[c] * (dz[i + c] * scale[c] - sum[c] - n * product[c]);
            }
        }
    }
}
