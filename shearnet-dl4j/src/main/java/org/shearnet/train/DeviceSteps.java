package org.shearnet.train;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.LongStream;
import org.shearnet.data.StampBatch;
import org.shearnet.data.StampCache;
import org.shearnet.data.StampSource;
import org.shearnet.net.Graph;
import org.shearnet.net.Inputs;
import org.shearnet.net.NetworkSpec;
import org.shearnet.net.Normalisation;
import org.shearnet.net.cuda.Device;
import org.shearnet.net.cuda.DeviceAdamW;
import org.shearnet.net.cuda.DeviceNetwork;
import org.shearnet.net.cuda.DeviceParameters;
import org.shearnet.net.cuda.InputSlots;
import org.shearnet.net.engine.FlatArray;
import org.shearnet.net.engine.Shape;
import org.shearnet.net.layer.Masks;
import org.shearnet.parallel.Workers;

/**
 * Steps on a device. Stamps are drawn by the processor's threads, a batch ahead; the loss of the predictions, a few numbers a
 * stamp, is computed on the processor, all else on the device.
 */
final class DeviceSteps implements Steps {

    private final TrainOptions options;
    private final boolean drops;
    private final int batch;
    private final int width;
    private final TaskWeights tasks;
    private final StampLosses stampLosses;
    private final Drawn[] drawn = new Drawn[2];
    private final DeviceParameters parameters;
    private final DeviceNetwork network;
    private final InputSlots slots;
    private final DeviceParameters pairParameters;
    private final DeviceNetwork pairNetwork;
    private final InputSlots pairSlots;
    private final DeviceAdamW optimiser;
    private int turn;
    private CompletableFuture<Void> ahead;
    private long aheadNumber = -1;
    private long steps;

    /** A batch as it was drawn, in the pieces that the processor's threads draw. */
    private record Drawn(int[] first, StampBatch[] stamps, ResponsePairs[] pairs) {}

    DeviceSteps(
            Device device,
            NetworkSpec spec,
            TrainOptions options,
            Normalisation normalisation,
            StampSource source,
            Graph graph,
            TaskWeights tasks,
            int batch) {
        this.options = options;
        this.tasks = tasks;
        this.batch = batch;
        width = spec.predictions();
        drops = spec.dropout() > 0;
        stampLosses = new StampLosses(options.objective(), spec.outputs().size());
        StampCache kept = Shards.cache(spec, options);
        for (int d = 0; d < drawn.length; d++) {
            drawn[d] = drawn(spec, normalisation, source, kept);
        }
        List<Shape> shapes = Inputs.shapes(spec, source.stamp(), source.psf());
        float[] weights = new FlatArray(graph.params()).toArray();
        parameters = new DeviceParameters(device, weights.length);
        parameters.load(weights);
        network = new DeviceNetwork(device, graph, shapes, parameters, batch, true);
        slots = new InputSlots(device, network, drawn.length);
        boolean responds = options.objective().response() != null;
        pairParameters = responds ? parameters.sharing() : null;
        pairNetwork = responds ? new DeviceNetwork(device, graph, shapes, pairParameters, 2 * batch, true) : null;
        pairSlots = responds ? new InputSlots(device, pairNetwork, drawn.length) : null;
        optimiser = new DeviceAdamW(device, parameters, pairParameters);
    }

    private Drawn drawn(NetworkSpec spec, Normalisation normalisation, StampSource source, StampCache kept) {
        int[] first = Shards.firsts(spec, batch);
        int pieces = first.length - 1;
        ResponseTerms terms = options.objective().response();
        StampBatch[] stamps = new StampBatch[pieces];
        ResponsePairs[] pairs = new ResponsePairs[terms == null ? 0 : pieces];
        for (int p = 0; p < pieces; p++) {
            int size = first[p + 1] - first[p];
            stamps[p] = new StampBatch(spec, normalisation, source, size, kept);
            if (terms != null) {
                pairs[p] = new ResponsePairs(
                        terms, spec.outputs(), new StampBatch(spec, normalisation, source, 2 * size, null));
            }
        }
        return new Drawn(first, stamps, pairs);
    }

