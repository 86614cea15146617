package org.shearnet.benchmark;

import java.util.Arrays;
import java.util.Objects;

/**
 * Multiplicative bias m, additive bias c and PSF leakage alpha from matched pairs on rings,
 * g_hat = (1 + m) gamma + c + alpha e_psf, with bootstrap errors over rings (Pujol et al. 2019, A&amp;A 621, A2;
 * arXiv:1806.10537).
 *
 * @param rings rings that counted
 * @param dropped rings left out because an estimate on them failed
 * @param m1 multiplicative bias of g1, not calibrated
 * @param m2 multiplicative bias of g2, not calibrated
 * @param c1 additive bias of g1
 * @param c2 additive bias of g2
 * @param alpha1 share of the PSF's e1 that is found in g1
 * @param alpha2 share of the PSF's e2 that is found in g2
 * @param calibratedM1 m1 after division by the mean of the estimator's own response; NaN where it gives none
 * @param calibratedM2 m2 after that
 */
public record RingBias(
        int rings,
        int dropped,
        Value m1,
        Value m2,
        Value c1,
        Value c2,
        Value alpha1,
        Value alpha2,
        Value calibratedM1,
        Value calibratedM2) {

    /**
     * A number and its bootstrap error.
     *
     * @param value the number
     * @param error its standard error
     */
    public record Value(double value, double error) {
        static final Value UNKNOWN = new Value(Double.NaN, Double.NaN);
    }

    /** What is known of one ring, in this order. */
    enum Column {
        RESPONSE_1,
        RESPONSE_2,
        MEAN_1,
        MEAN_2,
        LEAKAGE_1,
        LEAKAGE_2,
        OWN_RESPONSE_1,
        OWN_RESPONSE_2;

        static final int COUNT = values().length;
    }

    private static final int RESAMPLES = 500;

    /** No rings were run. */
    public static final RingBias NONE = unknown(0, 0);

    private static RingBias unknown(int rings, int dropped) {
        Value no = Value.UNKNOWN;
        return new RingBias(rings, dropped, no, no, no, no, no, no, no, no);
    }

    /**
     * Averages rings.
     *
     * @param perRing [ring][{@link Column}], null where a member of the ring failed
     * @param seed seed of the bootstrap
     */
    static RingBias of(double[][] perRing, long seed) {
        double[][] good = Arrays.stream(perRing).filter(Objects::nonNull).toArray(double[][]::new);
        int dropped = perRing.length - good.length;
        if (good.length < 2) {
            return unknown(good.length, dropped);
        }
        double[] errors = Bootstrap.errors(
                good.length,
                RESAMPLES,
                seed,
                members -> biases(Arrays.stream(members).mapToObj(i -> good[i]).toArray(double[][]::new)));
        double[] all = biases(good);
        Value[] v = new Value[all.length];
        Arrays.setAll(v, k -> new Value(all[k], errors[k]));
        return new RingBias(good.length, dropped, v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]);
    }

    private static double[] biases(double[][] rings) {
        double[] mean = new double[Column.COUNT];
        for (double[] ring : rings) {
            for (int k = 0; k < mean.length; k++) {
                mean[k] += ring[k] / rings.length;
            }
        }
        return new double[] {
            mean[Column.RESPONSE_1.ordinal()] - 1,
            mean[Column.RESPONSE_2.ordinal()] - 1,
            mean[Column.MEAN_1.ordinal()],
            mean[Column.MEAN_2.ordinal()],
            mean[Column.LEAKAGE_1.ordinal()],
            mean[Column.LEAKAGE_2.ordinal()],
            mean[Column.RESPONSE_1.ordinal()] / mean[Column.OWN_RESPONSE_1.ordinal()] - 1,
            mean[Column.RESPONSE_2.ordinal()] / mean[Column.OWN_RESPONSE_2.ordinal()] - 1
        };
    }
}
