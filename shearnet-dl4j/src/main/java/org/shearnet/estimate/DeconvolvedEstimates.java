package org.shearnet.estimate;

import java.util.function.IntConsumer;
import org.shearnet.estimate.ShapeEstimate.Light;
import org.shearnet.estimate.ShapeEstimate.PsfShape;
import org.shearnet.estimate.ShapeEstimate.Shape;
import org.shearnet.features.StampMoments;
import org.shearnet.features.WindowFeatures;
import org.shearnet.net.DeconvolvedNetwork;
import org.shearnet.net.Look;
import org.shearnet.net.Looker;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.response.Jets;
import org.shearnet.ngmix.response.Measured;
import org.shearnet.ngmix.response.MomentMeter;
import org.shearnet.parallel.Workers;

/**
 * The answers of a network of moments before the PSF, on stamps of any size, pixel scale and WCS: shapes are on the sky as they are
 * measured. With the response to shear where wanted.
 */
final class DeconvolvedEstimates {

    private final DeconvolvedNetwork network;
    private final NetworkFlags flags;
    private final boolean responds;

    DeconvolvedEstimates(DeconvolvedNetwork network, NetworkFlags flags, boolean responds) {
        this.network = network;
        this.flags = flags;
        this.responds = responds;
    }

    /** Says whether pixels, noise level or PSF of a stamp are none. */
    @FunctionalInterface
    interface BadPixels {
        int of(double[] pixels, int i);
    }

    /** What one thread needs. */
    private record Buffers(MomentMeter meter, ObservationMaker maker, Looker looker) {}

    ShapeEstimate[] estimate(Stamps stamps, BadPixels bad, int threads, IntConsumer done) {
        FilledStamps filled = FilledStamps.of(stamps, null, null, threads);
        Stamps whole = stamps.withPixels(filled.images(), filled.weights());
        ShapeEstimate[] estimates = new ShapeEstimate[stamps.count()];
        org.shearnet.net.engine.Shape shape = new org.shearnet.net.engine.Shape(stamps.ny(), stamps.nx(), 1);
        org.shearnet.net.engine.Shape psfShape = new org.shearnet.net.engine.Shape(stamps.psfNy(), stamps.psfNx(), 1);
        Workers.run(
                estimates.length,
                threads,
                () -> new Buffers(
                        new MomentMeter(WindowFeatures.SET),
                        new ObservationMaker(true),
                        new Looker(shape, psfShape, StampMoments.Meter.rough())),
                (buffers, i) -> {
                    int unusable = filled.unfilled()[i] ? NetworkFlags.MASKED : bad.of(filled.images()[i], i);
                    estimates[i] = unusable != 0 ? ShapeEstimate.failed(unusable) : estimate(buffers, whole, i);
                },
                done);
        return estimates;
    }

    private ShapeEstimate estimate(Buffers buffers, Stamps stamps, int i) {
        Measured measured = buffers.meter().measure(buffers.maker().of(stamps, i), stamps.correlation());
        if (!measured.isGood()) {
            return ShapeEstimate.failed(
                    Flag.CENTRE_SHIFT.in(measured.flags()) ? NetworkFlags.NO_OBJECT : NetworkFlags.BAD_PIXELS);
        }
        Jets jets = measured.jets();
        WindowFeatures features = new WindowFeatures(jets);
        DeconvolvedNetwork.Answer answer = network.answer(features);
        double g1 = jets.rounded(answer.g1());
        double g2 = jets.rounded(answer.g2());
        if (!Double.isFinite(g1) || !Double.isFinite(g2)) {
            return ShapeEstimate.failed(NetworkFlags.NOT_FINITE);
        }
        double error = answer.error() == null ? Double.NaN : answer.error().value();
        WindowFeatures.Size size = features.size(measured.scale());
        WindowFeatures.Detection detection = features.detection();
        ShapeEstimate estimate = ShapeEstimate.of(
                        new Shape(g1, g2, error, error, answer.error() == null ? Double.NaN : 0),
                        new Light(size.t(), size.tError(), size.flux(), size.fluxError(), detection.signal()))
                .at(measured.row(), measured.col());
        Look look = buffers.looker().look(stamps.images()[i], stamps.psf(i), stamps.noiseSigma()[i]);
        estimate = estimate.withPsf(psf(buffers.looker().moments(), stamps, i));
        if (responds) {
            double[] one = jets.response(answer.g1());
            double[] two = jets.response(answer.g2());
            double[] weighted1 = jets.response(jets.times(answer.weight(), answer.g1()));
            double[] weighted2 = jets.response(jets.times(answer.weight(), answer.g2()));
            estimate = estimate.withResponse(new double[] {one[0], one[1], two[0], two[1]})
                    .withWeight(new ShapeEstimate.Weight(
                            answer.weight().value(),
                            new double[] {weighted1[0], weighted1[1], weighted2[0], weighted2[1]}));
        }
        int found = flags.ofDeconvolved(look, detection.signal(), detection.sizeSignificance())
                | (Math.hypot(g1, g2) >= 1 ? NetworkFlags.OUT_OF_RANGE : 0);
        return found == 0 ? estimate : ShapeEstimate.failed(found, estimate.withFlags(found));
    }

    /** Shape and size of the PSF on the sky. */
    private static PsfShape psf(StampMoments moments, Stamps stamps, int i) {
        StampMoments.Shape shape = moments.psfShape();
        double area = stamps.pixelScale() * stamps.pixelScale();
        PsfShape inPixels = new PsfShape(shape.g1(), shape.g2(), (moments.psf()[0] + moments.psf()[2]) * area);
        return SkyFrame.of(inPixels, stamps, i);
    }
}
