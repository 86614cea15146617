package org.shearnet.ngmix.metacal;

/** Fourier transform of the Lanczos interpolant of order 15, normalised to conserve a constant. */
final class Lanczos15 {
    private static final int ORDER = 15;
    private static final double STEP = 5e-4;
    private static final double END = 0.65;
    private static final double[] TABLE = table();

    private Lanczos15() {}

    private static double[] table() {
        int perUnit = 64;
        int n = ORDER * perUnit;
        double[] f = new double[n + 1];
        for (int i = 0; i < n; i++) {
            double x = (double) i / perUnit;
            double fraction = x - Math.floor(x);
            double sum = 0;
            for (int j = -ORDER; j <= ORDER; j++) {
                sum += lanczos(fraction + j);
            }
            f[i] = lanczos(x) / sum;
        }
        double[] out = new double[(int) Math.ceil(END / STEP) + 2];
        for (int k = 0; k < out.length; k++) {
            // cosines by recurrence
            double c = 2 * Math.cos(2 * Math.PI * k * STEP / perUnit);
            double before = c / 2;
            double now = 1;
            double sum = 0.5 * f[0];
            for (int i = 1; i <= n; i++) {
                double next = c * now - before;
                before = now;
                now = next;
                sum += f[i] * now;
            }
            out[k] = 2 * sum / perUnit;
        }
        return out;
    }

    private static double lanczos(double x) {
        return Math.abs(x) >= ORDER ? 0 : sinc(x) * sinc(x / ORDER);
    }

    /** sin(pi x) / (pi x). */
    static double sinc(double x) {
        double p = Math.PI * x;
        return Math.abs(p) < 1e-4 ? 1 - p * p / 6 : Math.sin(p) / p;
    }

    /** At k radians a pixel. */
    static double at(double k) {
        double t = Math.abs(k) / (2 * Math.PI * STEP);
        int i = (int) t;
        if (i + 1 >= TABLE.length) {
            return 0;
        }
        double f = t - i;
        return (1 - f) * TABLE[i] + f * TABLE[i + 1];
    }
}
