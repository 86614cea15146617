package org.shearnet.train;

import java.util.Arrays;
import org.shearnet.data.StampBatch;

/** The loss of a batch's stamps, and its slope at their predictions. */
final class StampLosses {

    private final TrainOptions.Objective objective;
    private final int outputs;

    StampLosses(TrainOptions.Objective objective, int outputs) {
        this.objective = objective;
        this.outputs = outputs;
    }

    /**
     * Replaces predictions by the gradient of the loss, a sum over the stamps, and returns that sum.
     *
     * @param weights of the outputs
     * @param flat predictions
     * @param from where those of the first stamp begin
     * @param width predictions of a stamp
     * @param parts set to the sum of each output's loss, under its weight
     */
    double slopes(StampBatch batch, double[] weights, float[] flat, int from, int width, double[] parts) {
        double[] one = new double[width];
        double[] gradient = new double[width];
        double[] labels = new double[outputs];
        double[] own = new double[outputs];
        Arrays.fill(parts, 0);
        double sum = 0;
        for (int i = 0; i < batch.size(); i++) {
            int row = from + i * width;
            for (int k = 0; k < width; k++) {
                one[k] = flat[row + k];
            }
            for (int k = 0; k < labels.length; k++) {
                labels[k] = batch.inputs().label(i, k, batch.truth(i)[k]);
            }
            sum += objective.at(weights, batch.weight(i), batch.noiseSigma(i), one, labels, gradient, own);
            for (int k = 0; k < own.length; k++) {
                parts[k] += own[k];
            }
            for (int k = 0; k < width; k++) {
                flat[row + k] = (float) gradient[k];
            }
        }
        return sum;
    }
}
