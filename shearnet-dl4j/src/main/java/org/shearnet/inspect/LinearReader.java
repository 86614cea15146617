package org.shearnet.inspect;

import java.util.Arrays;
import org.shearnet.net.Regression;

/** Ridge regression of targets on standardised features, the penalty chosen on validation rows. */
final class LinearReader {

    private static final double[] PENALTIES = {1e-12, 1e-9, 1e-7, 1e-5, 1e-3, 1e-1};

    /** A larger penalty is taken where it brings the error down to this share; else the least, which no rotation changes. */
    private static final double WORTH = 0.99;

    /** Rows that are standardised at a time: copies of all of them would be most of the memory. */
    private static final int BLOCK = 500;

    private final double[] x;
    private final double[] mean;
    private final double[] scale;
    private final int width;

    /**
     * Standardises as the first rows ask for; features that do not vary are 0.
     *
     * @param x [galaxies][width], C-contiguous; not copied
     * @param rows of the training set, the first ones
     */
    LinearReader(double[] x, int width, int rows) {
        this.x = x;
        this.width = width;
        mean = new double[width];
        scale = new double[width];
        double[] square = new double[width];
        for (int i = 0; i < rows * width; i++) {
            mean[i % width] += x[i] / rows;
        }
        for (int i = 0; i < rows * width; i++) {
            double d = x[i] - mean[i % width];
            square[i % width] += d * d / rows;
        }
        for (int k = 0; k < width; k++) {
            scale[k] = square[k] > 1e-30 * (1 + mean[k] * mean[k]) ? 1 / Math.sqrt(square[k]) : 0;
        }
    }

    /** Takes standardised rows. */
    @FunctionalInterface
    interface Taker {
        /** Takes rows {@code from} to {@code to - 1}, [to - from][width]. */
        void take(int from, int to, double[] standard);
    }

    /** Gives rows {@code from} to {@code to - 1} in blocks. */
    void blocks(int from, int to, Taker taker) {
        for (int start = from; start < to; start += BLOCK) {
            int end = Math.min(to, start + BLOCK);
            double[] block = new double[(end - start) * width];
            for (int i = 0; i < block.length; i++) {
                block[i] = (x[start * width + i] - mean[i % width]) * scale[i % width];
            }
            taker.take(start, end, block);
        }
    }

    /** X^T X of the first rows, [width][width]. */
    double[] gram(int rows) {
        double[] gram = new double[width * width];
        blocks(0, rows, (from, to, block) -> add(gram, Regression.transposedProduct(block, block, to - from)));
        return gram;
    }

    private static void add(double[] sum, double[] other) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += other[i];
        }
    }

    /**
     * Fits the first rows, several sets of targets at once, each with its own penalty.
     *
     * @param y targets minus their mean, [sets][galaxies]
     * @param rows that are fitted
     * @param valid first row of those that choose the penalty
     * @param test first row of those that are predicted, where the former end
     * @return predictions for the rows from {@code test} on, [sets][rows]
     */
    double[][] fit(double[][] y, int rows, int valid, int test) {
        int n = x.length / width;
        double[] gram = gram(rows);
        double[][] right = new double[y.length][width];
        blocks(0, rows, (from, to, block) -> {
            for (int s = 0; s < y.length; s++) {
                add(right[s], Regression.transposedProduct(block, Arrays.copyOfRange(y[s], from, to), to - from));
            }
        });
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
                double error = error(predict(valid, test, solutions[s]), Arrays.copyOfRange(y[s], valid, test));
                if (error < WORTH * best[s]) {
                    best[s] = error;
                    weights[s] = solutions[s];
                }
            }
        }
        return Arrays.stream(weights).map(w -> predict(test, n, w)).toArray(double[][]::new);
    }

    private double[] predict(int first, int end, double[] w) {
        double[] out = new double[end - first];
        blocks(first, end, (from, to, block) -> {
            for (int i = from; i < to; i++) {
                out[i - first] = EnvelopeCholesky.dot(block, (i - from) * width, w, 0, width);
            }
        });
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
