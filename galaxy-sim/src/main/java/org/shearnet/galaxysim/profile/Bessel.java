package org.shearnet.galaxysim.profile;

import org.apache.commons.math3.special.BesselJ;

/** Bessel functions of the first kind, of any non-negative argument. */
final class Bessel {

    /** From here on Hankel's expansion is exact to 1e-13. */
    private static final double ASYMPTOTIC = 30;

    private Bessel() {}

    /** sin(x) / x, the spherical one of order 0. */
    static double sinc(double x) {
        return Math.abs(x) < 1e-4 ? 1 - x * x / 6 : Math.sin(x) / x;
    }

    static double j0(double x) {
        return x < ASYMPTOTIC ? BesselJ.value(0, x) : asymptotic(0, x);
    }

    static double j1(double x) {
        return x < ASYMPTOTIC ? BesselJ.value(1, x) : asymptotic(1, x);
    }

    /** Abramowitz and Stegun 9.2.5. */
    private static double asymptotic(int order, double x) {
        double mu = 4.0 * order * order;
        double term = 1;
        double p = 1;
        double q = 0;
        for (int k = 1; k <= 12; k++) {
            double odd = 2 * k - 1;
            term *= (mu - odd * odd) / (k * 8 * x);
            switch (k & 3) {
                case 0 -> p += term;
                case 1 -> q += term;
                case 2 -> p -= term;
                default -> q -= term;
            }
        }
        double chi = x - (0.5 * order + 0.25) * Math.PI;
        return Math.sqrt(2 / (Math.PI * x)) * (p * Math.cos(chi) - q * Math.sin(chi));
    }
}
