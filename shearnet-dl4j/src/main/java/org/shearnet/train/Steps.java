package org.shearnet.train;

import java.util.function.IntFunction;
import org.shearnet.data.Change;
import org.shearnet.data.StampBatch;
import org.shearnet.parallel.Workers;

/** What computes the steps of a training and holds the weights: the processor, or a device. For one thread. */
interface Steps extends AutoCloseable {

    /**
     * A batch to be drawn.
     *
     * @param number of its first stamp since the beginning of the training
     * @param draws the stamp at a place of the batch
     * @param changes what is changed of it where the answer's response counts; else not asked
     */
    record Batch(long number, IntFunction<StampBatch.Draw> draws, IntFunction<Change> changes) {}

    /**
     * Draws a batch and computes its gradient.
     *
     * @param next the batch after it, which may be drawn in the meantime; null where it is not known
     */
    Shards.BatchLoss gradient(Workers workers, Batch batch, Batch next);

    /**
     * Moves the weights by the gradient.
     *
     * @param stamps that it is a sum over
     * @return norm of the mean gradient before clipping; not finite where training has diverged, and then nothing moved
     */
    double move(Workers workers, int stamps, double learningRate);

    /** Moves made so far. */
    long steps();

    /** A copy of the weights. */
    float[] weights();

    /** The averaged weights; may not be a copy. */
    float[] average();

    /** Mean, mean square and average of the optimiser; may not be copies. */
    float[][] state();

    /** Continues from a saved state. */
    void restore(float[] weights, long steps, float[][] state);

    @Override
    void close();
}
