package org.shearnet.inspect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.shearnet.features.Label;
import org.shearnet.net.FloatFormat;
import org.shearnet.net.LocalNetwork;
import org.shearnet.parallel.Workers;

/**
 * What a number format costs: root mean square changes of g (a component), over galaxies.
 *
 * @param format of the numbers
 * @param noiseSigma what the network is told, and what the bound is at
 * @param stamp change of the network's answer by rounding the stored stamp
 * @param activations change by rounding every vertex' output
 * @param optimal change of the best linear estimator by rounding the stamp: what no network can avoid
 * @param bound Fisher bound of g, in the mean square over galaxies
 */
public record Arithmetic(
        FloatFormat format, double noiseSigma, double stamp, double activations, double optimal, double bound) {

    private static final int G1 = 2;

    /**
     * Rounds the stamps of galaxies and the numbers of a network.
     *
     * @param noiseSigma levels (counts)
     * @param done told 1 after each galaxy
     */
    public static List<Arithmetic> of(
            LocalNetwork network,
            InspectedGalaxy[] galaxies,
            List<FloatFormat> formats,
            List<Double> noiseSigma,
            int threads,
            IntConsumer done) {
        double[][][][] squares = new double[galaxies.length][noiseSigma.size()][formats.size()][];
        Workers.run(
                galaxies.length,
                threads,
                () -> network,
                (own, i) -> {
                    for (int s = 0; s < noiseSigma.size(); s++) {
                        for (int f = 0; f < formats.size(); f++) {
                            squares[i][s][f] = squares(own, galaxies[i], formats.get(f), noiseSigma.get(s));
                        }
                    }
                },
                done);
        List<Arithmetic> all = new ArrayList<>();
        for (int s = 0; s < noiseSigma.size(); s++) {
            for (int f = 0; f < formats.size(); f++) {
                double[] sums = new double[4];
                for (double[][][] one : squares) {
                    for (int k = 0; k < sums.length; k++) {
                        sums[k] += one[s][f][k] / galaxies.length;
                    }
                }
                double[] rms = Arrays.stream(sums).map(Math::sqrt).toArray();
                all.add(new Arithmetic(formats.get(f), noiseSigma.get(s), rms[0], rms[1], rms[2], rms[3]));
            }
        }
        return all;
    }

    /** Squared changes of a component of g by the stamp, by activations, of the optimal estimator; and the bound's square. */
    private static double[] squares(LocalNetwork network, InspectedGalaxy galaxy, FloatFormat format, double sigma) {
        double[] rounded = Arrays.stream(galaxy.pixels()).map(format::round).toArray();
        double[] exact = answer(network.at(galaxy.pixels(), galaxy.psf(), sigma), network);
        double[] stored = answer(network.at(rounded, galaxy.psf(), sigma), network);
        double[] computed = answer(
                network.at(
                        galaxy.pixels(),
                        galaxy.psf(),
                        sigma,
                        values -> Arrays.setAll(values, i -> format.round(values[i]))),
                network);
        TangentSpan span = new TangentSpan(galaxy.tangents());
        double[] step = new double[rounded.length];
        Arrays.setAll(step, p -> rounded[p] - galaxy.pixels()[p]);
        double[] sums = new double[4];
        for (int c = 0; c < 2; c++) {
            double[] best = span.best(G1 + c);
            sums[0] += 0.5 * square(stored[c] - exact[c]);
            sums[1] += 0.5 * square(computed[c] - exact[c]);
            sums[2] += 0.5 * square(EnvelopeCholesky.dot(best, 0, step, 0, step.length));
            sums[3] += 0.5 * sigma * sigma * EnvelopeCholesky.dot(best, 0, best, 0, best.length);
        }
        return sums;
    }

    private static double[] answer(LocalNetwork.Point point, LocalNetwork network) {
        double[] labels = point.value(LocalNetwork.ANSWER);
        List<Label> outputs = network.model().outputs();
        return new double[] {labels[outputs.indexOf(Label.G1)], labels[outputs.indexOf(Label.G2)]};
    }

    private static double square(double x) {
        return x * x;
    }
}
