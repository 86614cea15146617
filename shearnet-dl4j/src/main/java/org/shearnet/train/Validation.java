package org.shearnet.train;

import java.util.ArrayList;
import java.util.List;
import org.shearnet.data.StampBatch;
import org.shearnet.data.StampSource;
import org.shearnet.net.Graph;
import org.shearnet.net.NetworkSpec;
import org.shearnet.net.NetworkSpec.Label;
import org.shearnet.net.Normalisation;
import org.shearnet.net.Workers;
import org.shearnet.net.engine.FlatArray;

/** Measures the averaged weights on the held-out stamps. */
final class Validation {

    /**
     * Errors in physical units; see {@link Metrics}.
     *
     * @param loss in units of the labels' scatter
     */
    record Result(double loss, double shearRmse, List<Double> shearRmseByNoise, double zeroRmse) {}

    private final NetworkSpec spec;
    private final TrainOptions options;
    private final Normalisation normalisation;
    private final Draws draws;
    private final Graph[] replicas;
    private final StampBatch[] batches;

    Validation(
            NetworkSpec spec,
            TrainOptions options,
            Normalisation normalisation,
            StampSource source,
            Graph graph,
            Draws draws,
            int threads) {
        this.spec = spec;
        this.options = options;
        this.normalisation = normalisation;
        this.draws = draws;
        replicas = new Graph[threads];
        batches = new StampBatch[threads];
        for (int t = 0; t < threads; t++) {
            replicas[t] = graph.replica();
            batches[t] = new StampBatch(spec, normalisation, source, Shards.SIZE);
        }
    }

    /** Draws, answers and compares; sums run in the stamps' order whatever the threads. */
    Result measure(Workers workers) {
        int count = options.validation();
        double[][] answers = new double[count][];
        double[][] truths = new double[count][];
        int pieces = (count + Shards.SIZE - 1) / Shards.SIZE;
        int groups = Math.min(pieces, replicas.length);
        workers.run(groups, g -> {
            for (int piece = g; piece < pieces; piece += groups) {
                answer(g, piece * Shards.SIZE, answers, truths);
            }
        });
        return compare(answers, truths);
    }

    private void answer(int group, int from, double[][] answers, double[][] truths) {
        StampBatch batch = batches[group];
        int to = Math.min(answers.length, from + batch.size());
        for (int i = from; i < to; i++) {
            batch.draw(i - from, draws.validation(i));
        }
        float[] flat = new FlatArray(replicas[group].answer(batch.inputs().arrays())).toArray();
        for (int i = from; i < to; i++) {
            truths[i] = batch.truth(i - from).clone();
            answers[i] = new double[spec.answers()];
            for (int k = 0; k < answers[i].length; k++) {
                answers[i][k] = flat[(i - from) * answers[i].length + k];
            }
        }
    }

    private Result compare(double[][] answers, double[][] truths) {
        int g1 = spec.outputs().indexOf(Label.G1);
        int g2 = spec.outputs().indexOf(Label.G2);
        double[] weights = spec.outputs().stream().mapToDouble(options::weight).toArray();
        double[] labels = new double[weights.length];
        double[] gradient = new double[spec.answers()];
        double loss = 0;
        double zero = 0;
        double[] squares = new double[Metrics.NOISE_BINS];
        int[] counts = new int[Metrics.NOISE_BINS];
        for (int i = 0; i < answers.length; i++) {
            for (int k = 0; k < labels.length; k++) {
                labels[k] = normalisation.label(k, truths[i][k]);
            }
            loss += options.loss().at(answers[i], labels, weights, gradient);
            int bin = (int) ((long) i * Metrics.NOISE_BINS / answers.length);
            for (int k : new int[] {g1, g2}) {
                double error = normalisation.physical(k, answers[i][k]) - truths[i][k];
                squares[bin] += error * error;
                zero += truths[i][k] * truths[i][k];
            }
            counts[bin] += 2;
        }
        List<Double> byNoise = new ArrayList<>();
        double all = 0;
        for (int bin = 0; bin < squares.length; bin++) {
            byNoise.add(Math.sqrt(squares[bin] / counts[bin]));
            all += squares[bin];
        }
        int numbers = 2 * answers.length;
        return new Result(loss / answers.length, Math.sqrt(all / numbers), byNoise, Math.sqrt(zero / numbers));
    }
}
