package org.shearnet.ngmix.response;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.shearnet.ngmix.moments.RowSum;

/**
 * Arithmetic of functions of one galaxy's moments that carries along what their response to shear needs: first derivatives, and
 * the traces tr(M_j H) of their second derivatives H with the matrices M_j of {@link Local#trace}. The trace of a function of a
 * function needs no second derivatives but its own, so all of it costs as much as the first derivatives.
 *
 * <p>Longer than other classes: one method for each operation, and their documentation.
 */
public final class Jets {

    private static final double[] NO_TRACE = new double[MomentNoise.CHANGES];

    private final Local local;
    private final int n;
    private final double[] none;

    Jets(Local local) {
        this.local = local;
        n = local.moments.length;
        none = new double[n];
    }

    /**
     * {@return a moment}
     *
     * @param k its place in the set
     */
    public Jet moment(int k) {
        double[] slope = new double[n];
        slope[k] = 1;
        return new Jet(local.moments[k], slope, NO_TRACE);
    }

    /**
     * {@return the standard deviation of a moment by the noise alone, its centre fixed; no function of the pixels}
     *
     * @param k its place in the set
     */
    public double noise(int k) {
        return Math.sqrt(local.fixed(k, k));
    }

    /**
     * {@return the same of the difference of two moments}
     *
     * @param k place of one in the set
     * @param l place of the other
     */
    public double noise(int k, int l) {
        return Math.sqrt(local.fixed(k, k) - 2 * local.fixed(k, l) + local.fixed(l, l));
    }

    /**
     * {@return covariance of two moments by the noise, their centre fixed}
     *
     * @param k place of one in the set
     * @param l place of the other
     */
    public double fixedCovariance(int k, int l) {
        return local.fixed(k, l);
    }

    /**
     * {@return a number that no noise and no shear changes}
     *
     * @param value it
     */
    public Jet constant(double value) {
        return new Jet(value, none, NO_TRACE);
    }

    /**
     * {@return a x + b y}
     *
     * @param a a factor
     * @param x what it multiplies
     * @param b another factor
     * @param y what that multiplies
     */
    public Jet sum(double a, Jet x, double b, Jet y) {
        return new Jet(a * x.value + b * y.value, mixedSlopes(a, x.slope, b, y.slope), mixed(a, x.trace, b, y.trace));
    }

    private double[] mixedSlopes(double a, double[] x, double b, double[] y) {
        return x == none && y == none ? none : mixed(a, x, b, y);
    }

    private static double[] mixed(double a, double[] x, double b, double[] y) {
        double[] out = new double[x.length];
        for (int k = 0; k < out.length; k++) {
            out[k] = a * x[k] + b * y[k];
        }
        return out;
    }

    private static double[] scaled(double a, double[] x) {
        double[] out = new double[x.length];
        for (int k = 0; k < out.length; k++) {
            out[k] = a * x[k];
        }
        return out;
    }

    /**
     * {@return x + y}
     *
     * @param x a number
     * @param y another
     */
    public Jet plus(Jet x, Jet y) {
        return sum(1, x, 1, y);
    }

    /**
     * {@return a x}
     *
     * @param a a factor
     * @param x what it multiplies
     */
    public Jet times(double a, Jet x) {
        return new Jet(a * x.value, scaled(a, x.slope), scaled(a, x.trace));
    }

    /**
     * {@return x y}
     *
     * @param x a number
     * @param y another
     */
    public Jet times(Jet x, Jet y) {
        double[] trace = mixed(x.value, y.trace, y.value, x.trace);
        for (int j = 0; j < trace.length; j++) {
            trace[j] += 2 * form(local.trace[j], x.slope, y.slope);
        }
        return new Jet(x.value * y.value, mixedSlopes(x.value, y.slope, y.value, x.slope), trace);
    }

