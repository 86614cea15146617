package org.shearnet.net.engine;

/** Fully connected layer in double precision. */
public final class DoubleDense extends DoubleAffine {

    private final DenseSpec spec;
    private final double[] weights;

    /** @param parameters weights [outputs][inputs], bias [outputs] */
    public DoubleDense(DenseSpec spec, double[][] parameters) {
        super(spec.activation(), parameters[1]);
        this.spec = spec;
        weights = parameters[0];
    }

    @Override
    double[] apply(double[] x) {
        double[] y = new double[spec.batch() * spec.outputs()];
        int width = spec.inputs();
        for (int b = 0; b < y.length; b++) {
            int from = b / spec.outputs() * width;
            int row = b % spec.outputs() * width;
            double even = 0;
            double odd = 0;
            int i = 0;
            for (; i + 1 < width; i += 2) {
                even += x[from + i] * weights[row + i];
                odd += x[from + i + 1] * weights[row + i + 1];
            }
            y[b] = even + odd + (i < width ? x[from + i] * weights[row + i] : 0);
        }
        return y;
    }

    @Override
    double[] transposed(double[] y) {
        int width = spec.inputs();
        double[] x = new double[spec.batch() * width];
        for (int b = 0; b < y.length; b++) {
            double value = y[b];
            if (value != 0) {
                int to = b / spec.outputs() * width;
                int row = b % spec.outputs() * width;
                for (int i = 0; i < width; i++) {
                    x[to + i] += value * weights[row + i];
                }
            }
        }
        return x;
    }
}
