package org.shearnet.net.engine;

/**
 * Convolutional block attention (Woo et al. 2018, arXiv:1807.06521): every channel is weighted by what a small shared
 * network says of its mean and its maximum, then every pixel by a {@value #KERNEL} x {@value #KERNEL} convolution of the
 * mean and the maximum over channels.
 *
 * <p>Parameters: W1 [channels][hidden], b1, W2 [hidden][channels], b2, K [7][7][2], b [1].
 *
 * @param hidden width of the shared network
 */
public record Attention(int batch, Shape input, int hidden) implements Reference {

    /** Pixels of the spatial kernel along an axis. */
    public static final int KERNEL = 7;

    @Override
    public int[] parameterSizes() {
        int c = input.channels();
        return new int[] {c * hidden, hidden, hidden * c, c, KERNEL * KERNEL * 2, 1};
    }

    @Override
    public int inputSize() {
        return batch * input.size();
    }

    @Override
    public int outputSize() {
        return inputSize();
    }

    /** All that the forward pass of one stamp computes. */
    private final class Pass {
        private final int channels = input.channels();
        private final int pixels = input.pixels();
        private final int start;
        /** Mean and maximum of each channel, then the shared network's hidden layer for each. */
        private final double[][] summary = new double[2][channels];

        private final int[] peak = new int[channels];
        private final double[][] inner = new double[2][hidden];
        private final double[] channelWeight = new double[channels];
        private final double[] weighted;
        /** Mean, then maximum, over channels at each pixel. */
        private final double[][] planes = new double[2][pixels];

        private final int[] strongest = new int[pixels];
        private final double[] pixelWeight = new double[pixels];

        Pass(double[] x, double[][] p, int stamp) {
            start = stamp * input.size();
            weighted = new double[input.size()];
            java.util.Arrays.fill(summary[1], Double.NEGATIVE_INFINITY);
            for (int i = 0; i < input.size(); i += channels) {
                for (int c = 0; c < channels; c++) {
                    double v = x[start + i + c];
                    summary[0][c] += v / pixels;
                    if (v > summary[1][c]) {
                        summary[1][c] = v;
                        peak[c] = i + c;
                    }
                }
            }
            double[] z = new double[channels];
            for (int s = 0; s < 2; s++) {
                for (int h = 0; h < hidden; h++) {
                    double sum = p[1][h];
                    for (int c = 0; c < channels; c++) {
                        sum += summary[s][c] * p[0][c * hidden + h];
                    }
                    inner[s][h] = Math.max(0, sum);
                }
                for (int c = 0; c < channels; c++) {
                    z[c] += p[3][c];
                    for (int h = 0; h < hidden; h++) {
                        z[c] += inner[s][h] * p[2][h * channels + c];
                    }
                }
            }
            for (int c = 0; c < channels; c++) {
                channelWeight[c] = sigmoid(z[c]);
            }
            for (int q = 0; q < pixels; q++) {
                double most = Double.NEGATIVE_INFINITY;
                for (int c = 0; c < channels; c++) {
                    double v = x[start + q * channels + c] * channelWeight[c];
                    weighted[q * channels + c] = v;
                    planes[0][q] += v;
                    if (v > most) {
                        most = v;
                        strongest[q] = c;
                    }
                }
                planes[0][q] /= channels;
                planes[1][q] = most;
            }
            java.util.Arrays.fill(pixelWeight, p[5][0]);
            forKernel((k, first, near, count) -> {
                for (int s = 0; s < 2; s++) {
                    double w = p[4][2 * k + s];
                    for (int i = 0; i < count; i++) {
                        pixelWeight[first + i] += w * planes[s][near + i];
                    }
                }
            });
            for (int q = 0; q < pixels; q++) {
                pixelWeight[q] = sigmoid(pixelWeight[q]);
            }
        }

        void backward(double[] x, double[][] p, double[] dy, double[] dx, double[][] g) {
            double[] dWeighted = new double[input.size()];
            double[][] dPlanes = new double[2][pixels];
            double[] dLogit = new double[pixels];
            for (int q = 0; q < pixels; q++) {
                double sum = 0;
                for (int c = 0; c < channels; c++) {
                    double d = dy[start + q * channels + c];
                    sum += d * weighted[q * channels + c];
                    dWeighted[q * channels + c] = d * pixelWeight[q];
                }
                dLogit[q] = sum * pixelWeight[q] * (1 - pixelWeight[q]);
                g[5][0] += dLogit[q];
            }
            forKernel((k, first, near, count) -> {
                for (int s = 0; s < 2; s++) {
                    double w = p[4][2 * k + s];
                    double sum = 0;
                    for (int i = 0; i < count; i++) {
                        sum += dLogit[first + i] * planes[s][near + i];
                        dPlanes[s][near + i] += dLogit[first + i] * w;
                    }
                    g[4][2 * k + s] += sum;
                }
            });
            double[] dChannel = new double[channels];
            for (int q = 0; q < pixels; q++) {
                dWeighted[q * channels + strongest[q]] += dPlanes[1][q];
                double share = dPlanes[0][q] / channels;
                for (int c = 0; c < channels; c++) {
                    int i = q * channels + c;
                    double d = dWeighted[i] + share;
                    dChannel[c] += d * x[start + i];
                    dx[start + i] += d * channelWeight[c];
                }
            }
            double[][] dSummary = new double[2][channels];
            for (int c = 0; c < channels; c++) {
                double dz = dChannel[c] * channelWeight[c] * (1 - channelWeight[c]);
                g[3][c] += 2 * dz;
                for (int s = 0; s < 2; s++) {
                    for (int h = 0; h < hidden; h++) {
                        g[2][h * channels + c] += dz * inner[s][h];
                    }
                }
                dChannel[c] = dz;
            }
            for (int s = 0; s < 2; s++) {
                for (int h = 0; h < hidden; h++) {
                    if (inner[s][h] > 0) {
                        double d = 0;
                        for (int c = 0; c < channels; c++) {
                            d += dChannel[c] * p[2][h * channels + c];
                        }
                        g[1][h] += d;
                        for (int c = 0; c < channels; c++) {
                            g[0][c * hidden + h] += d * summary[s][c];
                            dSummary[s][c] += d * p[0][c * hidden + h];
                        }
                    }
                }
            }
            for (int i = 0; i < input.size(); i += channels) {
                for (int c = 0; c < channels; c++) {
                    dx[start + i + c] += dSummary[0][c] / pixels;
                }
            }
            for (int c = 0; c < channels; c++) {
                dx[start + peak[c]] += dSummary[1][c];
            }
        }

