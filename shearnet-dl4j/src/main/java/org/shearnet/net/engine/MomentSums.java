package org.shearnet.net.engine;

/**
 * Sums of each map weighted by 1, x, y, x^2 + y^2, x^2 - y^2 and 2xy, coordinates running from -1 to 1 over the stamp
 * [batch][6][channels]: a head that keeps what pooling throws away. A deep enough map makes them any second moments of the
 * stamp under any weight.
 */
public record MomentSums(int batch, Shape input) implements Reference {

    /** Sums a map. */
    public static final int SUMS = 6;

    @Override
    public int[] parameterSizes() {
        return new int[0];
    }

    @Override
    public int inputSize() {
        return batch * input.size();
    }

    @Override
    public int outputSize() {
        return batch * SUMS * input.channels();
    }

    /** The six weights at a pixel, over the root of the number of pixels. */
    public double[] weights(int pixel) {
        double x = coordinate(pixel % input.width(), input.width());
        double y = coordinate(pixel / input.width(), input.height());
        double[] weights = {1, x, y, x * x + y * y, x * x - y * y, 2 * x * y};
        for (int s = 0; s < SUMS; s++) {
            weights[s] /= Math.sqrt(input.pixels());
        }
        return weights;
    }

    private static double coordinate(int i, int n) {
        return n == 1 ? 0 : 2.0 * i / (n - 1) - 1;
    }

    @Override
    public double[] forward(double[] x, double[][] parameters) {
        double[] y = new double[outputSize()];
        int channels = input.channels();
        for (int q = 0; q < input.pixels(); q++) {
            double[] weights = weights(q);
            for (int b = 0; b < batch; b++) {
                int from = b * input.size() + q * channels;
                for (int s = 0; s < SUMS; s++) {
                    int to = (b * SUMS + s) * channels;
                    for (int c = 0; c < channels; c++) {
                        y[to + c] += weights[s] * x[from + c];
                    }
                }
            }
        }
        return y;
    }

    @Override
    public void backward(double[] x, double[][] parameters, double[] dy, double[] dx, double[][] gradients) {
        int channels = input.channels();
        for (int q = 0; q < input.pixels(); q++) {
            double[] weights = weights(q);
            for (int b = 0; b < batch; b++) {
                int to = b * input.size() + q * channels;
                for (int s = 0; s < SUMS; s++) {
                    int from = (b * SUMS + s) * channels;
                    for (int c = 0; c < channels; c++) {
                        dx[to + c] += weights[s] * dy[from + c];
                    }
                }
            }
        }
    }

    @Override
    public double[] tangent(double[] x, double[][] parameters, double[] dx) {
        return forward(dx, parameters);
    }
}