    /**
     * {@return f(x)}
     *
     * @param x the argument
     * @param value f at x
     * @param first its first derivative there
     * @param second its second derivative
     */
    public Jet function(Jet x, double value, double first, double second) {
        double[] trace = scaled(first, x.trace);
        for (int j = 0; j < trace.length; j++) {
            trace[j] += second * form(local.trace[j], x.slope, x.slope);
        }
        return new Jet(value, scaled(first, x.slope), trace);
    }

    /**
     * {@return 1 / x}
     *
     * @param x a number other than 0
     */
    public Jet inverse(Jet x) {
        double v = 1 / x.value;
        return function(x, v, -v * v, 2 * v * v * v);
    }

    /**
     * {@return the logarithm of x}
     *
     * @param x a number above 0
     */
    public Jet log(Jet x) {
        double v = 1 / x.value;
        return function(x, Math.log(x.value), v, -v * v);
    }

    /**
     * {@return the exponential of x}
     *
     * @param x a number
     */
    public Jet exp(Jet x) {
        double v = Math.exp(x.value);
        return function(x, v, v, v);
    }

    /**
     * {@return (x + sqrt(x^2 + 4 c^2)) / 2: above 0 everywhere, x itself where x is large against c}
     *
     * @param x a number
     * @param c a number above 0
     */
    public Jet positive(Jet x, double c) {
        double root = Math.sqrt(x.value * x.value + 4 * c * c);
        // the second form does not cancel where x is far below 0
        double v = x.value > 0 ? 0.5 * (x.value + root) : 2 * c * c / (root - x.value);
        return function(x, v, v / root, 2 * c * c / (root * root * root));
    }

    /** A smooth function of one number, with its first two derivatives. */
    @FunctionalInterface
    public interface Smooth {

        /**
         * Computes the function.
         *
         * @param z where
         * @param out the value and the first two derivatives
         */
        void at(double z, double[] out);
    }

    /**
     * {@return the answers of fully connected layers, each f(W x + b) of the one before it, the last without f}
     *
     * @param weights of each layer, [inputs][outputs]
     * @param biases of each layer, [outputs]
     * @param f what ends the layers
     * @param x the first layer's inputs
     */
    public Jet[] network(List<double[][]> weights, List<double[]> biases, Smooth f, Jet[] x) {
        // derivatives by the inputs that are not constant: fewer than the moments
        int[] varying =
                IntStream.range(0, x.length).filter(i -> x[i].slope != none).toArray();
        double[][][] forms = forms(x, varying);
        // row after row of [value, slopes, traces], each a vector over the numbers of a layer
        double[][] rows = new double[1 + varying.length + MomentNoise.CHANGES][];
        double[] values = new double[x.length];
        Arrays.setAll(values, i -> x[i].value);
        for (int layer = 0; layer < weights.size(); layer++) {
            double[][] matrix = weights.get(layer);
            double[][] next = new double[rows.length][];
            for (int r = 0; r < rows.length; r++) {
                next[r] = r == 0 ? biases.get(layer).clone() : new double[biases.get(layer).length];
                if (layer > 0) {
                    RowSum.add(rows[r], rows[r].length, matrix, 0, next[r]);
                } else if (r == 0) {
                    RowSum.add(values, values.length, matrix, 0, next[r]);
                } else if (r <= varying.length) {
                    next[r] = matrix[varying[r - 1]].clone();
                }
            }
            rows = next;
            if (layer < weights.size() - 1) {
                end(f, rows, forms);
            }
        }
        Jet[] y = new Jet[rows[0].length];
        for (int o = 0; o < y.length; o++) {
            double[] slope = new double[n];
            double[] trace = new double[MomentNoise.CHANGES];
            for (int j = 0; j < trace.length; j++) {
                trace[j] = rows[1 + varying.length + j][o];
            }
            for (int a = 0; a < varying.length; a++) {
                addTo(slope, rows[1 + a][o], x[varying[a]].slope);
                addTo(trace, rows[1 + a][o], x[varying[a]].trace);
            }
            y[o] = new Jet(rows[0][o], slope, trace);
        }
        return y;
    }

