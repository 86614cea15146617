package org.shearnet.train;

import java.util.List;
import org.shearnet.features.Label;

/**
 * Weights of the outputs in the loss, as told or learned beside the network. A learned weight is exp(-s), and the loss is the sum
 * over outputs of exp(-s) L + s: at its least s is ln L, so that every output counts in units of its own loss (Kendall, Gal and
 * Cipolla 2018, arXiv:1705.07115). Each s takes Adam's steps at the network's learning rate. For one thread.
 */
final class TaskWeights {

    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-12;

    private final double[] fixed;
    private final boolean learned;
    /** s of each output, then Adam's mean and mean square of its slope; floats, as a checkpoint keeps them. */
    private final float[] state;

    TaskWeights(List<Label> outputs, TrainOptions.Objective objective) {
        fixed = outputs.stream().mapToDouble(objective::weight).toArray();
        learned = objective.learned();
        state = new float[learned ? 3 * fixed.length : 0];
    }

    /** The weights now. */
    double[] values() {
        double[] values = fixed.clone();
        for (int k = 0; learned && k < values.length; k++) {
            values[k] = Math.exp(-state[k]);
        }
        return values;
    }

    /** What the loss holds beside the weighted losses of the outputs. */
    double offset() {
        double sum = 0;
        for (int k = 0; k < state.length / 3; k++) {
            sum += state[k];
        }
        return sum;
    }

    /**
     * Moves learned weights.
     *
     * @param weighted mean loss of each output under the weights of now
     * @param steps steps before this one
     */
    void step(double[] weighted, long steps, double rate) {
        int n = state.length / 3;
        for (int k = 0; k < n; k++) {
            double slope = 1 - weighted[k];
            double mean = BETA1 * state[n + k] + (1 - BETA1) * slope;
            double square = BETA2 * state[2 * n + k] + (1 - BETA2) * slope * slope;
            double unbiased = mean / (1 - Math.pow(BETA1, steps + 1.0));
            double spread = Math.sqrt(square / (1 - Math.pow(BETA2, steps + 1.0)));
            state[k] -= (float) (rate * unbiased / (spread + EPSILON));
            state[n + k] = (float) mean;
            state[2 * n + k] = (float) square;
        }
    }

    /** What a checkpoint keeps; empty where the weights are told. */
    float[] state() {
        return state.clone();
    }

    void restore(float[] kept) {
        System.arraycopy(kept, 0, state, 0, state.length);
    }
}
