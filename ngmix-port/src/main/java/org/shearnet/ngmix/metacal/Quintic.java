package org.shearnet.ngmix.metacal;

/**
 * Piecewise-quintic interpolation over six points, made for k space: Bernstein and Gruen (2014), PASP 126, 287,
 * arXiv:1401.2636.
 */
final class Quintic {
    /** Points used on either side. */
    static final int TAPS = 6;

    /** Tap m, at offset m - 2 from the point below, has weight sum over k of COEFFICIENT[m][k] f^k, f in [0, 1). */
    private static final double[][] COEFFICIENT = new double[TAPS][TAPS];

    static {
        for (int m = 0; m < TAPS; m++) {
            double[] c = new double[TAPS];
            // Newton's polynomial through six points of the piece, which is a quintic
            double[] x = new double[TAPS];
            double[] d = new double[TAPS];
            for (int i = 0; i < TAPS; i++) {
                x[i] = i / 5.0;
                d[i] = kernel(x[i] - (m - 2));
            }
            for (int order = 1; order < TAPS; order++) {
                for (int i = TAPS - 1; i >= order; i--) {
                    d[i] = (d[i] - d[i - 1]) / (x[i] - x[i - order]);
                }
            }
            for (int i = TAPS - 1; i >= 0; i--) {
                for (int k = TAPS - 1; k > 0; k--) {
                    c[k] = c[k - 1] - x[i] * c[k];
                }
                c[0] = d[i] - x[i] * c[0];
            }
            COEFFICIENT[m] = c;
        }
    }

    private Quintic() {}

    /** The kernel at a distance in grid steps. */
    static double kernel(double distance) {
        double x = Math.abs(distance);
        if (x <= 1) {
            return 1 + x * x * x * (-95 + 138 * x - 55 * x * x) / 12;
        }
        if (x <= 2) {
            return (x - 1) * (x - 2) * (-138 + 348 * x - 249 * x * x + 55 * x * x * x) / 24;
        }
        if (x <= 3) {
            return (x - 2) * (x - 3) * (x - 3) * (-54 + 50 * x - 11 * x * x) / 24;
        }
        return 0;
    }

    /** Weights of tap m for the fractions f[from..to). */
    static void weights(int m, double[] f, double[] out, int from, int to) {
        double[] c = COEFFICIENT[m];
        double c0 = c[0];
        double c1 = c[1];
        double c2 = c[2];
        double c3 = c[3];
        double c4 = c[4];
        double c5 = c[5];
        for (int i = from; i < to; i++) {
            double x = f[i];
            out[i] = c0 + x * (c1 + x * (c2 + x * (c3 + x * (c4 + x * c5))));
        }
    }

    /** Weight of tap m at one fraction. */
    static double weight(int m, double f) {
        double[] c = COEFFICIENT[m];
        return c[0] + f * (c[1] + f * (c[2] + f * (c[3] + f * (c[4] + f * c[5]))));
    }
}
