package org.shearnet.net;

import org.shearnet.net.engine.FlatArray;
import org.shearnet.net.engine.Shape;

/**
 * Answers of a model for many stamps, in pieces of fixed size spread over threads: neither the number of threads nor a
 * stamp's neighbours change its answer. Not for several threads at once.
 */
public final class Predictor implements AutoCloseable {

    /** Stamps of a piece; the last one is filled up with zeros. */
    static final int PIECE = 64;

    private final NetworkSpec spec;
    private final Normalisation normalisation;
    private final Workers workers;
    private final Graph[] replicas;
    private final Inputs[] inputs;

    /** A predictor with the graph's present weights, which it shares. */
    public Predictor(
            NetworkSpec spec, Normalisation normalisation, Shape stamp, Shape psf, Graph graph, Workers workers) {
        this.spec = spec;
        this.normalisation = normalisation;
        this.workers = workers;
        replicas = new Graph[workers.threads()];
        inputs = new Inputs[workers.threads()];
        for (int t = 0; t < replicas.length; t++) {
            replicas[t] = graph.replica();
            inputs[t] = new Inputs(spec, normalisation, stamp, psf, PIECE);
        }
    }

    /** Stamps by their number, possibly drawn on the spot; called from several threads. */
    @FunctionalInterface
    public interface Stamps {
        /** Hands stamp i over: pixels [ny * nx], PSF image or null, noise sigma. */
        void give(int i, Receiver receiver);
    }

    /** Takes a stamp; the arrays are not kept. */
    @FunctionalInterface
    public interface Receiver {
        void take(double[] pixels, double[] psf, double noiseSigma);
    }

    /**
     * Physical labels of stamps 0 to count - 1, [count][outputs]; where the network predicts errors, its standard
     * deviations follow the labels in each row.
     */
    public double[][] predict(int count, Stamps stamps) {
        double[][] answers = new double[count][];
        int pieces = (count + PIECE - 1) / PIECE;
        int groups = Math.min(pieces, replicas.length);
        workers.run(groups, g -> {
            for (int piece = g; piece < pieces; piece += groups) {
                predictPiece(g, piece * PIECE, Math.min(count, (piece + 1) * PIECE), stamps, answers);
            }
        });
        return answers;
    }

    private void predictPiece(int replica, int from, int to, Stamps stamps, double[][] answers) {
        for (int i = from; i < to; i++) {
            int place = i - from;
            stamps.give(i, (pixels, psf, sigma) -> inputs[replica].set(place, pixels, psf, sigma));
        }
        float[] flat = new FlatArray(replicas[replica].answer(inputs[replica].arrays())).toArray();
        int labels = spec.outputs().size();
        for (int i = from; i < to; i++) {
            double[] answer = new double[spec.answers()];
            int row = (i - from) * answer.length;
            for (int k = 0; k < labels; k++) {
                answer[k] = normalisation.physical(k, flat[row + k]);
                if (spec.errors()) {
                    answer[labels + k] = normalisation.labelSd().get(k) * Math.exp(0.5 * flat[row + labels + k]);
                }
            }
            answers[i] = answer;
        }
    }

    /** Ends the threads. */
    @Override
    public void close() {
        workers.close();
    }
}
