package org.shearnet.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.shearnet.estimate.ShapeEstimate;

/**
 * The mean squared error of g1, g2 split by repeated noise on the same galaxies: what the noise does to the answers, and what is
 * wrong with them as a function of the galaxy, noise averaged out. Both are mean squares of a component, estimated without bias;
 * their sum is the mean squared error exactly. The function part may come out below zero where it is small.
 *
 * @param n galaxies, those with an answer in every draw
 * @param failed galaxies that lack one
 * @param mse mean squared error over galaxies, draws and both components
 * @param noise mean over galaxies of the variance over draws
 * @param function mean over galaxies of the squared error of the mean over draws, less noise / draws
 * @param bound quadratic mean of the Fisher bounds of both components
 * @param noiseOverBound root of the noise part over the bound
 * @param functionOverBound signed root of the function part over the bound
 * @param noiseError bootstrap error over galaxies of {@code noiseOverBound}
 * @param functionError bootstrap error of {@code functionOverBound}
 */
public record ErrorBudget(
        int n,
        int failed,
        double mse,
        double noise,
        double function,
        double bound,
        double noiseOverBound,
        double functionOverBound,
        double noiseError,
        double functionError) {

    private static final int RESAMPLES = 200;

    /** Mean squares of one galaxy. */
    private record Parts(double error, double noise, double function, double bound) {}

    /**
     * Splits the error of repeated measurements.
     *
     * @param sigma pixel noise (counts)
     * @param truths the galaxies
     * @param draws [draw][galaxy], two draws at least
     * @param inStampOnly whether only galaxies well inside their stamps count
     */
    public static ErrorBudget of(double sigma, List<GalaxyTruth> truths, ShapeEstimate[][] draws, boolean inStampOnly) {
        int[] asked = IntStream.range(0, truths.size())
                .filter(i -> !inStampOnly || truths.get(i).inStamp())
                .filter(i -> Double.isFinite(truths.get(i).sigmaG1())
                        && Double.isFinite(truths.get(i).sigmaG2()))
                .toArray();
        int[] kept = answered(asked, draws);
        Parts[] parts = Arrays.stream(kept)
                .mapToObj(i -> parts(sigma, truths.get(i), draws, i))
                .toArray(Parts[]::new);
        int n = kept.length;
        double[] all = statistics(parts, IntStream.range(0, n).toArray());
        double[] errors = n < 2
                ? new double[] {Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN}
                : Bootstrap.errors(n, RESAMPLES, n, members -> statistics(parts, members));
        return new ErrorBudget(
                n, asked.length - n, all[0], all[1], all[2], all[3], all[4], all[5], errors[4], errors[5]);
    }

    /** Those of some galaxies that have an answer in every draw. */
    public static int[] answered(int[] galaxies, ShapeEstimate[][] draws) {
        return Arrays.stream(galaxies)
                .filter(i -> Arrays.stream(draws).allMatch(draw -> draw[i].ok()))
                .toArray();
    }

    private static Parts parts(double sigma, GalaxyTruth truth, ShapeEstimate[][] draws, int i) {
        double[] g1 = Arrays.stream(draws).mapToDouble(d -> d[i].g1()).toArray();
        double[] g2 = Arrays.stream(draws).mapToDouble(d -> d[i].g2()).toArray();
        double[] one = parts(g1, truth.g1());
        double[] two = parts(g2, truth.g2());
        double bound = sigma * sigma * (Math.pow(truth.sigmaG1(), 2) + Math.pow(truth.sigmaG2(), 2));
        return new Parts((one[0] + two[0]) / 2, (one[1] + two[1]) / 2, (one[2] + two[2]) / 2, bound / 2);
    }

    /** Mean squared error, variance and squared error of the mean without the noise left in it, of one component. */
    private static double[] parts(double[] answers, double truth) {
        int k = answers.length;
        double mean = Arrays.stream(answers).average().orElseThrow();
        double squares = 0;
        double errors = 0;
        for (double a : answers) {
            squares += (a - mean) * (a - mean);
            errors += (a - truth) * (a - truth);
        }
        double variance = squares / (k - 1);
        return new double[] {errors / k, variance, (mean - truth) * (mean - truth) - variance / k};
    }

    private static double[] statistics(Parts[] parts, int[] members) {
        double mse = 0;
        double noise = 0;
        double function = 0;
        double bound = 0;
        for (int i : members) {
            mse += parts[i].error;
            noise += parts[i].noise;
            function += parts[i].function;
            bound += parts[i].bound;
        }
        int n = members.length;
        double root = Math.sqrt(bound / n);
        return new double[] {
            mse / n,
            noise / n,
            function / n,
            root,
            Math.sqrt(noise / n) / root,
            Math.signum(function) * Math.sqrt(Math.abs(function) / n) / root
        };
    }

    /** The share of the function part in the error; NaN without galaxies. */
    public double functionShare() {
        return function / mse;
    }
}
