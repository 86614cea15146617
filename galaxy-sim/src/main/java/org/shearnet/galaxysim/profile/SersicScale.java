package org.shearnet.galaxysim.profile;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.math3.special.Gamma;

/** The scale of a Sersic profile: b of exp(-b r^(1/n)), with half of the flux within radius 1. */
final class SersicScale {

    private static final int MOST_CACHED = 256;

    private static final Map<Double, Double> EXPONENTS = new ConcurrentHashMap<>();

    private SersicScale() {}

    /** b without a cut, kept for the next profile of the same index. */
    static double exponent(double n) {
        Double known = EXPONENTS.get(n);
        if (known == null) {
            known = exponent(n, 0);
            if (EXPONENTS.size() < MOST_CACHED) {
                EXPONENTS.put(n, known);
            }
        }
        return known;
    }

    /** b with half of the flux (inside the cut, in half-light radii; 0 for none) within radius 1. */
    static double exponent(double n, double cut) {
        // Ciotti and Bertin 1999, A&A 352, 447, as a start (good to 1e-6 for n > 0.4), then Newton on the incomplete
        // gamma.
        double b = Math.max(0.05, 2 * n - 1.0 / 3 + 4 / (405 * n) + 46 / (25515 * n * n));
        double logGamma = Gamma.logGamma(2 * n);
        for (int i = 0; i < 60; i++) {
            double whole = cut == 0 ? 1 : Gamma.regularizedGammaP(2 * n, b * Math.pow(cut, 1 / n));
            double error = Gamma.regularizedGammaP(2 * n, b) - 0.5 * whole;
            double slope = Math.exp((2 * n - 1) * Math.log(b) - b - logGamma);
            if (cut > 0) {
                double x = b * Math.pow(cut, 1 / n);
                slope -= 0.5 * Math.exp((2 * n - 1) * Math.log(x) - x - logGamma) * Math.pow(cut, 1 / n);
            }
            double next = b - error / slope;
            if (!(next > 0)) {
                next = 0.5 * b;
            }
            if (Math.abs(next - b) < 1e-15 * b) {
                return next;
            }
            b = next;
        }
        return b;
    }

    /** 2 pi integral of exp(-b r^(1/n)) r dr. */
    static double normalisation(double n, double b, double cut) {
        double whole = 2 * Math.PI * n * Math.exp(Gamma.logGamma(2 * n) - 2 * n * Math.log(b));
        return cut == 0 ? whole : whole * Gamma.regularizedGammaP(2 * n, b * Math.pow(cut, 1 / n));
    }
}
