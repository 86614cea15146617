package org.shearnet.benchmark;

import java.util.Random;
import java.util.function.Function;

/** Standard errors by resampling with replacement (Efron 1979, Ann. Statist. 7, 1, doi:10.1214/aos/1176344552). */
final class Bootstrap {

    private Bootstrap() {}

    /**
     * Standard deviations of statistics over resamples.
     *
     * @param n members of the sample
     * @param statistic its statistics, from the indices of a resample's members
     */
    static double[] errors(int n, int resamples, long seed, Function<int[], double[]> statistic) {
        Random random = new Random(seed);
        double[][] values = new double[resamples][];
        int[] members = new int[n];
        for (int i = 0; i < resamples; i++) {
            for (int k = 0; k < n; k++) {
                members[k] = random.nextInt(n);
            }
            values[i] = statistic.apply(members);
        }
        double[] errors = new double[values[0].length];
        for (int k = 0; k < errors.length; k++) {
            int column = k;
            double[] spread =
                    java.util.Arrays.stream(values).mapToDouble(v -> v[column]).toArray();
            boolean known = java.util.Arrays.stream(spread).noneMatch(Double::isNaN);
            errors[k] = known ? new Sample(spread).sd() : Double.NaN;
        }
        return errors;
    }
}
