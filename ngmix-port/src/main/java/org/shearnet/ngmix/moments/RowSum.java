package org.shearnet.ngmix.moments;

/** Sums of rows, each times its factor, and products of rows: the inner loops of transforms and small matrix products, in the form
 * that Java's compiler vectorises.
 */
public final class RowSum {

    private RowSum() {}

    /**
     * Adds factors[i] rows[first + i] to y, four rows at a time, for y is read and written once for these.
     *
     * @param factors a factor for each row
     * @param count how many of these
     * @param rows rows no shorter than y
     * @param first which of these the first factor is for
     * @param y to which the sum is added
     */
    public static void add(double[] factors, int count, double[][] rows, int first, double[] y) {
        int i = 0;
        for (; i + 4 <= count; i += 4) {
            double a = factors[i];
            double b = factors[i + 1];
            double c = factors[i + 2];
            double d = factors[i + 3];
            if (a != 0 || b != 0 || c != 0 || d != 0) {
                addFour(a, rows[first + i], b, rows[first + i + 1], c, rows[first + i + 2], d, rows[first + i + 3], y);
            }
        }
        for (; i < count; i++) {
            if (factors[i] != 0) {
                addOne(factors[i], rows[first + i], y);
            }
        }
    }

    private static void addOne(double a, double[] x, double[] y) {
        for (int o = 0; o < y.length; o++) {
            y[o] += a * x[o];
        }
    }

    private static void addFour(
            double a, double[] x0, double b, double[] x1, double c, double[] x2, double d, double[] x3, double[] y) {
        for (int o = 0; o < y.length; o++) {
            y[o] = y[o] + a * x0[o] + b * x1[o] + c * x2[o] + d * x3[o];
        }
    }

    /**
     * Multiplies the complex numbers a + i b and c + i d of two rows.
     *
     * @param a real parts of one row
     * @param b its imaginary parts
     * @param c real parts of the other
     * @param d its imaginary parts
     * @param re real parts of the products; may be a
     * @param im their imaginary parts; may be b
     */
    public static void multiply(double[] a, double[] b, double[] c, double[] d, double[] re, double[] im) {
        for (int l = 0; l < re.length; l++) {
            double x = a[l];
            double y = b[l];
            re[l] = x * c[l] - y * d[l];
            im[l] = x * d[l] + y * c[l];
        }
    }
}
