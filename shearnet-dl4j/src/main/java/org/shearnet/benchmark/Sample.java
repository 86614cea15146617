package org.shearnet.benchmark;

import java.util.Arrays;

/** Robust and plain statistics of a sample. An empty sample has NaN for everything. */
public final class Sample {

    private static final double NORMAL_MAD = 1.4826022185056018;

    private final double[] sorted;

    /** Takes the values as they are; NaN is not allowed. */
    public Sample(double[] values) {
        sorted = values.clone();
        Arrays.sort(sorted);
        if (sorted.length > 0 && Double.isNaN(sorted[sorted.length - 1])) {
            throw new IllegalArgumentException("NaN in a sample");
        }
    }

    /** The members, ascending. */
    public double[] values() {
        return sorted.clone();
    }

    public int size() {
        return sorted.length;
    }

    public double mean() {
        return Arrays.stream(sorted).average().orElse(Double.NaN);
    }

    /** Root of the mean square. */
    public double rms() {
        return Math.sqrt(Arrays.stream(sorted).map(v -> v * v).average().orElse(Double.NaN));
    }

    /** Standard deviation about the mean. */
    public double sd() {
        double mean = mean();
        return Math.sqrt(Arrays.stream(sorted)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElse(Double.NaN));
    }

    /** Value below which a share p of the sample lies, linear between its members. */
    public double quantile(double p) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double at = p * (sorted.length - 1);
        int below = (int) Math.floor(at);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    /** The members between two quantiles. */
    public Sample between(double low, double high) {
        double a = quantile(low);
        double b = quantile(high);
        return new Sample(Arrays.stream(sorted).filter(v -> v >= a && v <= b).toArray());
    }

    /** Normalised median absolute deviation: the standard deviation of a normal sample, deaf to its tails. */
    public double nmad() {
        double median = quantile(0.5);
        return NORMAL_MAD
                * new Sample(Arrays.stream(sorted)
                                .map(v -> Math.abs(v - median))
                                .toArray())
                        .quantile(0.5);
    }

    /** Slope of the regression of y on x; NaN for fewer than two different x. */
    public static double slope(double[] x, double[] y) {
        double meanX = Arrays.stream(x).average().orElse(Double.NaN);
        double meanY = Arrays.stream(y).average().orElse(Double.NaN);
        double xy = 0;
        double xx = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - meanX) * (y[i] - meanY);
            xx += (x[i] - meanX) * (x[i] - meanX);
        }
        return xx > 0 ? xy / xx : Double.NaN;
    }
}
