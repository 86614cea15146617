package org.shearnet.train;

import java.util.Arrays;
import org.shearnet.net.engine.FlatArray;
import org.shearnet.parallel.Workers;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv:1711.05101), clipping of the gradient's norm and a
 * moving average of the weights. Works in fixed pieces of the flat arrays, so that threads change no number.
 */
final class AdamW {

    /** Numbers of a thread's task. */
    private static final int PIECE = 1 << 15;

    /** Numbers copied from the networks' memory at a time; they stay in the first-level cache. */
    private static final int BLOCK = 1 << 11;

    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;

    private final TrainOptions.Optimiser options;
    private final FlatArray weights;
    private final FlatArray[] gradients;
    private final float[] sum;
    private final float[] mean;
    private final float[] square;
    private final float[] average;
    private long steps;

    /** @param gradients one array a shard; their sum is the batch's gradient */
    AdamW(TrainOptions.Optimiser options, FlatArray weights, FlatArray[] gradients) {
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
        workers.run(pieces, p -> squares[p] = add(p * PIECE, end(p)));
        double norm = Math.sqrt(Arrays.stream(squares).sum()) / stamps;
        if (!Double.isFinite(norm)) {
            return norm;
        }
        steps++;
        double clip = options.clip() > 0 && norm > options.clip() ? options.clip() / norm : 1;
        Pace pace = Pace.of(options, steps, learningRate);
        workers.run(pieces, p -> move(p * PIECE, end(p), clip / stamps, pace));
        return norm;
    }

    /**
     * The numbers of a step but for the gradient's.
     *
     * @param rate learning rate over the bias of the mean
     * @param unbias reciprocal of the bias of the mean square
     * @param epsilon beside the root of the mean square
     * @param shrink share of a weight that decays
     * @param decay share of the average that stays
     */
    record Pace(float rate, float unbias, float epsilon, float shrink, float decay) {

        /** @param steps with the one to come */
        static Pace of(TrainOptions.Optimiser options, long steps, double learningRate) {
            return new Pace(
                    (float) (learningRate / (1 - Math.pow(BETA1, steps))),
                    (float) (1 / (1 - Math.pow(BETA2, steps))),
                    // never zero: a weight whose gradient has always been zero stays
                    (float) Math.max(options.epsilon(), Float.MIN_NORMAL),
                    (float) (learningRate * options.weightDecay()),
                    (float) (options.ema() == 0 ? 0 : Math.min(options.ema(), (1.0 + steps) / (10.0 + steps))));
        }
    }

    private int end(int piece) {
        return Math.min((piece + 1) * PIECE, sum.length);
    }

    /** Sums a piece over the shards, in their order, and returns the sum of its squares. */
    private double add(int from, int to) {
        float[] all = new float[BLOCK];
        float[] shard = new float[BLOCK];
        double squares = 0;
        for (int block = from; block < to; block += BLOCK) {
            int count = Math.min(BLOCK, to - block);
            gradients[0].read(block, all, count);
            for (int s = 1; s < gradients.length; s++) {
                gradients[s].read(block, shard, count);
                for (int i = 0; i < count; i++) {
                    all[i] += shard[i];
                }
            }
            System.arraycopy(all, 0, sum, block, count);
            squares += squares(all, count);
        }
        return squares;
    }

    /** The sum of squares in four strands, since one waits for each of its additions. */
    private static double squares(float[] values, int count) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int whole = count & ~3;
        for (int i = 0; i < whole; i += 4) {
            a += (double) values[i] * values[i];
            b += (double) values[i + 1] * values[i + 1];
            c += (double) values[i + 2] * values[i + 2];
            d += (double) values[i + 3] * values[i + 3];
        }
        for (int i = whole; i < count; i++) {
            a += (double) values[i] * values[i];
        }
        return a + b + c + d;
    }

    private void move(int from, int to, double scale, Pace pace) {
        float[] w = new float[BLOCK];
        for (int block = from; block < to; block += BLOCK) {
            int count = Math.min(BLOCK, to - block);
            weights.read(block, w, count);
            moves(sum, mean, square, block, block + count, (float) scale, pace.rate(), pace.unbias(), pace.epsilon());
            apply(w, sum, average, block, count, pace.shrink(), pace.decay());
            weights.write(block, w, count);
        }
    }

    /**
     * Turns gradients into moves, in place. A loop over arrays that are passed by name and share one index, because the
     * compiler makes vector code of no other.
     */
    private static void moves(
            float[] gradient,
            float[] mean,
            float[] square,
            int from,
            int to,
            float scale,
            float rate,
            float unbias,
            float epsilon) {
        float b1 = (float) BETA1;
        float b2 = (float) BETA2;
        float c1 = (float) (1 - BETA1);
        float c2 = (float) (1 - BETA2);
        for (int i = from; i < to; i++) {
            float g = scale * gradient[i];
            float m = b1 * mean[i] + c1 * g;
            float v = b2 * square[i] + c2 * g * g;
            mean[i] = m;
            square[i] = v;
            gradient[i] = rate * m / ((float) Math.sqrt(v * unbias) + epsilon);
        }
    }

    private static void apply(
            float[] w, float[] moves, float[] average, int from, int count, float shrink, float decay) {
        float rest = 1 - decay;
        for (int i = 0; i < count; i++) {
            float next = w[i] - moves[from + i] - shrink * w[i];
            w[i] = next;
            average[from + i] = decay * average[from + i] + rest * next;
        }
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
