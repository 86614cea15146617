package org.shearnet.net;

import java.util.Map;
import org.shearnet.parallel.Workers;

/** The outputs of all layers for many stamps, by the engine in float32. */
public final class Taps {

    private static final int PIECE = 8;

    private final Model model;

    public Taps(Model model) {
        this.model = model;
    }

    /** Takes what a stamp's layers put out; called from several threads. */
    @FunctionalInterface
    public interface Taker {
        /**
         * Takes the outputs of a stamp.
         *
         * @param layers by name, each [numbers]; not kept
         */
        void take(int stamp, Map<String, float[]> layers);
    }

    /** Runs stamps 0 to count - 1 through the network. */
    public void run(int count, int threads, Predictor.Stamps stamps, Taker taker) {
        Backend.enter();
        Graph graph = model.graph();
        try (Workers workers = Backend.workers(threads)) {
            Graph[] replicas = new Graph[threads];
            Inputs[] inputs = new Inputs[threads];
            for (int t = 0; t < threads; t++) {
                replicas[t] = graph.replica();
                inputs[t] = new Inputs(model.spec(), model.normalisation(), model.stamp(), model.psf(), PIECE);
            }
            workers.runPieces(count, PIECE, (slot, from) -> {
                int to = Math.min(count, from + PIECE);
                for (int i = from; i < to; i++) {
                    int place = i - from;
                    stamps.give(i, (pixels, psf, sigma) -> inputs[slot].set(place, pixels, psf, sigma));
                }
                Map<String, float[]> all = replicas[slot].taps(inputs[slot].arrays());
                for (int i = from; i < to; i++) {
                    int place = i - from;
                    Map<String, float[]> one = new java.util.LinkedHashMap<>();
                    all.forEach((name, values) -> {
                        int size = values.length / PIECE;
                        one.put(name, java.util.Arrays.copyOfRange(values, place * size, (place + 1) * size));
                    });
                    taker.take(i, one);
                }
            });
        }
    }
}
