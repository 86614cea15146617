package org.shearnet.estimate;

import java.util.function.IntConsumer;
import org.shearnet.estimate.ShapeEstimate.PsfShape;
import org.shearnet.features.StampMoments;
import org.shearnet.features.WindowFeatures;
import org.shearnet.net.Look;
import org.shearnet.net.Looker;
import org.shearnet.ngmix.response.Measured;
import org.shearnet.ngmix.response.MomentMeter;
import org.shearnet.parallel.Workers;

/**
 * The answers of a network of moments before the PSF, on stamps of any size, pixel scale and WCS: shapes are on the sky as they are
 * measured.
 */
final class DeconvolvedEstimates {

    private final DeconvolvedAnswers answers;
    private final NetworkFlags flags;

    DeconvolvedEstimates(DeconvolvedAnswers answers, NetworkFlags flags) {
        this.answers = answers;
        this.flags = flags;
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
        DeconvolvedAnswers.Said said = answers.of(measured);
        if (said.unknown() != 0) {
            return ShapeEstimate.failed(said.unknown());
        }
        Look look = buffers.looker().look(stamps.images()[i], stamps.psf(i), stamps.noiseSigma()[i]);
        DeconvolvedAnswers.Said whole = new DeconvolvedAnswers.Said(
                0, said.estimate().withPsf(psf(buffers.looker().moments(), stamps, i)), said.detection());
        return whole.flagged(flags.ofDeconvolved(
                look, said.detection().signal(), said.detection().sizeSignificance()));
    }

    /** Shape and size of the PSF on the sky. */
    private static PsfShape psf(StampMoments moments, Stamps stamps, int i) {
        StampMoments.Shape shape = moments.psfShape();
        double area = stamps.pixelScale() * stamps.pixelScale();
        PsfShape inPixels = new PsfShape(shape.g1(), shape.g2(), (moments.psf()[0] + moments.psf()[2]) * area);
        return SkyFrame.of(inPixels, stamps, i);
    }
}
