package org.shearnet.net.engine;

/**
 * Sums of each map under a Gaussian window in the middle of the stamp, weighted by 1, x, y, x^2 + y^2, x^2 - y^2 and 2xy,
 * [batch][6][channels]. An unweighted sum of 53 x 53 pixels collects the noise of all of them; the window leaves out those that
 * hold no light.
 *
 * <p>Each map has an elliptical window of its own, w = exp(-((a x)^2 + (b y + c x)^2)/2), which is learned. Lengths are in units of
 * {@link #width}, a twelfth of the map's shorter side: the sigma of the round window that a training starts from, 0.62 arcsec on 53
 * pixels of 0.141 arcsec, about that of a galaxy under its PSF. Parameters: log a and log b [2][channels], c [channels]; all start
 * at 0. Sums are over sqrt(pi) width, which brings those of white noise of variance 1 to the order of 1.
 */
public record WeightedMomentSums(int batch, Shape input) implements Reference {

    /** Sums a map. */
    public static final int SUMS = MomentSums.SUMS;

    private static final double SIDE_OVER_WIDTH = 12;

    /** Sigma of the window at the start of a training (pixels of the map), at least one. */
    static double width(Shape input) {
        return Math.max(1, Math.min(input.height(), input.width()) / SIDE_OVER_WIDTH);
    }

    /** The window of a map. */
    record Window(double a, double b, double c) {

        static Window of(double[][] parameters, int channel, int channels) {
            return new Window(
                    Math.exp(parameters[0][channel]),
                    Math.exp(parameters[0][channels + channel]),
                    parameters[1][channel]);
        }

        double at(double x, double y) {
            double u = a * x;
            double v = b * y + c * x;
            return Math.exp(-0.5 * (u * u + v * v));
        }

        /** Derivative by log a, log b and c of a sum over pixels, from its second moments. */
        double[] slopes(double xx, double xy, double yy) {
            return new double[] {-a * a * xx, -b * (b * yy + c * xy), -(b * xy + c * xx)};
        }
    }

    @Override
    public int[] parameterSizes() {
        return new int[] {2 * input.channels(), input.channels()};
    }

    @Override
    public int inputSize() {
        return batch * input.size();
    }

    @Override
    public int outputSize() {
        return batch * SUMS * input.channels();
    }

    /** Column of a pixel from the middle of the map (widths). */
    public double x(int pixel) {
        return (pixel % input.width() - 0.5 * (input.width() - 1)) / width(input);
    }

    /** Row of a pixel from the middle of the map (widths). */
    public double y(int pixel) {
        return (pixel / input.width() - 0.5 * (input.height() - 1)) / width(input);
    }

    /** The six polynomials at a pixel, normalised. */
    public double[] polynomials(int pixel) {
        double x = x(pixel);
        double y = y(pixel);
        double[] p = {1, x, y, x * x + y * y, x * x - y * y, 2 * x * y};
        for (int s = 0; s < SUMS; s++) {
            p[s] /= Math.sqrt(Math.PI) * width(input);
        }
        return p;
    }

    /** The windows of all maps, [pixels][channels]. */
    double[] windows(double[][] parameters) {
        int channels = input.channels();
        double[] windows = new double[input.size()];
        for (int c = 0; c < channels; c++) {
            Window window = Window.of(parameters, c, channels);
            for (int q = 0; q < input.pixels(); q++) {
                windows[q * channels + c] = window.at(x(q), y(q));
            }
        }
        return windows;
    }

    @Override
    public double[] forward(double[] x, double[][] parameters) {
        double[] out = new double[outputSize()];
        double[] windows = windows(parameters);
        int channels = input.channels();
        for (int q = 0; q < input.pixels(); q++) {
            double[] p = polynomials(q);
            for (int b = 0; b < batch; b++) {
                for (int s = 0; s < SUMS; s++) {
                    for (int c = 0; c < channels; c++) {
                        out[(b * SUMS + s) * channels + c] +=
                                p[s] * windows[q * channels + c] * x[b * input.size() + q * channels + c];
                    }
                }
            }
        }
        return out;
    }

    @Override
    public void backward(double[] x, double[][] parameters, double[] dy, double[] dx, double[][] gradients) {
        double[] windows = windows(parameters);
        int channels = input.channels();
        double[][] moments = new double[channels][3];
        for (int q = 0; q < input.pixels(); q++) {
            double[] p = polynomials(q);
            double[] second = {x(q) * x(q), x(q) * y(q), y(q) * y(q)};
            for (int b = 0; b < batch; b++) {
                for (int c = 0; c < channels; c++) {
                    int at = b * input.size() + q * channels + c;
                    double sum = 0;
                    for (int s = 0; s < SUMS; s++) {
                        sum += p[s] * dy[(b * SUMS + s) * channels + c];
                    }
                    sum *= windows[q * channels + c];
                    dx[at] += sum;
                    for (int k = 0; k < second.length; k++) {
                        moments[c][k] += second[k] * x[at] * sum;
                    }
                }
            }
        }
        addSlopes(parameters, moments, gradients);
    }

    /** Adds the gradient at the windows, from second moments of each map's light times its gradient, [channels][xx, xy, yy]. */
    void addSlopes(double[][] parameters, double[][] moments, double[][] gradients) {
        int channels = input.channels();
        for (int c = 0; c < channels; c++) {
            double[] slopes = Window.of(parameters, c, channels).slopes(moments[c][0], moments[c][1], moments[c][2]);
            gradients[0][c] += slopes[0];
            gradients[0][channels + c] += slopes[1];
            gradients[1][c] += slopes[2];
        }
    }

    @Override
    public double[] tangent(double[] x, double[][] parameters, double[] dx) {
        return forward(dx, parameters);
    }
}
