package org.shearnet.inspect;

import java.util.Arrays;
import org.shearnet.net.Regression;

/** Ridge regression of targets on standardised features, the penalty chosen on validation rows. */
final class LinearReader {

    private static final double[] PENALTIES = {1e-12, 1e-9, 1e-7, 1e-5, 1e-3, 1e-1};

    /** A larger penalty is taken where it brings the error down to this share; else the least, which no rotation changes. */
    private static final double WORTH = 0.99;

    private final double[] mean;
    private final double[] scale;
    private final int width;

    /** Standardises as the rows of a training set ask for; features that do not vary are 0. */
    LinearReader(double[] x, int rows) {
        width = x.length / rows;
        mean = new double[width];
        scale = new double[width];
        double[] square = new double[width];
        for (int i = 0; i < x.length; i++) {
            mean[i % width] += x[i] / rows;
        }
        for (int i = 0; i < x.length; i++) {
            double d = x[i] - mean[i % width];
            square[i % width] += d * d / rows;
        }
        for (int k = 0; k < width; k++) {
            scale[k] = square[k] > 1e-30 * (1 + mean[k] * mean[k]) ? 1 / Math.sqrt(square[k]) : 0;
        }
    }

    double[] standard(double[] x) {
        double[] out = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            out[i] = (x[i] - mean[i % width]) * scale[i % width];
        }
        return out;
    }

    /**
     * Fits on standardised rows, several sets of targets at once, each with its own penalty.
     *
     * @param y targets minus their mean, [sets][rows]
     * @param validX standardised
     * @param testX standardised
     * @return predictions for the test rows, [sets][rows]
     */
    double[][] fit(double[] x, double[][] y, double[] validX, double[][] validY, double[] testX) {
        int rows = y[0].length;
        double[] gram = Regression.transposedProduct(x, x, rows);
        double[][] right = new double[y.length][];
        for (int s = 0; s < y.length; s++) {
            right[s] = Regression.transposedProduct(x, y[s], rows);
        }
        double[] best = new double[y.length];
        Arrays.fill(best, Double.POSITIVE_INFINITY);
        double[][] weights = new double[y.length][];
        for (double penalty : PENALTIES) {
            double[] regular = gram.clone();
            for (int i = 0; i < width; i++) {
                regular[i * width + i] += penalty * rows;
            }
            double[][] solutions = Regression.solve(regular, right);
            for (int s = 0; s < y.length && solutions != null; s++) {
                double error = error(predict(validX, solutions[s]), validY[s]);
                if (error < WORTH * best[s]) {
                    best[s] = error;
                    weights[s] = solutions[s];
                }
            }
        }
        return Arrays.stream(weights).map(w -> predict(testX, w)).toArray(double[][]::new);
    }

    private double[] predict(double[] x, double[] w) {
        double[] out = new double[x.length / width];
        for (int i = 0; i < out.length; i++) {
            out[i] = EnvelopeCholesky.dot(x, i * width, w, 0, width);
        }
        return out;
    }

    /** Mean square difference. */
    static double error(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]) / a.length;
        }
        return sum;
    }
}
