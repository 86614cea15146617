package org.shearnet.net.engine;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@link Attention} in float arithmetic. What the forward pass says of each stamp (weights, maxima and where they are) is
 * kept for the backward one; the maps are read a pixel's channels at a time.
 *
 * <p>Longer than other classes: both passes share what the forward one keeps.
 */
public final class AttentionKernel implements Kernel {

    private final Attention of;
    private final int channels;
    private final int pixels;
    private final int hidden;
    private final Stamp[] stamps;
    private final float[] x;
    private final float[] slope;
    private final float[] out;

    /** A kernel for one thread. */
    public AttentionKernel(Attention of) {
        this.of = of;
        channels = of.input().channels();
        pixels = of.input().pixels();
        hidden = of.hidden();
        stamps = new Stamp[of.batch()];
        for (int s = 0; s < stamps.length; s++) {
            stamps[s] = new Stamp();
        }
        x = new float[of.input().size()];
        slope = new float[x.length];
        out = new float[x.length];
    }

    /** What is kept of a stamp. */
    private final class Stamp {
        /** Mean and maximum of each channel, then the shared network's hidden layer for each. */
        private final float[][] summary = new float[2][channels];

        private final int[] peak = new int[channels];
        private final float[][] inner = new float[2][hidden];
        private final float[] channelWeight = new float[channels];
        /** Mean, then maximum, over channels at each pixel. */
        private final float[][] planes = new float[2][pixels];

        private final int[] strongest = new int[pixels];
        private final float[] pixelWeight = new float[pixels];
    }

    @Override
    public void forward(INDArray in, INDArray[] parameters, INDArray y) {
        FlatArray from = new FlatArray(in);
        FlatArray to = new FlatArray(y);
        float[][] p =
                Arrays.stream(parameters).map(a -> new FlatArray(a).toArray()).toArray(float[][]::new);
        for (int s = 0; s < stamps.length; s++) {
            from.read(s * x.length, x, x.length);
            Stamp stamp = stamps[s];
            summarise(stamp);
            weighChannels(stamp, p);
            reduceChannels(stamp);
            weighPixels(stamp, p);
            for (int q = 0; q < pixels; q++) {
                scale(out, q * channels, stamp.channelWeight, stamp.pixelWeight[q]);
            }
            to.write(s * x.length, out, x.length);
        }
    }

    /** out[at + c] = x[at + c] * weight[c] * factor. */
    private void scale(float[] into, int at, float[] weight, float factor) {
        for (int c = 0; c < channels; c++) {
            into[at + c] = x[at + c] * weight[c] * factor;
        }
    }

    private void summarise(Stamp stamp) {
        float[] most = stamp.summary[1];
        int[] peak = stamp.peak;
        float[] sum = new float[channels];
        double[] total = new double[channels];
        Arrays.fill(most, Float.NEGATIVE_INFINITY);
        int row = of.input().width() * channels;
        for (int start = 0; start < x.length; start += row) {
            Arrays.fill(sum, 0);
            for (int i = start; i < start + row; i += channels) {
                for (int c = 0; c < channels; c++) {
                    float v = x[i + c];
                    sum[c] += v;
                    if (v > most[c]) {
                        most[c] = v;
                        peak[c] = i + c;
                    }
                }
            }
            for (int c = 0; c < channels; c++) {
                total[c] += sum[c];
            }
        }
        for (int c = 0; c < channels; c++) {
            stamp.summary[0][c] = (float) (total[c] / pixels);
        }
    }

    private void weighChannels(Stamp stamp, float[][] p) {
        double[] z = new double[channels];
        for (int s = 0; s < 2; s++) {
            for (int h = 0; h < hidden; h++) {
                double sum = p[1][h];
                for (int c = 0; c < channels; c++) {
                    sum += (double) stamp.summary[s][c] * p[0][c * hidden + h];
                }
                stamp.inner[s][h] = (float) Math.max(0, sum);
            }
            for (int c = 0; c < channels; c++) {
                z[c] += p[3][c];
                for (int h = 0; h < hidden; h++) {
                    z[c] += stamp.inner[s][h] * p[2][h * channels + c];
                }
            }
        }
        for (int c = 0; c < channels; c++) {
            stamp.channelWeight[c] = sigmoid(z[c]);
        }
    }

