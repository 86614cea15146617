package org.shearnet.inspect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.shearnet.features.Label;
import org.shearnet.net.LocalNetwork;
import org.shearnet.parallel.Workers;

/**
 * The gradient of a network's g1 or g2 by the pixels of a noise-free stamp, beside that of the best unbiased estimator. White
 * noise passes on in proportion to its length. Its part inside the span of the six tangents responds to the galaxy's parameters;
 * the part outside, the complement, takes noise in and answers to nothing.
 *
 * @param whole da/dx, [pixels] (1/counts)
 * @param inside its projection on the span of the tangents
 * @param best gradient of the best unbiased estimator, a row of F^-1 M^T / sigma^2
 * @param response of the answer to x, y, g1, g2, size, flux; ideal is 1 to itself and 0 else
 */
public record AnswerGradient(double[] whole, double[] inside, double[] best, double[] response) {

    /** The gradients of g1 and of g2. */
    public static AnswerGradient[] of(LocalNetwork network, InspectedGalaxy galaxy, double toldSigma) {
        LocalNetwork.Point point = network.at(galaxy.pixels(), galaxy.psf(), toldSigma);
        List<Label> outputs = network.model().outputs();
        double[][] m = galaxy.tangents();
        TangentSpan span = new TangentSpan(m);
        AnswerGradient[] both = new AnswerGradient[2];
        for (int c = 0; c < 2; c++) {
            double[] u = new double[outputs.size()];
            u[outputs.indexOf(c == 0 ? Label.G1 : Label.G2)] = 1;
            double[] whole = point.cotangent(LocalNetwork.ANSWER, u);
            double[] response = new double[m.length];
            Arrays.setAll(response, k -> EnvelopeCholesky.dot(m[k], 0, whole, 0, whole.length));
            both[c] = new AnswerGradient(whole, span.project(whole), span.best(2 + c), response);
        }
        return both;
    }

    /** The part that responds to none of the six parameters. */
    public double[] outside() {
        double[] out = whole.clone();
        for (int p = 0; p < out.length; p++) {
            out[p] -= inside[p];
        }
        return out;
    }

    /**
     * Root mean square lengths over galaxies and both components, in units of the Fisher bound.
     *
     * @param noiseSigma what the network is told (counts)
     * @param gain of the whole gradient: noise of the answer over the bound, to first order
     * @param inside of the part within the span of the tangents
     * @param outside of the complement
     * @param response mean over galaxies and both components of that of an answer to its own component
     * @param scatter standard deviation of the same
     */
    public record Summary(
            double noiseSigma, double gain, double inside, double outside, double response, double scatter) {}

    /**
     * Summaries at noise levels.
     *
     * @param done told 1 after each galaxy
     */
    public static List<Summary> summaries(
            LocalNetwork network, InspectedGalaxy[] galaxies, double[] levels, int threads, IntConsumer done) {
        double[][][] sums = new double[galaxies.length][levels.length][];
        Workers.run(
                galaxies.length,
                threads,
                () -> network,
                (own, i) -> {
                    for (int l = 0; l < levels.length; l++) {
                        sums[i][l] = squares(of(own, galaxies[i], levels[l]));
                    }
                },
                done);
        List<Summary> all = new ArrayList<>();
        for (int l = 0; l < levels.length; l++) {
            double[] mean = new double[6];
            for (double[][] one : sums) {
                for (int k = 0; k < mean.length; k++) {
                    mean[k] += one[l][k] / galaxies.length;
                }
            }
            double bound = Math.sqrt(mean[3]);
            all.add(new Summary(
                    levels[l],
                    Math.sqrt(mean[0]) / bound,
                    Math.sqrt(mean[1]) / bound,
                    Math.sqrt(mean[2]) / bound,
                    mean[4],
                    Math.sqrt(Math.max(0, mean[5] - mean[4] * mean[4]))));
        }
        return all;
    }

    private static double[] squares(AnswerGradient[] both) {
        double[] sums = new double[6];
        for (int c = 0; c < 2; c++) {
            AnswerGradient one = both[c];
            double[][] parts = {one.whole, one.inside, one.outside(), one.best};
            for (int k = 0; k < parts.length; k++) {
                sums[k] += 0.5 * EnvelopeCholesky.dot(parts[k], 0, parts[k], 0, parts[k].length);
            }
            double own = one.response[2 + c];
            sums[4] += 0.5 * own;
            sums[5] += 0.5 * own * own;
        }
        return sums;
    }
}
