package org.shearnet.train;

import org.shearnet.net.engine.FlatArray;
import org.shearnet.parallel.Workers;

/** Steps on the processor, spread over threads. */
final class HostSteps implements Steps {

    private final Shards shards;
    private final FlatArray weights;
    private final AdamW optimiser;

    HostSteps(Shards shards, TrainOptions.Optimiser options, FlatArray weights) {
        this.shards = shards;
        this.weights = weights;
        optimiser = new AdamW(options, weights, shards.gradients());
    }

    @Override
    public Shards.BatchLoss gradient(Workers workers, Batch batch, Batch next) {
        return shards.gradient(workers, batch.number(), batch.draws(), batch.changes());
    }

    @Override
    public double move(Workers workers, int stamps, double learningRate) {
        return optimiser.step(workers, stamps, learningRate);
    }

    @Override
    public long steps() {
        return optimiser.steps();
    }

    @Override
    public float[] weights() {
        return weights.toArray();
    }

    @Override
    public float[] average() {
        return optimiser.average();
    }

    @Override
    public float[][] state() {
        return optimiser.state();
    }

    @Override
    public void restore(float[] values, long steps, float[][] state) {
        weights.write(0, values, values.length);
        optimiser.restore(steps, state);
    }

    @Override
    public void close() {
        // nothing but memory
    }
}
