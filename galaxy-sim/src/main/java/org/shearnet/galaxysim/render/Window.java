package org.shearnet.galaxysim.render;

/**
 * The low-pass window that divides an image into bands: exp(-q) (1 + q + q^2 / 2), q = k^2 s^2 / 2 for a length s. It leaves
 * low wave numbers alone to third order in q, and is a Gaussian times a polynomial on either side of the Fourier transform.
 */
final class Window {

    private Window() {}

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