    /** Mean and maximum over the weighted channels; in two strands, since one waits for each of its additions. */
    private void reduceChannels(Stamp stamp) {
        float[] w = stamp.channelWeight;
        float[] v = new float[channels];
        for (int q = 0; q < pixels; q++) {
            int at = q * channels;
            for (int c = 0; c < channels; c++) {
                v[c] = x[at + c] * w[c];
            }
            float a = 0;
            float b = 0;
            float most = Float.NEGATIVE_INFINITY;
            int strongest = 0;
            for (int c = 1; c < channels; c += 2) {
                a += v[c - 1];
                b += v[c];
            }
            if ((channels & 1) == 1) {
                a += v[channels - 1];
            }
            for (int c = 0; c < channels; c++) {
                if (v[c] > most) {
                    most = v[c];
                    strongest = c;
                }
            }
            stamp.planes[0][q] = (a + b) / channels;
            stamp.planes[1][q] = most;
            stamp.strongest[q] = strongest;
        }
    }

    private void weighPixels(Stamp stamp, float[][] p) {
        Arrays.fill(stamp.pixelWeight, p[5][0]);
        of.forKernel((k, first, near, count) -> {
            addProduct(stamp.pixelWeight, first, stamp.planes[0], near, p[4][2 * k], count);
            addProduct(stamp.pixelWeight, first, stamp.planes[1], near, p[4][2 * k + 1], count);
        });
        for (int q = 0; q < pixels; q++) {
            stamp.pixelWeight[q] = sigmoid(stamp.pixelWeight[q]);
        }
    }

    @Override
    public void backward(
            INDArray in, INDArray[] parameters, INDArray y, INDArray dy, INDArray dx, INDArray[] gradients) {
        FlatArray from = new FlatArray(in);
        FlatArray slopes = new FlatArray(dy);
        FlatArray to = dx == null ? null : new FlatArray(dx);
        float[][] p =
                Arrays.stream(parameters).map(a -> new FlatArray(a).toArray()).toArray(float[][]::new);
        double[][] g = Arrays.stream(p).map(a -> new double[a.length]).toArray(double[][]::new);
        for (int s = 0; s < stamps.length; s++) {
            from.read(s * x.length, x, x.length);
            slopes.read(s * x.length, slope, x.length);
            Stamp stamp = stamps[s];
            float[][] dPlanes = planeGradients(stamp, p, g);
            double[] dChannel = inputGradient(stamp, dPlanes);
            summaryGradients(stamp, dChannel, p, g);
            if (to != null) {
                to.write(s * x.length, out, x.length);
            }
        }
        for (int k = 0; k < g.length; k++) {
            new FlatArray(gradients[k]).write(g[k]);
        }
    }

    /** Gradients at the means and maxima over channels; adds those of the spatial kernel. */
    private float[][] planeGradients(Stamp stamp, float[][] p, double[][] g) {
        float[] dLogit = new float[pixels];
        float[] w = stamp.channelWeight;
        for (int q = 0; q < pixels; q++) {
            int at = q * channels;
            float a = 0;
            float b = 0;
            int c = 0;
            for (; c + 1 < channels; c += 2) {
                a += slope[at + c] * x[at + c] * w[c];
                b += slope[at + c + 1] * x[at + c + 1] * w[c + 1];
            }
            if (c < channels) {
                a += slope[at + c] * x[at + c] * w[c];
            }
            dLogit[q] = (a + b) * stamp.pixelWeight[q] * (1 - stamp.pixelWeight[q]);
            g[5][0] += dLogit[q];
        }
        float[][] dPlanes = new float[2][pixels];
        of.forKernel((k, first, near, count) -> {
            for (int s = 0; s < 2; s++) {
                g[4][2 * k + s] += dot(dLogit, first, stamp.planes[s], near, count);
                addProduct(dPlanes[s], near, dLogit, first, p[4][2 * k + s], count);
            }
        });
        return dPlanes;
    }

