package org.shearnet.train;

import java.util.ArrayList;
import java.util.List;
import org.shearnet.data.StampBatch;
import org.shearnet.data.StampCache;
import org.shearnet.data.StampSource;
import org.shearnet.features.Label;
import org.shearnet.net.Graph;
import org.shearnet.net.Inputs;
import org.shearnet.net.NetworkSpec;
import org.shearnet.net.Normalisation;
import org.shearnet.net.Replicas;
import org.shearnet.parallel.Workers;

/** Measures the averaged weights on the held-out stamps. */
final class Validation implements AutoCloseable {

    /**
     * Errors in physical units; see {@link Metrics}.
     *
     * @param loss in units of the labels' scatter
     */
    record Result(double loss, double shearRmse, List<Double> shearRmseByNoise, double zeroRmse) {}

    private final NetworkSpec spec;
    private final TrainOptions options;
    private final Draws draws;
    private final Replicas replicas;
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
        this.draws = draws;
        replicas = new Replicas(graph, Inputs.shapes(spec, source.stamp(), source.psf()), threads, Shards.SIZE);
        batches = new StampBatch[threads];
        StampCache kept = spec.seesMomentsAlone()
                ? new StampCache(Draws.VALIDATION, options.data().validation())
                : null;
        for (int t = 0; t < threads; t++) {
            batches[t] = new StampBatch(spec, normalisation, source, replicas.piece(), kept);
        }
    }

    @Override
    public void close() {
        replicas.close();
    }

    /** One held-out stamp: its noise, its labels as the network predicts them, its predictions, and the errors of g1 and g2. */
    private record Held(
            double noiseSigma, double[] labels, double[] predictions, double[] shearErrors, double[] shear) {}

    /** Draws, predicts and compares; sums run in the stamps' order whatever the threads. */
    Result measure(Workers workers, TaskWeights tasks) {
        Held[] held = new Held[options.data().validation()];
        replicas.refresh();
        workers.runPieces(held.length, replicas.piece(), (slot, from) -> predictPiece(slot, from, held));
        return compare(held, tasks);
    }

    private void predictPiece(int replica, int from, Held[] held) {
        StampBatch batch = batches[replica];
        int to = Math.min(held.length, from + batch.size());
        for (int i = from; i < to; i++) {
            batch.draw(i - from, draws.validation(i));
        }
        float[] flat = replicas.predict(replica, batch.inputs(), null);
        int[] shear = {spec.outputs().indexOf(Label.G1), spec.outputs().indexOf(Label.G2)};
        for (int i = from; i < to; i++) {
            int place = i - from;
            double[] truth = batch.truth(place);
            double[] predictions = new double[spec.predictions()];
            for (int k = 0; k < predictions.length; k++) {
                predictions[k] = flat[place * predictions.length + k];
            }
            double[] labels = new double[truth.length];
            for (int k = 0; k < labels.length; k++) {
                labels[k] = batch.inputs().label(place, k, truth[k]);
            }
            double[] errors = new double[shear.length];
            double[] true2 = new double[shear.length];
            for (int c = 0; c < shear.length; c++) {
                true2[c] = truth[shear[c]];
                errors[c] = batch.inputs().physical(place, shear[c], predictions[shear[c]]) - true2[c];
            }
            held[i] = new Held(batch.noiseSigma(place), labels, predictions, errors, true2);
        }
    }

    private Result compare(Held[] held, TaskWeights tasks) {
        double[] weights = tasks.values();
        double[] parts = new double[weights.length];
        double[] gradient = new double[spec.predictions()];
        double loss = 0;
        double zero = 0;
        double[] squares = new double[Metrics.NOISE_BINS];
        int[] counts = new int[Metrics.NOISE_BINS];
        for (int i = 0; i < held.length; i++) {
            loss += options.objective()
                    .at(weights, 1, held[i].noiseSigma(), held[i].predictions(), held[i].labels(), gradient, parts);
            int bin = (int) ((long) i * Metrics.NOISE_BINS / held.length);
            for (int c = 0; c < 2; c++) {
                squares[bin] += held[i].shearErrors()[c] * held[i].shearErrors()[c];
                zero += held[i].shear()[c] * held[i].shear()[c];
            }
            counts[bin] += 2;
        }
        List<Double> byNoise = new ArrayList<>();
        double all = 0;
        for (int bin = 0; bin < squares.length; bin++) {
            byNoise.add(Math.sqrt(squares[bin] / counts[bin]));
            all += squares[bin];
        }
        int numbers = 2 * held.length;
        return new Result(
                loss / held.length + tasks.offset(), Math.sqrt(all / numbers), byNoise, Math.sqrt(zero / numbers));
    }
}
