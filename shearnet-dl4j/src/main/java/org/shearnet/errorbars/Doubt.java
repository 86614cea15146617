package org.shearnet.errorbars;

import java.util.Arrays;

/**
 * Said and true parts of an error. Aleatoric: what the noise leaves open, whoever measures. Epistemic: what the estimator has wrong as a
 * function of the galaxy. Root mean squares over g1 and g2; NaN where they are not known.
 *
 * @param aleatoricSaid stated error less its spread
 * @param aleatoricTrue root of the mean of 1/(1/bound^2 + 1/s0^2), the posterior's variance by van Trees
 * @param epistemicSaid the spread
 * @param epistemicTrue signed root of the mean squared function error, by repeated noise
 */
public record Doubt(double aleatoricSaid, double aleatoricTrue, double epistemicSaid, double epistemicTrue) {

    /**
     * Of a sample.
     *
     * @param prior scatter s0 of the true shears
     * @param functionSquares of {@link #functionSquares}; null where the noise was drawn once
     */
    public static Doubt of(StatedErrors stated, double prior, double[][] functionSquares) {
        double[] said = stated.each((c, i) -> square(stated.said()[c][i]) - square(stated.spread()[c][i]));
        double[] open = stated.each((c, i) -> posterior(stated.bound()[c][i], prior));
        double[] spread = stated.each((c, i) -> square(stated.spread()[c][i]));
        double function = functionSquares == null ? Double.NaN : mean(stated.each((c, i) -> functionSquares[c][i]));
        return new Doubt(
                Math.sqrt(Math.max(0, mean(said))),
                Math.sqrt(mean(open)),
                Math.sqrt(mean(spread)),
                Math.signum(function) * Math.sqrt(Math.abs(function)));
    }

    /** Variance of a posterior under normal noise of standard deviation {@code bound} and a normal prior. */
    static double posterior(double bound, double prior) {
        return 1 / (1 / square(bound) + 1 / square(prior));
    }

    /**
     * Squared function errors, unbiased: (E[a] - E[E[g | x]])^2, both over the noise. The mean answer's own variance is taken off, so
     * that single ones may be below 0. The best answer to a galaxy of shear g is g less the share r = b^2/(b^2 + s0^2) of its
     * distance from the population's mean: what the noise leaves open is no error of the function.
     *
     * @param truth true shears of one component
     * @param mean mean answers over draws of the noise
     * @param variance of the answers over the draws
     * @param draws how many
     * @param bound Fisher bounds
     * @param centre mean of the population
     * @param prior its scatter s0
     */
    public static double[] functionSquares(
            double[] truth, double[] mean, double[] variance, int draws, double[] bound, double centre, double prior) {
        double[] squares = new double[truth.length];
        for (int i = 0; i < squares.length; i++) {
            double open = square(bound[i]) / (square(bound[i]) + square(prior));
            double best = truth[i] - open * (truth[i] - centre);
            squares[i] = square(mean[i] - best) - variance[i] / draws;
        }
        return squares;
    }

    private static double square(double x) {
        return x * x;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }
}
