package org.shearnet.net.engine;

/**
 * Group normalisation (Wu and He 2018, arXiv:1803.08494) with scale, shift and activation: the channels of each group of a
 * stamp are brought to mean 0 and variance 1. Parameters: scale [channels], shift [channels].
 */
public record GroupNormalisation(int batch, Shape input, int groups, Activation activation) implements Reference {

    static final double EPSILON = 1e-6;

    public GroupNormalisation {
        if (input.channels() % groups != 0) {
            throw new IllegalArgumentException(
                    groups + " groups do not divide " + input.channels() + " channels evenly");
        }
    }

    @Override
    public int[] parameterSizes() {
        return new int[] {input.channels(), input.channels()};
    }

    @Override
    public int inputSize() {
        return batch * input.size();
    }

    @Override
    public int outputSize() {
        return inputSize();
    }

    @Override
    public double[] forward(double[] x, double[][] parameters) {
        double[] y = normalised(x, new double[batch * groups]);
        int channels = input.channels();
        for (int i = 0; i < y.length; i += channels) {
            for (int c = 0; c < channels; c++) {
                y[i + c] = activation.value(parameters[0][c] * y[i + c] + parameters[1][c]);
            }
        }
        return y;
    }

    /** The normalised values; sets the reciprocal standard deviation of each stamp's groups. */
    private double[] normalised(double[] x, double[] scale) {
        int channels = input.channels();
        double[] n = new double[x.length];
        for (int b = 0; b < batch; b++) {
            int start = b * input.size();
            double[] mean = new double[channels];
            for (int i = start; i < start + input.size(); i += channels) {
                for (int c = 0; c < channels; c++) {
                    mean[c] += x[i + c];
                }
            }
            shareWithinGroups(mean);
            double[] square = new double[channels];
            for (int i = start; i < start + input.size(); i += channels) {
                for (int c = 0; c < channels; c++) {
                    double d = x[i + c] - mean[c];
                    square[c] += d * d;
                }
            }
            shareWithinGroups(square);
            for (int c = 0; c < channels; c++) {
                square[c] = 1 / Math.sqrt(square[c] + EPSILON);
                scale[b * groups + c * groups / channels] = square[c];
            }
            for (int i = start; i < start + input.size(); i += channels) {
                for (int c = 0; c < channels; c++) {
                    n[i + c] = (x[i + c] - mean[c]) * square[c];
                }
            }
        }
        return n;
    }

    /** Turns sums over the pixels of each channel into means over the pixels and channels of its group. */
    private void shareWithinGroups(double[] sums) {
        int width = input.channels() / groups;
        for (int g = 0; g < groups; g++) {
            double sum = 0;
            for (int c = g * width; c < (g + 1) * width; c++) {
                sum += sums[c];
            }
            java.util.Arrays.fill(sums, g * width, (g + 1) * width, sum / ((double) input.pixels() * width));
        }
    }

    @Override
    public void backward(double[] x, double[][] parameters, double[] dy, double[] dx, double[][] gradients) {
        int channels = input.channels();
        double[] scale = new double[batch * groups];
        double[] n = normalised(x, scale);
        double[] dn = new double[n.length];
        for (int b = 0; b < batch; b++) {
            double[] sum = new double[channels];
            double[] product = new double[channels];
            int start = b * input.size();
            for (int i = start; i < start + input.size(); i += channels) {
                for (int c = 0; c < channels; c++) {
                    double value = n[i + c];
                    double dz = dy[i + c] * activation.derivative(parameters[0][c] * value + parameters[1][c]);
                    gradients[0][c] += dz * value;
                    gradients[1][c] += dz;
                    dn[i + c] = dz * parameters[0][c];
                    sum[c] += dn[i + c];
                    product[c] += dn[i + c] * value;
                }
            }
            shareWithinGroups(sum);
            shareWithinGroups(product);
            for (int i = start; i < start + input.size(); i += channels) {
                for (int c = 0; c < channels; c++) {
                    dx[i + c] +=
                            scale[b * groups + c * groups / channels] * (dn[i + c] - sum[c] - n[i + c] * product[c]);
                }
            }
        }
    }

    @Override
    public double[] tangent(double[] x, double[][] parameters, double[] dx) {
        int channels = input.channels();
        double[] scale = new double[batch * groups];
        double[] n = normalised(x, scale);
        double[] dy = new double[n.length];
        for (int b = 0; b < batch; b++) {
            double[] sum = new double[channels];
            double[] product = new double[channels];
            int start = b * input.size();
            for (int i = start; i < start + input.size(); i += channels) {
                for (int c = 0; c < channels; c++) {
                    sum[c] += dx[i + c];
                    product[c] += dx[i + c] * n[i + c];
                }
            }
            shareWithinGroups(sum);
            shareWithinGroups(product);
            for (int i = start; i < start + input.size(); i += channels) {
                for (int c = 0; c < channels; c++) {
                    double dn =
                            scale[b * groups + c * groups / channels] * (dx[i + c] - sum[c] - n[i + c] * product[c]);
                    dy[i + c] = activation.derivative(parameters[0][c] * n[i + c] + parameters[1][c])
                            * parameters[0][c]
                            * dn;
                }
            }
        }
        return dy;
    }
}
