package org.shearnet.train;

import java.util.Arrays;
import org.shearnet.net.Workers;
import org.shearnet.net.engine.FlatArray;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv:1711.05101), clipping of the gradient's norm and a
 * moving average of the weights. Works in fixed pieces of the flat arrays, so that threads change no number.
 */
final class AdamW {

    private static final int PIECE = 1 << 15;
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;

    private final TrainOptions options;
    private final FlatArray weights;
    private final FlatArray[] gradients;
    private final float[] sum;
    private final float[] mean;
    private final float[] square;
    private final float[] average;
    private long steps;

    /** @param gradients one array a shard; their sum is the batch's gradient */
    AdamW(TrainOptions options, FlatArray weights, FlatArray[] gradients) {
        this.options = options;
        this.weights = weights;
        this.gradients = gradients;
        sum = new float[weights.length()];
        mean = new float[weights.length()];
        square = new float[weights.length()];
        average = weights.toArray();
    }

    /**
     * Moves the weights.
     *
     * @param stamps stamps that the gradients are sums over
     * @return norm of the mean gradient before clipping; not finite where training has diverged, and then nothing moved
     */
    double step(Workers workers, int stamps, double learningRate) {
        int pieces = (sum.length + PIECE - 1) / PIECE;
        double[] squares = new double[pieces];
        workers.run(pieces, p -> squares[p] = add(p * PIECE, length(p)));
        double norm = Math.sqrt(Arrays.stream(squares).sum()) / stamps;
        if (!Double.isFinite(norm)) {
            return norm;
        }
        steps++;
        double clip = options.clip() > 0 && norm > options.clip() ? options.clip() / norm : 1;
        double decay = options.ema() == 0 ? 0 : Math.min(options.ema(), (1.0 + steps) / (10.0 + steps));
        workers.run(pieces, p -> move(p * PIECE, length(p), clip / stamps, learningRate, decay));
        return norm;
    }

    private int length(int piece) {
        return Math.min(PIECE, sum.length - piece * PIECE);
    }

    /** Sums a piece over the shards, in their order, and returns the sum of its squares. */
    private double add(int from, int count) {
        float[] shard = new float[count];
        gradients[0].read(from, shard, count);
        System.arraycopy(shard, 0, sum, from, count);
        for (int s = 1; s < gradients.length; s++) {
            gradients[s].read(from, shard, count);
            for (int i = 0; i < count; i++) {
                sum[from + i] += shard[i];
            }
        }
        double squares = 0;
        for (int i = from; i < from + count; i++) {
            squares += (double) sum[i] * sum[i];
        }
        return squares;
    }

    private void move(int from, int count, double scale, double learningRate, double emaDecay) {
        float[] w = new float[count];
        weights.read(from, w, count);
        float b1 = (float) BETA1;
        float b2 = (float) BETA2;
        float c1 = (float) (1 - BETA1);
        float c2 = (float) (1 - BETA2);
        float rate = (float) (learningRate / (1 - Math.pow(BETA1, steps)));
        float unbias = (float) (1 / (1 - Math.pow(BETA2, steps)));
        float epsilon = (float) options.epsilon();
        float shrink = (float) (learningRate * options.weightDecay());
        float s = (float) scale;
        float keep = (float) emaDecay;
        for (int i = 0; i < count; i++) {
            float g = s * sum[from + i];
            float m = b1 * mean[from + i] + c1 * g;
            float v = b2 * square[from + i] + c2 * g * g;
            mean[from + i] = m;
            square[from + i] = v;
            float root = (float) Math.sqrt(v * unbias) + epsilon;
            float move = root > 0 ? rate * m / root : 0;
            float next = w[i] - move - shrink * w[i];
            w[i] = next;
            average[from + i] = keep * average[from + i] + (1 - keep) * next;
        }
        weights.write(from, w, count);
    }

    /** The averaged weights; not a copy. */
    float[] average() {
        return average;
    }

    /** All that a resumed training needs; not copies. */
    float[][] state() {
        return new float[][] {mean, square, average};
    }

    long steps() {
        return steps;
    }

    /** Continues from a saved state. */
    void restore(long steps, float[][] state) {
        this.steps = steps;
        float[][] own = state();
        for (int k = 0; k < own.length; k++) {
            System.arraycopy(state[k], 0, own[k], 0, own[k].length);
        }
    }
}