        void tangent(double[] x, double[][] p, double[] dx, double[] dy) {
            double[][] dSummary = new double[2][channels];
            for (int i = 0; i < input.size(); i += channels) {
                for (int c = 0; c < channels; c++) {
                    dSummary[0][c] += dx[start + i + c] / pixels;
                }
            }
            for (int c = 0; c < channels; c++) {
                dSummary[1][c] = dx[start + peak[c]];
            }
            double[] dChannel = new double[channels];
            for (int s = 0; s < 2; s++) {
                for (int h = 0; h < hidden; h++) {
                    double d = 0;
                    for (int c = 0; c < channels && inner[s][h] > 0; c++) {
                        d += dSummary[s][c] * p[0][c * hidden + h];
                    }
                    for (int c = 0; c < channels; c++) {
                        dChannel[c] += d * p[2][h * channels + c];
                    }
                }
            }
            double[] dWeighted = new double[input.size()];
            double[][] dPlanes = new double[2][pixels];
            for (int q = 0; q < pixels; q++) {
                for (int c = 0; c < channels; c++) {
                    int i = q * channels + c;
                    double slope = channelWeight[c] * (1 - channelWeight[c]);
                    dWeighted[i] = dx[start + i] * channelWeight[c] + x[start + i] * slope * dChannel[c];
                    dPlanes[0][q] += dWeighted[i] / channels;
                }
                dPlanes[1][q] = dWeighted[q * channels + strongest[q]];
            }
            double[] dLogit = new double[pixels];
            forKernel((k, first, near, count) -> {
                for (int s = 0; s < 2; s++) {
                    double w = p[4][2 * k + s];
                    for (int i = 0; i < count; i++) {
                        dLogit[first + i] += w * dPlanes[s][near + i];
                    }
                }
            });
            for (int q = 0; q < pixels; q++) {
                double d = dLogit[q] * pixelWeight[q] * (1 - pixelWeight[q]);
                for (int i = q * channels; i < (q + 1) * channels; i++) {
                    dy[start + i] = dWeighted[i] * pixelWeight[q] + weighted[i] * d;
                }
            }
        }
    }

    /** Every element of the kernel over every row of pixels that it reaches. */
    void forKernel(Tap tap) {
        int half = KERNEL / 2;
        for (int k = 0; k < KERNEL * KERNEL; k++) {
            int down = k / KERNEL - half;
            int right = k % KERNEL - half;
            int from = Math.max(0, -right);
            int count = input.width() - Math.abs(right);
            int last = Math.min(input.height(), input.height() - down);
            for (int row = Math.max(0, -down); row < last && count > 0; row++) {
                int first = row * input.width() + from;
                tap.touch(k, first, first + down * input.width() + right, count);
            }
        }
    }

    /** A kernel element over pixels of a row, and as many beside them that it looks at. */
    interface Tap {
        void touch(int element, int first, int near, int count);
    }

    private static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }

    @Override
    public double[] forward(double[] x, double[][] parameters) {
        double[] y = new double[x.length];
        for (int b = 0; b < batch; b++) {
            Pass pass = new Pass(x, parameters, b);
            for (int q = 0; q < pass.pixels; q++) {
                for (int i = q * pass.channels; i < (q + 1) * pass.channels; i++) {
                    y[pass.start + i] = pass.weighted[i] * pass.pixelWeight[q];
                }
            }
        }
        return y;
    }

    @Override
    public void backward(double[] x, double[][] parameters, double[] dy, double[] dx, double[][] gradients) {
        for (int b = 0; b < batch; b++) {
            new Pass(x, parameters, b).backward(x, parameters, dy, dx, gradients);
        }
    }

    @Override
    public double[] tangent(double[] x, double[][] parameters, double[] dx) {
        double[] dy = new double[x.length];
        for (int b = 0; b < batch; b++) {
            new Pass(x, parameters, b).tangent(x, parameters, dx, dy);
        }
        return dy;
    }
}
