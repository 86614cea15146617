package org.shearnet.galaxysim.moments;

import java.util.Arrays;

/**
 * Steps of a fixed-point iteration that learn from those before: Broyden's (1965, Math. Comp. 19, 577) good update of the inverse
 * Jacobian, which begins as that of the plain iteration. Where plain steps shrink by a constant factor, these shrink ever faster.
 */
final class Secant {

    /** A step along which the inverse keeps less than this share of itself teaches nothing. */
    private static final double FLAT = 0.1;

    private final int n;
    private final double[] inverse;
    private final double[] before;
    private final double[] image;
    private final double[] transposed;
    private final double[] taken;
    private boolean begun;

    /** For so many unknowns. */
    Secant(int n) {
        this.n = n;
        inverse = new double[n * n];
        before = new double[n];
        image = new double[n];
        transposed = new double[n];
        taken = new double[n];
    }

    /** Whether it has learnt from a step. */
    boolean hasBegun() {
        return begun;
    }

    /** Forgets what was learnt. */
    void forget() {
        begun = false;
    }

    /**
     * The step to take.
     *
     * @param plain the step of the plain iteration from here, all unknowns in comparable units that never change
     * @return the step; overwritten by the next call. The caller must take it as it is, or {@link #forget}
     */
    double[] step(double[] plain) {
        if (begun) {
            learn(plain);
        } else {
            Arrays.fill(inverse, 0);
            for (int i = 0; i < n; i++) {
                inverse[i * n + i] = 1;
            }
            begun = true;
        }
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int j = 0; j < n; j++) {
                sum += inverse[i * n + j] * plain[j];
            }
            taken[i] = sum;
            before[i] = plain[i];
        }
        return taken;
    }

    /** The inverse must have taken the last step for what the plain steps changed by. */
    private void learn(double[] plain) {
        double square = 0;
        double along = 0;
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int j = 0; j < n; j++) {
                sum += inverse[i * n + j] * (before[j] - plain[j]);
            }
            image[i] = sum;
            along += taken[i] * sum;
            square += taken[i] * taken[i];
        }
        if (!(along > FLAT * square)) {
            return;
        }
        for (int j = 0; j < n; j++) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += taken[i] * inverse[i * n + j];
            }
            transposed[j] = sum / along;
        }
        for (int i = 0; i < n; i++) {
            double miss = taken[i] - image[i];
            for (int j = 0; j < n; j++) {
                inverse[i * n + j] += miss * transposed[j];
            }
        }
    }
}
