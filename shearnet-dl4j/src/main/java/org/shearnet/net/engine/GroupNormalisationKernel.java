package org.shearnet.net.engine;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@link GroupNormalisation} in float arithmetic, a tile of pixels at a time. Every factor is repeated over the tile, so
 * that all arrays of a loop share one index: the compiler makes vector code of no other.
 */
public final class GroupNormalisationKernel implements Kernel {

    /** Numbers of a tile, about; it lies in the first-level cache with a handful of others. */
    private static final int TILE = 768;

    /** Times the least normal float it is more than one. */
    private static final float HUGE = Float.MAX_VALUE;

    private final int batch;
    private final Shape input;
    private final int groups;
    private final Activation activation;
    private final int tile;
    private final float[] x;
    private final float[] y;
    private final float[] slope;
    private final float[] first;
    private final float[] second;
    private final float[] a;
    private final float[] b;
    private final float[] c;

    /** One over the standard deviation of the group of each stamp's channels, and the group's mean times that. */
    private final float[][] inverse;

    private final float[][] shifted;

    /** A kernel for one thread. */
    public GroupNormalisationKernel(GroupNormalisation of) {
        batch = of.batch();
        input = of.input();
        groups = of.groups();
        activation = of.activation();
        tile = input.channels() * Math.max(1, Math.min(input.pixels(), TILE / input.channels()));
        x = new float[tile];
        y = new float[tile];
        slope = new float[tile];
        first = new float[tile];
        second = new float[tile];
        a = new float[tile];
        b = new float[tile];
        c = new float[tile];
        inverse = new float[batch][input.channels()];
        shifted = new float[batch][input.channels()];
    }

    @Override
    public void forward(INDArray in, INDArray[] parameters, INDArray out) {
        FlatArray from = new FlatArray(in);
        FlatArray to = new FlatArray(out);
        float[] scale = new FlatArray(parameters[0]).toArray();
        float[] shift = new FlatArray(parameters[1]).toArray();
        float[] offset = new float[scale.length];
        for (int stamp = 0; stamp < batch; stamp++) {
            measure(from, stamp);
            for (int k = 0; k < offset.length; k++) {
                offset[k] = shift[k] - scale[k] * shifted[stamp][k];
            }
            repeat(product(scale, inverse[stamp]), a);
            repeat(offset, b);
            int end = (stamp + 1) * input.size();
            for (int at = stamp * input.size(); at < end; at += tile) {
                int n = Math.min(tile, end - at);
                from.read(at, x, n);
                line(x, a, b, y, n);
                activate(n);
                to.write(at, y, n);
            }
        }
    }

    /** Sets {@link #inverse} and {@link #shifted} of a stamp. */
    private void measure(FlatArray from, int stamp) {
        int start = stamp * input.size();
        int end = start + input.size();
        Arrays.fill(first, 0);
        for (int at = start; at < end; at += tile) {
            int n = Math.min(tile, end - at);
            from.read(at, x, n);
            add(x, first, n);
        }
        double[] mean = meanOfGroups(sums(first));
        repeat(floats(mean), b);
        Arrays.fill(second, 0);
        for (int at = start; at < end; at += tile) {
            int n = Math.min(tile, end - at);
            from.read(at, x, n);
            addSquares(x, b, second, n);
        }
        double[] square = meanOfGroups(sums(second));
        for (int k = 0; k < mean.length; k++) {
            double over = 1 / Math.sqrt(square[k] + GroupNormalisation.EPSILON);
            inverse[stamp][k] = (float) over;
            shifted[stamp][k] = (float) (mean[k] * over);
        }
    }

    private void activate(int n) {
        if (activation == Activation.RELU) {
            rectify(y, n);
        } else if (activation != Activation.IDENTITY) {
            for (int i = 0; i < n; i++) {
                y[i] = (float) activation.value(y[i]);
            }
        }
    }

    @Override
    public void backward(
            INDArray in, INDArray[] parameters, INDArray out, INDArray dy, INDArray dx, INDArray[] gradients) {
        FlatArray from = new FlatArray(in);
        FlatArray answers = new FlatArray(out);
        FlatArray slopes = new FlatArray(dy);
        FlatArray to = dx == null ? null : new FlatArray(dx);
        float[] scale = new FlatArray(parameters[0]).toArray();
        float[] shift = new FlatArray(parameters[1]).toArray();
        double[][] total = new double[2][scale.length];
        for (int stamp = 0; stamp < batch; stamp++) {
            double[][] of = parameterGradients(from, answers, slopes, stamp, scale, shift);
            for (int k = 0; k < scale.length; k++) {
                for (int s = 0; s < 2; s++) {
                    total[s][k] += of[s][k];
                    of[s][k] *= scale[k];
                }
            }
            if (to != null) {
                inputGradient(from, slopes, to, stamp, scale, meanOfGroups(of[0]), meanOfGroups(of[1]));
            }
        }
        for (int s = 0; s < 2; s++) {
            new FlatArray(gradients[s]).write(total[s]);
        }
    }

