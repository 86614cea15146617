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
    static final String DROPOUT = "training dropout";

    private final TrainOptions options;
    private final StampLosses stampLosses;
    private final List<Label> outputs;
    private final Graph[] replicas;
    private final StampBatch[] batches;
    private final int[] first;
    private final double[] losses;
    private final boolean drops;
    private final double[][] parts;
    private final ResponsePairs[] pairs;
    private final Graph[] pairReplicas;
    private final TaskWeights tasks;

    /**
     * Means over a batch.
     *
     * @param stamps loss of the stamps
     * @param outputs of which that of each output, under its weight
     * @param response squared deviation of the answer's response, both components, without its weight
     */
    record BatchLoss(double stamps, double[] outputs, double response) {

        /** Means of what the shards summed up, in their order. */
        static BatchLoss of(
                StampBatch[] batches, double[] losses, double[][] parts, ResponsePairs[] pairs, double offset) {
            int stamps = Arrays.stream(batches).mapToInt(StampBatch::size).sum();
            double[] outputLosses = new double[parts[0].length];
            for (double[] shard : parts) {
                for (int k = 0; k < outputLosses.length; k++) {
                    outputLosses[k] += shard[k] / stamps;
                }
            }
            return new BatchLoss(
                    Arrays.stream(losses).sum() / stamps + offset,
                    outputLosses,
                    pairs.length == 0 ? 0 : ResponsePairs.mean(pairs));
        }
    }

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
        stampLosses = new StampLosses(options.objective(), outputs.size());
        drops = spec.dropout() > 0;
        first = firsts(spec, batch);
        int count = first.length - 1;
        ResponseTerms response = options.objective().response();
        StampCache kept = cache(spec, options);
        replicas = new Graph[count];
        batches = new StampBatch[count];
        losses = new double[count];
        parts = new double[count][outputs.size()];
        pairs = new ResponsePairs[response == null ? 0 : count];
        pairReplicas = new Graph[pairs.length];
        for (int s = 0; s < count; s++) {
            int size = first[s + 1] - first[s];
            replicas[s] = graph.replica();
            batches[s] = new StampBatch(spec, normalisation, source, size, kept);
            if (response != null) {
                pairReplicas[s] = graph.replica();
                pairs[s] = new ResponsePairs(
                        response, outputs, new StampBatch(spec, normalisation, source, 2 * size, null));
            }
        }
    }

    /** The first stamp of each piece of a batch, and the batch's size at last. */
    static int[] firsts(NetworkSpec spec, int batch) {
        int most = spec.seesMomentsAlone() ? SMALL_NETWORK_SIZE : SIZE;
        int count = Math.min(batch, Math.max(2, (batch + most - 1) / most));
        int[] first = new int[count + 1];
        for (int s = 0; s <= count; s++) {
            first[s] = (int) ((long) batch * s / count);
        }
        return first;
    }

    /** Where drawn stamps are kept for the next epoch; null where they are not. */
    static StampCache cache(NetworkSpec spec, TrainOptions options) {
        boolean keep = spec.seesMomentsAlone()
                && options.data().isStill()
                && options.data().rare() == null;
        return keep ? new StampCache(0, options.data().stamps()) : null;
    }

    /** One gradient array a shard, a sum over its stamps, and one for its pairs where there are any. */
    FlatArray[] gradients() {
        return Stream.concat(
                        Arrays.stream(replicas).map(replica -> new FlatArray(replica.getFlattenedGradients())),
                        Arrays.stream(pairReplicas).map(replica -> new FlatArray(replica.getFlattenedGradients())))
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
                pairReplicas[s].gradient(pairs[s].inputs().arrays(), predictions -> pairGradient(s, predictions));
            }
        });
        return BatchLoss.of(batches, losses, parts, pairs, tasks.offset());
    }

    private INDArray lossGradient(int shard, double[] weights, INDArray predictions) {
        int width = Math.toIntExact(predictions.size(1));
        float[] flat = new FlatArray(predictions).toArray();
        losses[shard] = stampLosses.slopes(batches[shard], weights, flat, 0, width, parts[shard]);
        return Nd4j.createFromArray(flat).reshape('c', batches[shard].size(), width);
    }

    private INDArray pairGradient(int shard, INDArray predictions) {
        int width = Math.toIntExact(predictions.size(1));
        float[] flat = new FlatArray(predictions).toArray();
        pairs[shard].slopes(flat, 0, width);
        return Nd4j.createFromArray(flat).reshape('c', 2 * pairs[shard].size(), width);
    }
}
