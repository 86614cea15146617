package org.shearnet.errorbars;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What an estimator stated of some galaxies, beside the truth; arrays are [component][galaxy], g1 and g2.
 *
 * @param truth true shear
 * @param answer estimated shear
 * @param said stated standard deviations, above 0
 * @param covariance stated covariance of g1 and g2, one a galaxy
 * @param spread the epistemic part of {@code said}: 0 where none is stated
 * @param bound the Fisher bound's standard deviations
 */
public record StatedErrors(
        double[][] truth,
        double[][] answer,
        double[][] said,
        double[] covariance,
        double[][] spread,
        double[][] bound) {

    public StatedErrors {
        int n = covariance.length;
        for (double[][] two : new double[][][] {truth, answer, said, spread, bound}) {
            if (two.length != 2 || two[0].length != n || two[1].length != n) {
                throw new IllegalArgumentException("all arrays have two components of " + n + " galaxies");
            }
            for (double[] one : two) {
                if (!Arrays.stream(one).allMatch(Double::isFinite)) {
                    throw new IllegalArgumentException("a number that is not finite");
                }
            }
        }
        if (Arrays.stream(said).flatMapToDouble(Arrays::stream).anyMatch(s -> !(s > 0))) {
            throw new IllegalArgumentException("a stated error is above 0");
        }
    }

    /** Galaxies. */
    public int count() {
        return covariance.length;
    }

    /** Difference of answer and truth. */
    double error(int component, int i) {
        return answer[component][i] - truth[component][i];
    }

    /** Difference over stated error. */
    double pull(int component, int i) {
        return error(component, i) / said[component][i];
    }

    /** Some of the galaxies. */
    public StatedErrors of(int[] members) {
        return new StatedErrors(
                of(truth, members),
                of(answer, members),
                of(said, members),
                of(covariance, members),
                of(spread, members),
                of(bound, members));
    }

    private static double[][] of(double[][] two, int[] members) {
        return new double[][] {of(two[0], members), of(two[1], members)};
    }

    private static double[] of(double[] one, int[] members) {
        return Arrays.stream(members).mapToDouble(i -> one[i]).toArray();
    }

    /** A number of every component of every galaxy, g1 first. */
    double[] each(OfOne value) {
        int n = count();
        return IntStream.range(0, 2 * n)
                .mapToDouble(k -> value.of(k / n, k % n))
                .toArray();
    }

    /** A number of one component of one galaxy. */
    @FunctionalInterface
    interface OfOne {
        double of(int component, int i);
    }
}