    /** Sums over a stamp's pixels of the slope times the normalised value, and of the slope, which passes the activation. */
    private double[][] parameterGradients(
            FlatArray from, FlatArray answers, FlatArray slopes, int stamp, float[] scale, float[] shift) {
        repeat(inverse[stamp], a);
        repeat(shifted[stamp], b);
        Arrays.fill(first, 0);
        Arrays.fill(second, 0);
        int end = (stamp + 1) * input.size();
        for (int at = stamp * input.size(); at < end; at += tile) {
            int n = Math.min(tile, end - at);
            from.read(at, x, n);
            slopes.read(at, slope, n);
            if (activation == Activation.RELU) {
                answers.read(at, y, n);
                passRectifier(y, slope, n);
            } else if (activation != Activation.IDENTITY) {
                for (int i = 0; i < n; i++) {
                    int k = i % scale.length;
                    slope[i] *= (float) activation.derivative(scale[k] * (x[i] * a[i] - b[i]) + shift[k]);
                }
            }
            slopes.write(at, slope, n);
            addProducts(x, a, b, slope, first, n);
            add(slope, second, n);
        }
        return new double[][] {sums(first), sums(second)};
    }

    private void inputGradient(
            FlatArray from, FlatArray slopes, FlatArray to, int stamp, float[] scale, double[] product, double[] sum) {
        float[] ofX = new float[scale.length];
        float[] rest = new float[scale.length];
        for (int k = 0; k < scale.length; k++) {
            ofX[k] = (float) (-inverse[stamp][k] * inverse[stamp][k] * product[k]);
            rest[k] = (float) (inverse[stamp][k] * (product[k] * shifted[stamp][k] - sum[k]));
        }
        repeat(product(scale, inverse[stamp]), a);
        repeat(ofX, b);
        repeat(rest, c);
        int end = (stamp + 1) * input.size();
        for (int at = stamp * input.size(); at < end; at += tile) {
            int n = Math.min(tile, end - at);
            from.read(at, x, n);
            slopes.read(at, slope, n);
            plane(slope, a, x, b, c, y, n);
            to.write(at, y, n);
        }
    }

    /** Repeats a number a channel over the pixels of a tile. */
    private static void repeat(float[] values, float[] into) {
        for (int i = 0; i < into.length; i += values.length) {
            System.arraycopy(values, 0, into, i, values.length);
        }
    }

    /** Sums over the pixels of a tile, one a channel. */
    private double[] sums(float[] values) {
        double[] sums = new double[input.channels()];
        for (int i = 0; i < values.length; i += sums.length) {
            for (int k = 0; k < sums.length; k++) {
                sums[k] += values[i + k];
            }
        }
        return sums;
    }

    /** Turns sums over the pixels of each channel into means over the pixels and channels of its group. */
    private double[] meanOfGroups(double[] sums) {
        int width = input.channels() / groups;
        for (int from = 0; from < sums.length; from += width) {
            double mean = Arrays.stream(sums, from, from + width).sum() / ((double) input.pixels() * width);
            Arrays.fill(sums, from, from + width, mean);
        }
        return sums;
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int k = 0; k < values.length; k++) {
            floats[k] = (float) values[k];
        }
        return floats;
    }

    private static float[] product(float[] u, float[] v) {
        float[] product = new float[u.length];
        for (int k = 0; k < u.length; k++) {
            product[k] = u[k] * v[k];
        }
        return product;
    }

    private static void add(float[] x, float[] sum, int n) {
        for (int i = 0; i < n; i++) {
            sum[i] += x[i];
        }
    }

    private static void addSquares(float[] x, float[] mean, float[] sum, int n) {
        for (int i = 0; i < n; i++) {
            float d = x[i] - mean[i];
            sum[i] += d * d;
        }
    }

    private static void addProducts(float[] x, float[] a, float[] b, float[] slope, float[] sum, int n) {
        for (int i = 0; i < n; i++) {
            sum[i] += slope[i] * (x[i] * a[i] - b[i]);
        }
    }

    private static void line(float[] x, float[] a, float[] b, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = x[i] * a[i] + b[i];
        }
    }

    private static void plane(float[] u, float[] a, float[] v, float[] b, float[] c, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = u[i] * a[i] + v[i] * b[i] + c[i];
        }
    }

    private static void rectify(float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.max(y[i], 0);
        }
    }

    /** Sets to zero where the answer is; without a branch, and NaN stays. */
    private static void passRectifier(float[] y, float[] slope, int n) {
        for (int i = 0; i < n; i++) {
            slope[i] *= Math.min(y[i] * HUGE, 1);
        }
    }
}
