package org.shearnet.benchmark;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Multiplicative bias m, additive bias c and PSF leakage alpha from matched pairs on rings,
 * g_hat = (1 + m) gamma + c + alpha e_psf, with bootstrap errors over rings (Pujol et al. 2019, A&amp;A 621, A2;
 * arXiv:1806.10537).
 *
 * @param rings rings that counted
 * @param dropped rings left out because an estimate on them failed
 * @param m1 multiplicative bias of g1
 * @param m2 multiplicative bias of g2
 * @param c1 additive bias of g1
 * @param c2 additive bias of g2
 * @param alpha1 share of the PSF's e1 that is found in g1
 * @param alpha2 share of the PSF's e2 that is found in g2
 * @param response1 mean of the estimator's own response of g1 to shear; NaN where it gives none
 * @param response2 mean of its own response of g2
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
        Value response1,
        Value response2) {

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
     * @param calibrated whether everything is divided by the estimator's own mean response
     * @param seed seed of the bootstrap
     */
    static RingBias of(double[][] perRing, boolean calibrated, long seed) {
        int[] good = IntStream.range(0, perRing.length)
                .filter(i -> perRing[i] != null)
                .toArray();
        return bootstrapped(perRing.length, good, seed, members -> biases(perRing, members, calibrated));
    }

    /**
     * What changes from one measurement of the same rings to another, over the rings good in both: what the two have in
     * common drops out of the errors. Dropped are those lost in addition.
     *
     * @param perRing [ring][{@link Column}], null where a member of the ring failed
     * @param reference the same rings measured otherwise
     */
    static RingBias shift(double[][] perRing, double[][] reference, boolean calibrated, long seed) {
        int[] before = IntStream.range(0, perRing.length)
                .filter(i -> reference[i] != null)
                .toArray();
        int[] good = Arrays.stream(before).filter(i -> perRing[i] != null).toArray();
        return bootstrapped(before.length, good, seed, members -> {
            double[] now = biases(perRing, members, calibrated);
            double[] then = biases(reference, members, calibrated);
            Arrays.setAll(now, k -> now[k] - then[k]);
            return now;
        });
    }

    private static RingBias bootstrapped(
            int all, int[] good, long seed, java.util.function.Function<int[], double[]> statistic) {
        if (good.length < 2) {
            return unknown(good.length, all - good.length);
        }
        double[] errors = Bootstrap.errors(
                good.length,
                RESAMPLES,
                seed,
                members ->
                        statistic.apply(Arrays.stream(members).map(i -> good[i]).toArray()));
        double[] whole = statistic.apply(good);
        Value[] v = new Value[whole.length];
        Arrays.setAll(v, k -> new Value(whole[k], errors[k]));
        return new RingBias(good.length, all - good.length, v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]);
    }

    private static double[] biases(double[][] rings, int[] members, boolean calibrated) {
        double[] mean = new double[Column.COUNT];
        for (int i : members) {
            for (int k = 0; k < mean.length; k++) {
                mean[k] += rings[i][k] / members.length;
            }
        }
        double own1 = mean[Column.OWN_RESPONSE_1.ordinal()];
        double own2 = mean[Column.OWN_RESPONSE_2.ordinal()];
        double by1 = calibrated ? own1 : 1;
        double by2 = calibrated ? own2 : 1;
        return new double[] {
            mean[Column.RESPONSE_1.ordinal()] / by1 - 1,
            mean[Column.RESPONSE_2.ordinal()] / by2 - 1,
            mean[Column.MEAN_1.ordinal()] / by1,
            mean[Column.MEAN_2.ordinal()] / by2,
            mean[Column.LEAKAGE_1.ordinal()] / by1,
            mean[Column.LEAKAGE_2.ordinal()] / by2,
            own1,
            own2
        };
    }
}
