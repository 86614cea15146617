package org.shearnet.train;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.shearnet.data.Change;
import org.shearnet.data.StampBatch;
import org.shearnet.features.Label;
import org.shearnet.net.Graph;
import org.shearnet.net.engine.FlatArray;

/** Pairs of noise-free stamps beside those of a shard, and what the {@link ResponseTerms} say of the answers to them. */
final class ResponsePairs {

    private final ResponseTerms terms;
    private final List<Label> outputs;
    private final Graph replica;
    private final StampBatch batch;
    private double squares;

    /** @param batch room for two stamps for each of the shard's */
    ResponsePairs(ResponseTerms terms, List<Label> outputs, Graph replica, StampBatch batch) {
        this.terms = terms;
        this.outputs = outputs;
        this.replica = replica;
        this.batch = batch;
    }

    /** The gradient of the term, a sum over the pairs. */
    FlatArray gradients() {
        return new FlatArray(replica.getFlattenedGradients());
    }

    /** Draws both stamps of a pair. */
    void draw(int pair, StampBatch.Draw of, Change change) {
        batch.draw(2 * pair, of.changed(change));
        batch.draw(2 * pair + 1, of.changed(change.opposite()));
    }

    /** Sets the gradient. */
    void gradient() {
        replica.gradient(batch.inputs().arrays(), this::slopes);
    }

    /** Sum over the pairs of both components' squared deviations, each under its stamp's weight. */
    double squares() {
        return squares;
    }

    private INDArray slopes(INDArray predictions) {
        int width = Math.toIntExact(predictions.size(1));
        float[] answers = new FlatArray(predictions).toArray();
        float[] gradient = new float[answers.length];
        int[] shear = {outputs.indexOf(Label.G1), outputs.indexOf(Label.G2)};
        double span = 2 * terms.step();
        squares = 0;
        for (int up = 0; up < batch.size(); up += 2) {
            int down = up + 1;
            double weight = batch.weight(up);
            for (int k : shear) {
                double answered = batch.inputs().physical(up, k, answers[up * width + k])
                        - batch.inputs().physical(down, k, answers[down * width + k]);
                double deviation = (answered - (batch.truth(up)[k] - batch.truth(down)[k])) / span;
                squares += weight * deviation * deviation;
                double slope = 2 * terms.weight() * weight * deviation / span;
                gradient[up * width + k] = (float) (slope * batch.inputs().unit(up, k));
                gradient[down * width + k] = (float) (-slope * batch.inputs().unit(down, k));
            }
        }
        return Nd4j.createFromArray(gradient).reshape('c', batch.size(), width);
    }

    /** Mean over all pairs of a batch. */
    static double mean(ResponsePairs[] shards) {
        return Arrays.stream(shards).mapToDouble(ResponsePairs::squares).sum()
                / Arrays.stream(shards).mapToInt(s -> s.batch.size() / 2).sum();
    }
}
