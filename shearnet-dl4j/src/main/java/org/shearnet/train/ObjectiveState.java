package org.shearnet.train;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.shearnet.features.Label;

/** What of the objective moves while a network trains: learned weights of the outputs, and how well the answers respond. */
final class ObjectiveState {

    private final TrainOptions options;
    private final List<Label> outputs;
    private final TaskWeights tasks;

    /** Squared response deviations of the epoch's steps; a float, as a checkpoint keeps it. */
    private float responseSum;

    ObjectiveState(List<Label> outputs, TrainOptions options) {
        this.options = options;
        this.outputs = outputs;
        tasks = new TaskWeights(outputs, options.objective());
    }

    TaskWeights tasks() {
        return tasks;
    }

    /** The loss of a batch with all its parts. */
    double total(Shards.BatchLoss losses) {
        ResponseTerms response = options.objective().response();
        return losses.stamps() + (response == null ? 0 : response.weight() * losses.response());
    }

    /**
     * Takes a step.
     *
     * @param steps steps before this one
     */
    void step(Shards.BatchLoss losses, long steps, double rate) {
        tasks.step(losses.outputs(), steps, rate);
        responseSum += (float) losses.response();
    }

    /**
     * What an epoch tells beside what every training does, by column of {@code metrics.csv}.
     *
     * @param progress of the training at the epoch's last stamp
     */
    Map<String, Double> endEpoch(double progress) {
        Map<String, Double> columns = new LinkedHashMap<>();
        Curriculum curriculum = options.data().curriculum();
        if (curriculum != null) {
            columns.put("noise_low", options.data().noise(curriculum.level(progress, 0)));
            columns.put("noise_high", options.data().noise(curriculum.level(progress, 1)));
        }
        if (options.objective().response() != null) {
            int numbers = 2 * options.data().steps();
            columns.put("response_deviation", Math.sqrt(responseSum / numbers)); // of one component
        }
        double[] weights = tasks.values();
        for (int k = 0; options.objective().learned() && k < weights.length; k++) {
            columns.put("weight_" + outputs.get(k).key(), weights[k]);
        }
        responseSum = 0;
        return columns;
    }

    /** What a checkpoint keeps; empty where nothing moves. */
    float[] toArray() {
        float[] learned = tasks.state();
        if (options.objective().response() == null) {
            return learned;
        }
        float[] all = Arrays.copyOf(learned, learned.length + 1);
        all[learned.length] = responseSum;
        return all;
    }

    void restore(float[] kept) {
        tasks.restore(kept);
        responseSum = options.objective().response() == null ? 0 : kept[kept.length - 1];
    }
}
