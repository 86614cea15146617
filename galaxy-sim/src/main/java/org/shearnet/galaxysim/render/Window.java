package org.shearnet.galaxysim.render;

/**
 * The low-pass window that divides an image into partitions: exp(-q) (1 + q + q^2 / 2), q = k^2 s^2 / 2 for a length s. It leaves
 * low wave numbers alone to third order in q, and is a Gaussian times a polynomial on either side of the Fourier transform.
 */
final class Window {

    private final double[] q;
    private final double[] gauss;

    /**
     * Tables for the rows of a grid.
     *
     * @param length s (arcsec)
     * @param step interval in k (rad/arcsec)
     * @param columns number of points from k = 0
     */
    Window(double length, double step, int columns) {
        q = new double[columns];
        gauss = new double[columns];
        for (int i = 0; i < columns; i++) {
            double k = i * step * length;
            q[i] = 0.5 * k * k;
            gauss[i] = Math.exp(-q[i]);
        }
    }

    /** Adds the window along a row, times a sign. */
    void addRow(int row, int n, double sign, double[] out) {
        double qy = q[Math.abs(row)];
        double scale = sign * gauss[Math.abs(row)];
        for (int i = 0; i < n; i++) {
            double s = q[i] + qy;
            out[i] += scale * gauss[i] * (1 + s + 0.5 * s * s);
        }
    }

    static double value(double q) {
        return Math.exp(-q) * (1 + q + 0.5 * q * q);
    }

    /** The q beyond which the window stays below a threshold. */
    static double end(double threshold) {
        double q = 1;
        while (value(q) > threshold) {
            q += 0.25;
        }
        return q;
    }

    /** Radius, in units of the length, beyond which the kernel stays below a threshold of its peak. */
    static double reach(double threshold) {
        double u = 6; // beyond the kernel's zeros
        while (Math.exp(-u) * (1 + u * (u / 6 - 1)) > threshold) {
            u += 0.25;
        }
        return Math.sqrt(2 * u);
    }

    /**
     * What is left of a smooth far field where the window is taken off: of exp(-r / scale), over its own value.
     *
     * @param length of the window over the scale
     */
    static double residual(double length) {
        double q = 0.5 * length * length;
        return q > 1 ? 1 : Math.min(1, Math.exp(q) * (1 + q * (0.5 * q - 1)) - 1);
    }
}
