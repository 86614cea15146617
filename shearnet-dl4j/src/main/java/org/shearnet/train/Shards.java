package org.shearnet.train;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.shearnet.data.Change;
import org.shearnet.data.StampBatch;
import org.shearnet.data.StampCache;
import org.shearnet.data.StampSource;
import org.shearnet.features.Label;
import org.shearnet.net.Graph;
import org.shearnet.net.NetworkSpec;
import org.shearnet.net.Normalisation;
import org.shearnet.net.engine.FlatArray;
import org.shearnet.net.layer.Masks;
import org.shearnet.parallel.Workers;

/**
 * Splits every batch into pieces of fixed size, whatever the number of threads. Each piece is drawn, run forward and
 * backward by one thread, on a replica of the graph that shares the weights.
 */
final class Shards {

    /** Stamps of a piece at most. A batch is at least two pieces, so that two threads have work. */
    static final int SIZE = 32;

    /** The same for networks so small that a pass costs more than its arithmetic. */
    private static final int SMALL_NETWORK_SIZE = 256;

    /** The random streams that say what is dropped. */
    private static final String DROPOUT = "training dropout";

    private final TrainOptions options;
    private final List<Label> outputs;
    private final Graph[] replicas;
    private final StampBatch[] batches;
    private final int[] first;
    private final double[] losses;
    private final boolean drops;
    private final double[][] parts;
    private final ResponsePairs[] pairs;
    private final TaskWeights tasks;

    /**
     * Means over a batch.
     *
     * @param stamps loss of the stamps
     * @param outputs of which that of each output, under its weight
     * @param response squared deviation of the answer's response, both components, without its weight
     */
    record BatchLoss(double stamps, double[] outputs, double response) {}

    Shards(
            NetworkSpec spec,
            TrainOptions options,
            Normalisation normalisation,
            StampSource source,
            Graph graph,
            TaskWeights tasks,
            int batch) {
        this.tasks = tasks;
        this.options = options;
        outputs = spec.outputs();
        drops = spec.dropout() > 0;
        int most = spec.seesMomentsAlone() ? SMALL_NETWORK_SIZE : SIZE;
        int count = Math.min(batch, Math.max(2, (batch + most - 1) / most));
        boolean keep = spec.seesMomentsAlone()
                && options.data().isStill()
                && options.data().rare() == null;
        ResponseTerms response = options.objective().response();
        StampCache kept = keep ? new StampCache(0, options.data().stamps()) : null;
        replicas = new Graph[count];
        batches = new StampBatch[count];
        first = new int[count];
        losses = new double[count];
        parts = new double[count][outputs.size()];
        pairs = new ResponsePairs[response == null ? 0 : count];
        for (int s = 0; s < count; s++) {
            first[s] = (int) ((long) batch * s / count);
            int size = (int) ((long) batch * (s + 1) / count) - first[s];
            replicas[s] = graph.replica();
            batches[s] = new StampBatch(spec, normalisation, source, size, kept);
            if (response != null) {
                pairs[s] = new ResponsePairs(
                        response,
                        outputs,
                        graph.replica(),
                        new StampBatch(spec, normalisation, source, 2 * size, null));
            }
        }
    }

    /** One gradient array a shard, a sum over its stamps, and one for its pairs where there are any. */
    FlatArray[] gradients() {
        return Stream.concat(
                        Arrays.stream(replicas).map(replica -> new FlatArray(replica.getFlattenedGradients())),
                        Arrays.stream(pairs).map(ResponsePairs::gradients))
                .toArray(FlatArray[]::new);
    }

    /**
     * Draws the batch and sets the gradients.
     *
     * @param number of the batch's first stamp since the beginning of the training: it tells which numbers dropout drops
     * @param draws the stamp at a place of the batch
     * @param changes what is changed of it where the answer's response counts; else not asked
     */
    BatchLoss gradient(Workers workers, long number, IntFunction<StampBatch.Draw> draws, IntFunction<Change> changes) {
        double[] weights = tasks.values();
        workers.run(replicas.length, s -> {
            StampBatch batch = batches[s];
            for (int i = 0; i < batch.size(); i++) {
                StampBatch.Draw draw = draws.apply(first[s] + i);
                batch.draw(i, draw);
                if (pairs.length > 0) {
                    pairs[s].draw(i, draw, changes.apply(first[s] + i));
                }
            }
            Masks masks = drops
                    ? new Masks(
                            options.seed(),
                            LongStream.range(number + first[s], number + first[s] + batch.size())
                                    .toArray(),
                            DROPOUT)
                    : null;
            replicas[s].gradient(batch.inputs().arrays(), masks, predictions -> lossGradient(s, weights, predictions));
            if (pairs.length > 0) {
                pairs[s].gradient();
            }
        });
        int stamps = Arrays.stream(batches).mapToInt(StampBatch::size).sum();
        double[] outputLosses = new double[outputs.size()];
        for (double[] shard : parts) {
            for (int k = 0; k < outputLosses.length; k++) {
                outputLosses[k] += shard[k] / stamps;
            }
        }
        return new BatchLoss(
                Arrays.stream(losses).sum() / stamps + tasks.offset(),
                outputLosses,
                pairs.length == 0 ? 0 : ResponsePairs.mean(pairs));
    }

    private INDArray lossGradient(int shard, double[] weights, INDArray predictions) {
        StampBatch batch = batches[shard];
        int width = Math.toIntExact(predictions.size(1));
        float[] flat = new FlatArray(predictions).toArray();
        double[] one = new double[width];
        double[] gradient = new double[width];
        double[] labels = new double[outputs.size()];
        double[] own = new double[labels.length];
        Arrays.fill(parts[shard], 0);
        double sum = 0;
        for (int i = 0; i < batch.size(); i++) {
            for (int k = 0; k < width; k++) {
                one[k] = flat[i * width + k];
            }
            for (int k = 0; k < labels.length; k++) {
                labels[k] = batch.inputs().label(i, k, batch.truth(i)[k]);
            }
            sum += options.objective().at(weights, batch.weight(i), batch.noiseSigma(i), one, labels, gradient, own);
            for (int k = 0; k < own.length; k++) {
                parts[shard][k] += own[k];
            }
            for (int k = 0; k < width; k++) {
                flat[i * width + k] = (float) gradient[k];
            }
        }
        losses[shard] = sum;
        return Nd4j.createFromArray(flat).reshape('c', batch.size(), width);
    }
}