    private static void addTo(double[] sum, double factor, double[] x) {
        for (int k = 0; k < sum.length; k++) {
            sum[k] += factor * x[k];
        }
    }

    /** The matrices M_j between the slopes of numbers, [change][number][number]. */
    private double[][][] forms(Jet[] x, int[] of) {
        double[][][] out = new double[MomentNoise.CHANGES][of.length][of.length];
        double[] product = new double[n];
        for (int j = 0; j < out.length; j++) {
            for (int a = 0; a < of.length; a++) {
                Arrays.fill(product, 0);
                RowSum.add(x[of[a]].slope, n, local.trace[j], 0, product);
                for (int b = 0; b <= a; b++) {
                    double sum = 0;
                    double[] slope = x[of[b]].slope;
                    for (int k = 0; k < n; k++) {
                        sum += product[k] * slope[k];
                    }
                    out[j][a][b] = sum;
                    out[j][b][a] = sum;
                }
            }
        }
        return out;
    }

    /** Applies a function to all numbers of a layer. */
    private static void end(Smooth f, double[][] rows, double[][][] forms) {
        int slopes = rows.length - 1 - forms.length;
        int outputs = rows[0].length;
        double[] first = new double[outputs];
        double[] second = new double[outputs];
        double[] at = new double[3];
        for (int o = 0; o < outputs; o++) {
            f.at(rows[0][o], at);
            rows[0][o] = at[0];
            first[o] = at[1];
            second[o] = at[2];
        }
        double[] half = new double[outputs];
        double[] form = new double[outputs];
        double[] factors = new double[slopes];
        for (int j = 0; j < forms.length; j++) {
            Arrays.fill(form, 0);
            for (int k = 0; k < slopes; k++) {
                // of a symmetric matrix each number off the diagonal counts twice
                factors[0] = forms[j][k][k];
                for (int l = k + 1; l < slopes; l++) {
                    factors[l - k] = 2 * forms[j][k][l];
                }
                Arrays.fill(half, 0);
                RowSum.add(factors, slopes - k, rows, 1 + k, half);
                addProduct(rows[1 + k], half, form);
            }
            double[] trace = rows[1 + slopes + j];
            multiply(trace, first);
            addProduct(second, form, trace);
        }
        for (int k = 0; k < slopes; k++) {
            multiply(rows[1 + k], first);
        }
    }

    private static void addProduct(double[] a, double[] b, double[] out) {
        for (int o = 0; o < out.length; o++) {
            out[o] += a[o] * b[o];
        }
    }

    private static void multiply(double[] out, double[] factor) {
        for (int o = 0; o < out.length; o++) {
            out[o] *= factor[o];
        }
    }

    private static double form(double[][] m, double[] x, double[] y) {
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            if (x[k] != 0) {
                double row = 0;
                for (int l = 0; l < y.length; l++) {
                    row += m[k][l] * y[l];
                }
                sum += x[k] * row;
            }
        }
        return sum;
    }

    /**
     * {@return how a number responds to the two components of shear: over many noises its mean is that of the mean number}
     *
     * @param x the number
     */
    public double[] response(Jet x) {
        return new double[] {changed(0, x), changed(1, x)};
    }

    /**
     * {@return the value as it would be on the mean if the noise were round: a PSF that is not leaves noise that is not, and that
     * makes a mean shape}
     *
     * @param x the number
     */
    public double rounded(Jet x) {
        return x.value + changed(MomentNoise.ROUND, x);
    }

    private double changed(int change, Jet x) {
        double sum = -x.trace[change];
        for (int k = 0; k < n; k++) {
            sum += x.slope[k] * local.change[change][k];
        }
        return sum;
    }

    /**
     * {@return covariance of two numbers by the noise, to first order}
     *
     * @param x a number
     * @param y another, or the same
     */
    public double covariance(Jet x, Jet y) {
        return form(local.covariance, x.slope, y.slope);
    }
}
