package org.shearnet.ngmix.response;

/**
 * Arithmetic of functions of one galaxy's moments that carries along what their response to shear needs: first derivatives, and
 * the traces tr(M_j H) of their second derivatives H with the matrices M_j of {@link Local#trace}. The trace of a function of a
 * function needs no second derivatives but its own, so all of it costs as much as the first derivatives.
 */
public final class Jets {

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
        return new Jet(local.moments[k], slope, 0, 0);
    }

    /**
     * {@return the standard deviation of a moment by the noise alone, its centre fixed; no function of the pixels}
     *
     * @param k its place in the set
     */
    public double noise(int k) {
        return Math.sqrt(local.fixed[k][k]);
    }

    /**
     * {@return the same of the difference of two moments}
     *
     * @param k place of one in the set
     * @param l place of the other
     */
    public double noise(int k, int l) {
        return Math.sqrt(local.fixed[k][k] - 2 * local.fixed[k][l] + local.fixed[l][l]);
    }

    /**
     * {@return covariance of two moments by the noise, their centre fixed}
     *
     * @param k place of one in the set
     * @param l place of the other
     */
    public double fixedCovariance(int k, int l) {
        return local.fixed[k][l];
    }

    /**
     * {@return a number that no noise and no shear changes}
     *
     * @param value it
     */
    public Jet constant(double value) {
        return new Jet(value, none, 0, 0);
    }

    /**
     * {@return a a + b b}
     *
     * @param a a factor
     * @param x what it multiplies
     * @param b another factor
     * @param y what that multiplies
     */
    public Jet sum(double a, Jet x, double b, Jet y) {
        double[] slope = new double[n];
        for (int k = 0; k < n; k++) {
            slope[k] = a * x.slope[k] + b * y.slope[k];
        }
        return new Jet(a * x.value + b * y.value, slope, a * x.trace1 + b * y.trace1, a * x.trace2 + b * y.trace2);
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
        double[] slope = new double[n];
        for (int k = 0; k < n; k++) {
            slope[k] = a * x.slope[k];
        }
        return new Jet(a * x.value, slope, a * x.trace1, a * x.trace2);
    }

    /**
     * {@return x y}
     *
     * @param x a number
     * @param y another
     */
    public Jet times(Jet x, Jet y) {
        double[] slope = new double[n];
        for (int k = 0; k < n; k++) {
            slope[k] = x.value * y.slope[k] + y.value * x.slope[k];
        }
        return new Jet(
                x.value * y.value,
                slope,
                x.value * y.trace1 + y.value * x.trace1 + 2 * form(local.trace[0], x.slope, y.slope),
                x.value * y.trace2 + y.value * x.trace2 + 2 * form(local.trace[1], x.slope, y.slope));
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
        double[] slope = new double[n];
        for (int k = 0; k < n; k++) {
            slope[k] = first * x.slope[k];
        }
        return new Jet(
                value,
                slope,
                first * x.trace1 + second * form(local.trace[0], x.slope, x.slope),
                first * x.trace2 + second * form(local.trace[1], x.slope, x.slope));
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

    /**
     * {@return W x + b, the numbers of a fully connected layer}
     *
     * @param weights [inputs][outputs]
     * @param bias [outputs]
     * @param x [inputs]
     */
    public Jet[] affine(double[][] weights, double[] bias, Jet[] x) {
        int outputs = bias.length;
        // row after row of [value, slopes, traces], each a vector over the outputs
        double[][] rows = new double[n + 3][outputs];
        System.arraycopy(bias, 0, rows[0], 0, outputs);
        for (int i = 0; i < x.length; i++) {
            double[] w = weights[i];
            axpy(x[i].value, w, rows[0]);
            double[] slope = x[i].slope;
            for (int k = 0; k < n; k++) {
                if (slope[k] != 0) {
                    axpy(slope[k], w, rows[1 + k]);
                }
            }
            axpy(x[i].trace1, w, rows[n + 1]);
            axpy(x[i].trace2, w, rows[n + 2]);
        }
        Jet[] y = new Jet[outputs];
        for (int o = 0; o < outputs; o++) {
            double[] slope = new double[n];
            for (int k = 0; k < n; k++) {
                slope[k] = rows[1 + k][o];
            }
            y[o] = new Jet(rows[0][o], slope, rows[n + 1][o], rows[n + 2][o]);
        }
        return y;
    }

    private static void axpy(double a, double[] x, double[] y) {
        for (int i = 0; i < y.length; i++) {
            y[i] += a * x[i];
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
        double[] response = {-x.trace1, -x.trace2};
        for (int j = 0; j < 2; j++) {
            for (int k = 0; k < n; k++) {
                response[j] += x.slope[k] * local.change[j][k];
            }
        }
        return response;
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