    /** Sets {@link #out} to the gradient at the input through the weighted maps; returns that at the channels' weights. */
    private double[] inputGradient(Stamp stamp, float[][] dPlanes) {
        double[] dChannel = new double[channels];
        float[] sum = new float[channels];
        float[] w = stamp.channelWeight;
        int width = of.input().width();
        for (int row = 0; row < pixels; row += width) {
            Arrays.fill(sum, 0);
            for (int q = row; q < row + width; q++) {
                int at = q * channels;
                float weight = stamp.pixelWeight[q];
                float share = dPlanes[0][q] / channels;
                for (int c = 0; c < channels; c++) {
                    float d = slope[at + c] * weight + share;
                    sum[c] += d * x[at + c];
                    out[at + c] = d * w[c];
                }
                int most = stamp.strongest[q];
                sum[most] += dPlanes[1][q] * x[at + most];
                out[at + most] += dPlanes[1][q] * w[most];
            }
            for (int c = 0; c < channels; c++) {
                dChannel[c] += sum[c];
            }
        }
        return dChannel;
    }

    /** Adds the gradients of the shared network, and to {@link #out} what reaches the input through its summaries. */
    private void summaryGradients(Stamp stamp, double[] dChannel, float[][] p, double[][] g) {
        double[][] dSummary = new double[2][channels];
        for (int c = 0; c < channels; c++) {
            double dz = dChannel[c] * stamp.channelWeight[c] * (1 - stamp.channelWeight[c]);
            g[3][c] += 2 * dz;
            for (int s = 0; s < 2; s++) {
                for (int h = 0; h < hidden; h++) {
                    g[2][h * channels + c] += dz * stamp.inner[s][h];
                }
            }
            dChannel[c] = dz;
        }
        for (int s = 0; s < 2; s++) {
            for (int h = 0; h < hidden; h++) {
                if (stamp.inner[s][h] > 0) {
                    double d = 0;
                    for (int c = 0; c < channels; c++) {
                        d += dChannel[c] * p[2][h * channels + c];
                    }
                    g[1][h] += d;
                    for (int c = 0; c < channels; c++) {
                        g[0][c * hidden + h] += d * stamp.summary[s][c];
                        dSummary[s][c] += d * p[0][c * hidden + h];
                    }
                }
            }
        }
        float[] share = new float[channels];
        for (int c = 0; c < channels; c++) {
            share[c] = (float) (dSummary[0][c] / pixels);
        }
        for (int i = 0; i < out.length; i += channels) {
            for (int c = 0; c < channels; c++) {
                out[i + c] += share[c];
            }
        }
        for (int c = 0; c < channels; c++) {
            out[stamp.peak[c]] = (float) (out[stamp.peak[c]] + dSummary[1][c]);
        }
    }

    private static void addProduct(float[] to, int first, float[] from, int start, float factor, int count) {
        for (int i = 0; i < count; i++) {
            to[first + i] += factor * from[start + i];
        }
    }

    private static double dot(float[] u, int first, float[] v, int start, int count) {
        float a = 0;
        float b = 0;
        int i = 0;
        for (; i + 1 < count; i += 2) {
            a += u[first + i] * v[start + i];
            b += u[first + i + 1] * v[start + i + 1];
        }
        return i < count ? a + b + u[first + i] * v[start + i] : a + b;
    }

    private static float sigmoid(double z) {
        return (float) (1 / (1 + Math.exp(-z)));
    }
}