    /** Draws a batch into a slot. */
    private void draw(Workers workers, int slot, Batch of) {
        Drawn to = drawn[slot];
        slots.open(slot);
        if (pairSlots != null) {
            pairSlots.open(slot);
        }
        workers.run(to.stamps().length, p -> {
            StampBatch stamps = to.stamps()[p];
            int first = to.first()[p];
            for (int i = 0; i < stamps.size(); i++) {
                StampBatch.Draw draw = of.draws().apply(first + i);
                stamps.draw(i, draw);
                if (pairSlots != null) {
                    to.pairs()[p].draw(i, draw, of.changes().apply(first + i));
                }
            }
            put(slots, network, slot, stamps.inputs(), first);
            if (pairSlots != null) {
                put(pairSlots, pairNetwork, slot, to.pairs()[p].inputs(), 2 * first);
            }
        });
    }

    private static void put(InputSlots slots, DeviceNetwork network, int slot, Inputs inputs, int first) {
        for (int i = 0; i < network.inputs(); i++) {
            float[] values = inputs.values(i);
            slots.put(slot, i, first * network.stampSize(i), values, values.length);
        }
    }

    @Override
    public Shards.BatchLoss gradient(Workers workers, Batch of, Batch next) {
        if (ahead != null && aheadNumber == of.number()) {
            join();
        } else {
            join();
            draw(workers, turn, of);
        }
        int slot = turn;
        Masks masks = drops
                ? new Masks(
                        options.seed(),
                        LongStream.range(of.number(), of.number() + batch).toArray(),
                        Shards.DROPOUT)
                : null;
        slots.send(slot);
        slots.take(slot);
        network.drop(masks);
        network.forward();
        if (pairSlots != null) {
            pairSlots.send(slot);
            pairSlots.take(slot);
            pairNetwork.forward();
        }
        turn = 1 - turn;
        if (next != null) {
            int other = turn;
            aheadNumber = next.number();
            ahead = CompletableFuture.runAsync(() -> draw(workers, other, next));
        }
        return backward(drawn[slot]);
    }

    private Shards.BatchLoss backward(Drawn of) {
        double[] weights = tasks.values();
        int pieces = of.stamps().length;
        double[] losses = new double[pieces];
        double[][] parts = new double[pieces][weights.length];
        float[] flat = network.predictions();
        for (int p = 0; p < pieces; p++) {
            losses[p] = stampLosses.slopes(of.stamps()[p], weights, flat, of.first()[p] * width, width, parts[p]);
        }
        network.backward(flat);
        if (pairSlots != null) {
            float[] answers = pairNetwork.predictions();
            for (int p = 0; p < pieces; p++) {
                of.pairs()[p].slopes(answers, 2 * of.first()[p] * width, width);
            }
            pairNetwork.backward(answers);
        }
        return Shards.BatchLoss.of(of.stamps(), losses, parts, of.pairs(), tasks.offset());
    }

    private void join() {
        if (ahead != null) {
            CompletableFuture<Void> running = ahead;
            ahead = null;
            try {
                running.join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                throw e;
            }
        }
    }

    @Override
    public double move(Workers workers, int stamps, double learningRate) {
        double norm = Math.sqrt(optimiser.squares()) / stamps;
        if (Double.isFinite(norm)) {
            steps++;
            AdamW.Pace pace = AdamW.Pace.of(options.optimiser(), steps, learningRate);
            optimiser.move(new DeviceAdamW.Move(
                    stamps,
                    options.optimiser().clip(),
                    pace.rate(),
                    pace.unbias(),
                    pace.epsilon(),
                    pace.shrink(),
                    pace.decay()));
        }
        return norm;
    }

    @Override
    public long steps() {
        return steps;
    }

    @Override
    public float[] weights() {
        return parameters.toArray();
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
    public void restore(float[] values, long done, float[][] state) {
        parameters.load(values);
        steps = done;
        optimiser.restore(state);
    }

    @Override
    public void close() {
        join();
        optimiser.close();
        if (pairSlots != null) {
            pairSlots.close();
            pairNetwork.close();
            pairParameters.close();
        }
        slots.close();
        network.close();
        parameters.close();
    }
}
