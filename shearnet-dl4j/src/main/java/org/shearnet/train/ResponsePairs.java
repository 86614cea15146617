package org.shearnet.train;

import java.util.Arrays;
import java.util.List;
import org.shearnet.data.Change;
import org.shearnet.data.StampBatch;
import org.shearnet.features.Label;
import org.shearnet.net.Inputs;

/** Pairs of noise-free stamps beside those of a shard, and what the {@link ResponseTerms} say of the answers to them. */
final class ResponsePairs {

    private final ResponseTerms terms;
    private final List<Label> outputs;
    private final StampBatch batch;
    private double squares;

    /** @param batch room for two stamps for each of the shard's */
    ResponsePairs(ResponseTerms terms, List<Label> outputs, StampBatch batch) {
        this.terms = terms;
        this.outputs = outputs;
        this.batch = batch;
    }

    /** What the network sees. */
    Inputs inputs() {
        return batch.inputs();
    }

    /** How many pairs there are. */
    int size() {
        return batch.size() / 2;
    }

    /** Draws both stamps of a pair. */
    void draw(int pair, StampBatch.Draw of, Change change) {
        batch.draw(2 * pair, of.changed(change));
        batch.draw(2 * pair + 1, of.changed(change.opposite()));
    }

    /** Sum over the pairs of both components' squared deviations, each under its stamp's weight. */
    double squares() {
        return squares;
    }

    /**
     * Replaces predictions by the gradient of the term, a sum over the pairs.
     *
     * @param from where the predictions of the first stamp begin
     * @param width predictions of a stamp
     */
    void slopes(float[] answers, int from, int width) {
        int[] shear = {outputs.indexOf(Label.G1), outputs.indexOf(Label.G2)};
        double span = 2 * terms.step();
        squares = 0;
        for (int up = 0; up < batch.size(); up += 2) {
            int down = up + 1;
            double weight = batch.weight(up);
            int above = from + up * width;
            int below = from + down * width;
            float[] own = Arrays.copyOfRange(answers, above, below + width);
            Arrays.fill(answers, above, below + width, 0);
            for (int k : shear) {
                double answered =
                        batch.inputs().physical(up, k, own[k]) - batch.inputs().physical(down, k, own[width + k]);
                double deviation = (answered - (batch.truth(up)[k] - batch.truth(down)[k])) / span;
                squares += weight * deviation * deviation;
                double slope = 2 * terms.weight() * weight * deviation / span;
                answers[above + k] = (float) (slope * batch.inputs().unit(up, k));
                answers[below + k] = (float) (-slope * batch.inputs().unit(down, k));
            }
        }
    }

    /** Mean over all pairs of a batch. */
    static double mean(ResponsePairs[] shards) {
        return Arrays.stream(shards).mapToDouble(ResponsePairs::squares).sum()
                / Arrays.stream(shards).mapToInt(ResponsePairs::size).sum();
    }
}
