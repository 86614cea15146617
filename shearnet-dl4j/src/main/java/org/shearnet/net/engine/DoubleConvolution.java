package org.shearnet.net.engine;

/**
 * Convolution in double precision, without the indirection of {@link Reference.Convolution}. Zeros of its input cost nothing:
 * rectified maps are half zeros, and derivatives by single pixels nearly all.
 */
public final class DoubleConvolution extends DoubleAffine {

    private final ConvolutionSpec spec;
    private final double[] weights;
    /** The weights as [kernel][kernel][outputs][inputs]. */
    private final double[] turned;

    /** @param parameters weights [kernel][kernel][inputs][outputs], bias [outputs] */
    public DoubleConvolution(ConvolutionSpec spec, double[][] parameters) {
        super(spec.activation(), parameters[1]);
        this.spec = spec;
        weights = parameters[0];
        int in = spec.input().channels();
        int out = spec.outputs();
        turned = new double[weights.length];
        for (int i = 0; i < weights.length; i++) {
            int tap = i / (in * out);
            turned[tap * in * out + i % out * in + i / out % in] = weights[i];
        }
    }

    /** Is called for every pair of pixels, by the place of their first channels, that a tap joins. */
    private interface Pair {
        void visit(int from, int to, int tap);
    }

    private void forEach(Pair pair) {
        Shape in = spec.input();
        Shape out = spec.output();
        int top = spec.padding().before(in.height(), spec.extent(), spec.stride());
        int left = spec.padding().before(in.width(), spec.extent(), spec.stride());
        int k = spec.kernel();
        for (int n = 0; n < spec.batch(); n++) {
            for (int i = 0; i < out.height(); i++) {
                for (int p = 0; p < k; p++) {
                    int row = i * spec.stride() - top + p * spec.dilation();
                    if (row < 0 || row >= in.height()) {
                        continue;
                    }
                    for (int j = 0; j < out.width(); j++) {
                        int to = ((n * out.height() + i) * out.width() + j) * out.channels();
                        for (int q = 0; q < k; q++) {
                            int column = j * spec.stride() - left + q * spec.dilation();
                            if (column >= 0 && column < in.width()) {
                                pair.visit(
                                        ((n * in.height() + row) * in.width() + column) * in.channels(), to, p * k + q);
                            }
                        }
                    }
                }
            }
        }
    }

    @Override
    double[] apply(double[] x) {
        double[] y = new double[spec.batch() * spec.output().size()];
        int in = spec.input().channels();
        int out = spec.outputs();
        forEach((from, to, tap) -> add(x, from, in, weights, tap * in * out, y, to, out));
        return y;
    }

    @Override
    double[] transposed(double[] y) {
        double[] x = new double[spec.batch() * spec.input().size()];
        int in = spec.input().channels();
        int out = spec.outputs();
        forEach((from, to, tap) -> add(y, to, out, turned, tap * in * out, x, from, in));
        return x;
    }

    private static void add(double[] x, int from, int in, double[] w, int at, double[] y, int to, int out) {
        for (int c = 0; c < in; c++) {
            double value = x[from + c];
            if (value != 0) {
                int row = at + c * out;
                for (int o = 0; o < out; o++) {
                    y[to + o] += value * w[row + o];
                }
            }
        }
    }
}
