package org.shearnet.benchmark;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Estimate against truth of the galaxies that an estimator answered for, and the statistics of any sample of them.
 *
 * @param first of g1
 * @param second of g2, the same galaxies
 */
record Residuals(Component first, Component second) {

    /** Beyond this many bounds an estimate is an outlier. */
    private static final double OUTLIER_BOUNDS = 10;

    private static final double CORE_FROM = 0.01;
    private static final double CORE_TO = 0.99;

    /** What {@link #statistics} gives, in this order. */
    static final List<String> NAMES = List.of(
            "bias_g1",
            "bias_g2",
            "slope_g1",
            "slope_g2",
            "rmse_g1",
            "rmse_g2",
            "core_sd_g1",
            "core_sd_g2",
            "nmad_g1",
            "nmad_g2",
            "outlier_fraction",
            "rmse_over_crlb",
            "pull_std",
            "coverage_68",
            "coverage_95");

    /**
     * One component of all galaxies.
     *
     * @param truth true values
     * @param estimate estimated values
     * @param bound Fisher bounds on their errors, NaN where the pixels do not determine them
     * @param error predicted errors, NaN where none is
     */
    record Component(double[] truth, double[] estimate, double[] bound, double[] error) {

        private double[] differences(int[] members) {
            double[] d = new double[members.length];
            for (int k = 0; k < d.length; k++) {
                d[k] = estimate[members[k]] - truth[members[k]];
            }
            return d;
        }

        private double slope(int[] members) {
            double[] x = new double[members.length];
            double[] y = new double[members.length];
            for (int k = 0; k < x.length; k++) {
                x[k] = truth[members[k]];
                y[k] = estimate[members[k]];
            }
            return Sample.slope(x, y);
        }

        private double pull(int i) {
            return (estimate[i] - truth[i]) / error[i];
        }

        private boolean outlying(int i) {
            return Math.abs(estimate[i] - truth[i]) > OUTLIER_BOUNDS * bound[i];
        }

        private double rootMeanSquare(int[] members, boolean ofBound) {
            double sum = 0;
            int n = 0;
            for (int i : members) {
                if (Double.isFinite(bound[i])) {
                    double value = ofBound ? bound[i] : estimate[i] - truth[i];
                    sum += value * value;
                    n++;
                }
            }
            return Math.sqrt(sum / n);
        }
    }

    int count() {
        return first.truth.length;
    }

    private int[] everyone() {
        return IntStream.range(0, count()).toArray();
    }

    /** Root of the mean squared bound on g1. */
    double bound1() {
        return first.rootMeanSquare(everyone(), true);
    }

    /** Root of the mean squared bound on g2. */
    double bound2() {
        return second.rootMeanSquare(everyone(), true);
    }

    /** Quadratic mean of both bounds. */
    double bound() {
        return quadraticMean(bound1(), bound2());
    }

    /** Quadratic mean of both RMSEs, of the galaxies that have a bound. */
    double rmse() {
        return rmse(everyone());
    }

    private double rmse(int[] members) {
        return quadraticMean(first.rootMeanSquare(members, false), second.rootMeanSquare(members, false));
    }

    /** The statistics of some galaxies, perhaps of some more than once; {@link #NAMES}. */
    double[] statistics(int[] members) {
        Sample d1 = new Sample(first.differences(members));
        Sample d2 = new Sample(second.differences(members));
        double pulls = 0;
        double sum = 0;
        double squares = 0;
        double within1 = 0;
        double within2 = 0;
        double outliers = 0;
        for (int i : members) {
            if (first.outlying(i) || second.outlying(i)) {
                outliers++;
            }
            for (Component component : List.of(first, second)) {
                double pull = component.pull(i);
                if (Double.isFinite(pull)) {
                    pulls++;
                    sum += pull;
                    squares += pull * pull;
                    within1 += Math.abs(pull) <= 1 ? 1 : 0;
                    within2 += Math.abs(pull) <= 2 ? 1 : 0;
                }
            }
        }
        double bound = quadraticMean(first.rootMeanSquare(members, true), second.rootMeanSquare(members, true));
        return new double[] {
            d1.mean(),
            d2.mean(),
            first.slope(members),
            second.slope(members),
            d1.rms(),
            d2.rms(),
            d1.between(CORE_FROM, CORE_TO).sd(),
            d2.between(CORE_FROM, CORE_TO).sd(),
            d1.nmad(),
            d2.nmad(),
            outliers / members.length,
            rmse(members) / bound,
            Math.sqrt(squares / pulls - sum / pulls * (sum / pulls)),
            within1 / pulls,
            within2 / pulls
        };
    }

    static double quadraticMean(double a, double b) {
        return Math.sqrt((a * a + b * b) / 2);
    }
}
