package org.shearnet.ngmix.fit;

import org.shearnet.galaxysim.profile.Sersic;
import org.shearnet.ngmix.gmix.MixtureModel;

/**
 * A galaxy's light profile as its Fourier transform F(q), F(0) = 1, of q = k^T C k, where C is the covariance of its
 * light: exact, where a mixture of Gaussians stands a per mille off.
 *
 * <p>T, the trace of C (arcsec^2), is 2 sigma^2 for a round Gaussian, 6 r0^2 for an exponential of scale radius r0.
 */
public abstract class ExactProfile {
    private static final double SLOPE_STEP = 1e-4;
    private static final double GAUSS_REACH = 5.3;
    private static final double EXPONENTIAL_REACH = 8;
    /** Brightness of a profile of unit flux and unit covariance that does not matter; its peak, blurred, is about 0.5. */
    private static final double NEGLIGIBLE = 1e-6;

    private final String name;
    private final double reach;

    /** @param reach radius, in units of the square root of C's larger eigenvalue, that holds all but 1e-6 of the peak */
    private ExactProfile(String name, double reach) {
        this.name = name;
        this.reach = reach;
    }

    /** {@return exp(-q / 2)} */
    public static ExactProfile gauss() {
        return new ExactProfile("gauss", GAUSS_REACH) {
            @Override
            void fill(double[] q, double[] value, double[] slope, int n) {
                for (int i = 0; i < n; i++) {
                    double f = Math.exp(-0.5 * q[i]);
                    value[i] = f;
                    slope[i] = -0.5 * f;
                }
            }
        };
    }

    /** {@return (1 + q / 3)^(-3/2): the exponential disk} */
    public static ExactProfile exponential() {
        return new ExactProfile("exp", EXPONENTIAL_REACH) {
            @Override
            void fill(double[] q, double[] value, double[] slope, int n) {
                for (int i = 0; i < n; i++) {
                    double t = 1 + q[i] * (1.0 / 3);
                    double f = 1 / (t * Math.sqrt(t));
                    value[i] = f;
                    slope[i] = -0.5 * f / t;
                }
            }
        };
    }

    /**
     * {@return a Sersic profile of fixed index, 4 for de Vaucouleurs'}
     *
     * @param index 0.3 to 6.2
     */
    public static ExactProfile sersic(double index) {
        Sersic one = new Sersic(index, 1, 1);
        // of a covariance with unit eigenvalues
        Sersic unit = new Sersic(index, Math.sqrt(2 / one.meanSquareRadius()), 1);
        return new ExactProfile("sersic " + index, Math.max(GAUSS_REACH, unit.extent(NEGLIGIBLE))) {
            private final double[] moved = new double[1024];

            @Override
            void fill(double[] q, double[] value, double[] slope, int n) {
                double[] work = n <= moved.length ? moved : new double[n];
                java.util.Arrays.fill(value, 0, n, 1);
                unit.multiplyByK(q, value, n);
                java.util.Arrays.fill(slope, 0, n, 1);
                for (int i = 0; i < n; i++) {
                    work[i] = q[i] * (1 + SLOPE_STEP);
                }
                unit.multiplyByK(work, slope, n);
                for (int i = 0; i < n; i++) {
                    work[i] = q[i] * (1 - SLOPE_STEP);
                }
                double[] below = new double[n];
                java.util.Arrays.fill(below, 1);
                unit.multiplyByK(work, below, n);
                for (int i = 0; i < n; i++) {
                    slope[i] = q[i] > 0 ? (slope[i] - below[i]) / (2 * SLOPE_STEP * q[i]) : -0.5;
                }
            }
        };
    }

    /** The exact profile that a mixture stands for, or null where there is none. */
    static ExactProfile of(MixtureModel model) {
        return switch (model) {
            case GAUSS -> gauss();
            case EXP -> exponential();
            case DEV -> sersic(4);
            case TURB -> null;
        };
    }

    @Override
    public final String toString() {
        return name;
    }

    double reach() {
        return reach;
    }

    /** F and dF/dq at q[0] to q[n - 1]; used by one thread alone. */
    abstract void fill(double[] q, double[] value, double[] slope, int n);
}
