package org.shearnet.net;

import org.shearnet.net.engine.FlatArray;
import org.shearnet.net.engine.Shape;

/**
 * Answers of a model for many stamps, in pieces of fixed size spread over threads: neither the number of threads nor a
 * stamp's neighbours change its answer. Not for several threads at once.
 */
public final class Predictor implements AutoCloseable {

    /** Stamps of a piece; the last one is filled up with zeros. So few that their maps stay in the second-level cache. */
    private static final int PIECE = 8;

    /** The same for networks so small that a pass costs more than its arithmetic. */
    private static final int SMALL_NETWORK_PIECE = 64;

    private final NetworkSpec spec;
    private final Normalisation normalisation;
    private final Workers workers;
    private final int piece;
    private final Graph[] replicas;
    private final Inputs[] inputs;

    /** A predictor with the graph's present weights, which it shares. */
    public Predictor(
            NetworkSpec spec, Normalisation normalisation, Shape stamp, Shape psf, Graph graph, Workers workers) {
        this.spec = spec;
        this.normalisation = normalisation;
        this.workers = workers;
        piece = spec.seesMomentsAlone() ? SMALL_NETWORK_PIECE : PIECE;
        replicas = new Graph[workers.threads()];
        inputs = new Inputs[workers.threads()];
        for (int t = 0; t < replicas.length; t++) {
            replicas[t] = graph.replica();
            inputs[t] = new Inputs(spec, normalisation, stamp, psf, piece);
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
     * What a network says of a stamp.
     *
     * @param labels physical labels, in the order of the network's outputs
     * @param errors their standard deviations, or null where the network predicts none
     * @param moments what it started from, or null where it uses none
     */
    public record Answer(double[] labels, double[] errors, Moments moments) {}

    /**
     * The adaptive moments behind an answer.
     *
     * @param ok whether they converged
     * @param x centroid column from the stamp's centre (pixels)
     * @param y centroid row from the stamp's centre (pixels)
     * @param s2n matched-filter signal to noise
     * @param psfG1 shape of the PSF
     * @param psfG2 shape of the PSF
     * @param psfSize second moments mxx + myy of the PSF (pixels^2)
     * @param g1Err error of g1 by the noise, to first order and not beyond the scatter of galaxies
     * @param g2Err error of g2
     */
    public record Moments(
            boolean ok,
            double x,
            double y,
            double s2n,
            double psfG1,
            double psfG2,
            double psfSize,
            double g1Err,
            double g2Err) {}

    /** Answers for stamps 0 to count - 1. */
    public Answer[] predict(int count, Stamps stamps) {
        Answer[] answers = new Answer[count];
        workers.runPieces(
                count, piece, (slot, from) -> predictPiece(slot, from, Math.min(count, from + piece), stamps, answers));
        return answers;
    }

    private void predictPiece(int replica, int from, int to, Stamps stamps, Answer[] answers) {
        Inputs in = inputs[replica];
        for (int i = from; i < to; i++) {
            int place = i - from;
            stamps.give(i, (pixels, psf, sigma) -> in.set(place, pixels, psf, sigma));
        }
        float[] flat = new FlatArray(replicas[replica].answer(in.arrays())).toArray();
        int count = spec.outputs().size();
        for (int i = from; i < to; i++) {
            int place = i - from;
            int row = place * spec.answers();
            double[] labels = new double[count];
            double[] errors = spec.errors() ? new double[count] : null;
            for (int k = 0; k < count; k++) {
                labels[k] = in.physical(place, k, flat[row + k]);
                if (errors != null) {
                    errors[k] = in.unit(place, k) * Math.exp(0.5 * flat[row + count + k]);
                }
            }
            answers[i] = new Answer(labels, errors, moments(in, place));
        }
    }

    private Moments moments(Inputs in, int place) {
        StampMoments of = in.moments(place);
        if (of == null) {
            return null;
        }
        StampMoments.Shape psf = of.psfShape();
        return new Moments(
                of.ok(),
                of.x(),
                of.y(),
                of.nu(),
                psf.g1(),
                psf.g2(),
                of.psf()[0] + of.psf()[2],
                Math.min(of.g1Err(), normalisation.shapeSd(spec)),
                Math.min(of.g2Err(), normalisation.shapeSd(spec)));
    }

    /** Ends the threads. */
    @Override
    public void close() {
        workers.close();
    }
}
