package org.shearnet.net;

import org.shearnet.features.StampMoments;
import org.shearnet.net.engine.Shape;
import org.shearnet.net.layer.Masks;
import org.shearnet.parallel.Workers;

/**
 * Predictions of a model for many stamps, in pieces of fixed size spread over threads: neither the number of threads nor a
 * stamp's neighbours change its prediction. Not for several threads at once.
 */
public final class Predictor implements AutoCloseable {

    /** Stamps of a piece; the last one is filled up with zeros. So few that their maps stay in the second-level cache. */
    private static final int PIECE = 8;

    /** The same for networks so small that a pass costs more than its arithmetic. */
    private static final int SMALL_NETWORK_PIECE = 256;

    private final NetworkSpec spec;
    private final Normalisation normalisation;
    private final Shape stamp;
    private final Shape psf;
    private final Workers workers;
    private final int piece;
    private final Replicas replicas;
    private final Inputs[] inputs;
    private final StampMoments.Meter[] meters;

    /** A predictor with the graph's present weights, which it shares. */
    public Predictor(
            NetworkSpec spec, Normalisation normalisation, Shape stamp, Shape psf, Graph graph, Workers workers) {
        this.spec = spec;
        this.normalisation = normalisation;
        this.stamp = stamp;
        this.psf = psf;
        this.workers = workers;
        replicas = new Replicas(
                graph,
                Inputs.shapes(spec, stamp, psf),
                workers.threads(),
                spec.seesMomentsAlone() ? SMALL_NETWORK_PIECE : PIECE);
        piece = replicas.piece();
        inputs = new Inputs[workers.threads()];
        meters = new StampMoments.Meter[workers.threads()];
        for (int t = 0; t < inputs.length; t++) {
            inputs[t] = new Inputs(spec, normalisation, stamp, psf, piece);
            meters[t] = new StampMoments.Meter();
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
     * @param look what the stamp looked like; null where that was not asked for
     */
    public record Prediction(double[] labels, double[] errors, Moments moments, Look look) {}

    /**
     * The adaptive moments behind a prediction.
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

    /** Predictions for stamps 0 to count - 1 that are as those of the training: in its units, with PSF images of its size. */
    public Prediction[] predict(int count, Stamps stamps) {
        Prediction[] predictions = new Prediction[count];
        workers.runPieces(count, piece, (slot, from) -> {
            Inputs in = inputs[slot];
            int to = Math.min(count, from + piece);
            for (int i = from; i < to; i++) {
                int place = i - from;
                stamps.give(i, (pixels, psfPixels, sigma) -> in.set(place, pixels, psfPixels, sigma));
            }
            predictPiece(slot, from, to, null, predictions);
        });
        return predictions;
    }

    /**
     * Predictions for stamps of any counts and pixels, brought to the units of the training and back, with PSF images of any
     * size; and what each stamp looks like.
     *
     * @param psfShape rows and columns of the PSF images
     * @param pixelScale arcsec per pixel of the stamps
     */
    public Prediction[] predictForeign(int count, Shape psfShape, double pixelScale, Stamps stamps) {
        return predictForeign(count, psfShape, pixelScale, stamps, null)[0];
    }

    /**
     * Repeated predictions of a network with dropout, each time with other numbers dropped.
     *
     * @param times how often
     * @param seed of the masks
     * @param ids identity of each stamp, which its masks follow
     */
    public record Drops(int times, long seed, long[] ids) {

        /** What is dropped at one of the times from a piece of stamps. */
        private Masks masks(int time, int from, int piece) {
            long[] own = new long[piece];
            System.arraycopy(ids, from, own, 0, Math.min(piece, ids.length - from));
            return new Masks(seed, own, "dropout " + time);
        }
    }

    /**
     * The same with dropout.
     *
     * @param drops what is dropped; null for nothing, once
     * @return [time][stamp]
     */
    public Prediction[][] predictForeign(int count, Shape psfShape, double pixelScale, Stamps stamps, Drops drops) {
        Prediction[][] predictions = new Prediction[drops == null ? 1 : drops.times()][count];
        double length = pixelScale / normalisation.domain().pixelScale();
        workers.runPieces(count, piece, (slot, from) -> {
            int to = Math.min(count, from + piece);
            double[] units = new double[to - from];
            Look[] looks = new Look[to - from];
            for (int i = from; i < to; i++) {
                int place = i - from;
                stamps.give(i, (pixels, psfPixels, sigma) -> {
                    StampMoments moments = meters[slot].measure(pixels, stamp, psfPixels, psfShape, sigma);
                    looks[place] = Look.of(pixels, stamp, moments, sigma);
                    units[place] = fluxUnit(moments.flux(), sigma);
                    double[] framed = spec.seesPsf() ? PsfFrame.fit(psfPixels, psfShape, psf) : null;
                    inputs[slot].set(place, pixels, framed, sigma, moments, units[place]);
                });
            }
            for (int time = 0; time < predictions.length; time++) {
                Prediction[] own = predictions[time];
                predictPiece(slot, from, to, drops == null ? null : drops.masks(time, from, piece), own);
                for (int i = from; i < to; i++) {
                    own[i] = foreign(own[i], 1 / units[i - from], length, looks[i - from]);
                }
            }
        });
        return predictions;
    }

    /**
     * A network that sees pixels works in the counts of its training where flux and noise are those of its training: then
     * its predictions are those that were validated. All others are brought to the middle of the training's.
     */
    private double fluxUnit(double flux, double noiseSigma) {
        Domain domain = normalisation.domain();
        boolean asTrained = !spec.seesMomentsAlone() && domain.holds(flux, noiseSigma);
        return asTrained ? 1 : domain.fluxUnit(flux, noiseSigma);
    }

    private Prediction foreign(Prediction prediction, double counts, double length, Look look) {
        return new Prediction(
                inUnits(prediction.labels(), counts, length),
                prediction.errors() == null ? null : inUnits(prediction.errors(), counts, length),
                prediction.moments(),
                look);
    }

    private double[] inUnits(double[] labels, double counts, double length) {
        double[] own = new double[labels.length];
        for (int k = 0; k < own.length; k++) {
            own[k] = labels[k]
                    * switch (spec.outputs().get(k)) {
                        case G1, G2 -> 1;
                        case SIGMA, HALF_LIGHT_RADIUS -> length;
                        case FLUX -> counts;
                    };
        }
        return own;
    }

    private void predictPiece(int replica, int from, int to, Masks masks, Prediction[] predictions) {
        Inputs in = inputs[replica];
        float[] flat = replicas.predict(replica, in, masks);
        int count = spec.outputs().size();
        for (int i = from; i < to; i++) {
            int place = i - from;
            int row = place * spec.predictions();
            double[] labels = new double[count];
            double[] errors = spec.errors() ? new double[count] : null;
            for (int k = 0; k < count; k++) {
                labels[k] = in.physical(place, k, flat[row + k]);
                if (errors != null) {
                    errors[k] = in.unit(place, k) * Math.exp(0.5 * flat[row + count + k]);
                }
            }
            predictions[i] = new Prediction(labels, errors, moments(in, place), null);
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
        replicas.close();
    }
}
