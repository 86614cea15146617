package org.shearnet.net.engine;

/**
 * Group normalisation (Wu and He 2018, arXiv:1803.08494) with scale, shift and activation: the channels of each group of a
 * stamp are brought to mean 0 and variance 1. Parameters: scale [channels], shift [channels].
 */
public record GroupNormalisation(int batch, Shape input, int groups, Activation activation) implements Reference {

    private static final double EPSILON = 1e-6;

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
        for (int i = 0; i < y.length; i++) {
            y[i] = activation.value(parameters[0][i % channels] * y[i] + parameters[1][i % channels]);
        }
        return y;
    }

    /** The normalised values; sets the reciprocal standard deviation of each stamp's groups. */
    private double[] normalised(double[] x, double[] scale) {
        int channels = input.channels();
        int width = channels / groups;
        double count = (double) input.pixels() * width;
        double[] n = new double[x.length];
        for (int b = 0; b < batch; b++) {
            double[] mean = new double[groups];
            double[] square = new double[groups];
            int start = b * input.size();
            for (int i = 0; i < input.size(); i++) {
                mean[i % channels / width] += x[start + i] / count;
            }
            for (int i = 0; i < input.size(); i++) {
                double d = x[start + i] - mean[i % channels / width];
                square[i % channels / width] += d * d / count;
            }
            for (int g = 0; g < groups; g++) {
                scale[b * groups + g] = 1 / Math.sqrt(square[g] + EPSILON);
            }
            for (int i = 0; i < input.size(); i++) {
                int g = i % channels / width;
                n[start + i] = (x[start + i] - mean[g]) * scale[b * groups + g];
            }
        }
        return n;
    }

    @Override
    public void backward(double[] x, double[][] parameters, double[] dy, double[] dx, double[][] gradients) {
        int channels = input.channels();
        int width = channels / groups;
        double count = (double) input.pixels() * width;
        double[] scale = new double[batch * groups];
        double[] n = normalised(x, scale);
        double[] dn = new double[n.length];
        for (int b = 0; b < batch; b++) {
            double[] sum = new double[groups];
            double[] product = new double[groups];
            int start = b * input.size();
            for (int i = start; i < start + input.size(); i++) {
                int c = i % channels;
                double dz = dy[i] * activation.derivative(parameters[0][c] * n[i] + parameters[1][c]);
                gradients[0][c] += dz * n[i];
                gradients[1][c] += dz;
                dn[i] = dz * parameters[0][c];
                sum[c / width] += dn[i];
                product[c / width] += dn[i] * n[i];
            }
            for (int i = start; i < start + input.size(); i++) {
                int g = i % channels / width;
                dx[i] += scale[b * groups + g] * (dn[i] - sum[g] / count - n[i] * product[g] / count);
            }
        }
    }
}
