package org.shearnet.estimate;

import java.util.Map;
import org.shearnet.estimate.ShapeEstimate.Light;
import org.shearnet.estimate.ShapeEstimate.PsfShape;
import org.shearnet.estimate.ShapeEstimate.Shape;
import org.shearnet.galaxysim.moments.AdaptiveMoments;

/** The observed shape by adaptive moments, PSF and pixel still in it: {@code admom}. */
final class AdaptiveMomentsEstimator extends PerStampEstimator {

    /** Nothing seen through a PSF has less than this share of its size; what has is a hot pixel or a cosmic ray. */
    private static final double LEAST_OF_PSF = 0.5;

    AdaptiveMomentsEstimator(String label) {
        super(label);
    }

    @Override
    public Map<Integer, String> flagNames() {
        return StampFlag.names(StampFlag.Setter.ADMOM);
    }

    private static int flag(AdaptiveMoments.Status status) {
        return switch (status) {
            case OK -> 0;
            case SINGULAR -> StampFlag.ADMOM_SINGULAR.bit();
            case RAN_AWAY -> StampFlag.ADMOM_RAN_AWAY.bit();
            case TOO_MANY_ITERATIONS -> StampFlag.ADMOM_TOO_MANY_ITERATIONS.bit();
            case NO_FLUX -> StampFlag.ADMOM_NO_FLUX.bit();
        };
    }

    @Override
    Measurer measurer() {
        return AdaptiveMomentsEstimator::measure;
    }

    private static ShapeEstimate measure(Stamps stamps, int i) {
        if (!isFinite(stamps, i)) {
            return ShapeEstimate.failed(StampFlag.ADMOM_BAD_PIXELS.bit());
        }
        if (isFlat(stamps, i)) {
            return ShapeEstimate.failed(StampFlag.ADMOM_NO_FLUX.bit());
        }
        AdaptiveMoments.Result seen = AdaptiveMoments.measure(
                stamps.images()[i],
                stamps.weights() == null ? null : stamps.weights()[i],
                stamps.nx(),
                stamps.ny(),
                AdaptiveMoments.Options.DEFAULT);
        if (!seen.ok()) {
            return ShapeEstimate.failed(flag(seen.status()));
        }
        AdaptiveMoments.Result psf =
                stamps.psf(i) == null ? null : AdaptiveMoments.measure(stamps.psf(i), stamps.psfNx(), stamps.psfNy());
        boolean known = psf != null && psf.ok();
        double pixelArea = stamps.pixelScale() * stamps.pixelScale();
        ShapeEstimate inPixels = ShapeEstimate.of(
                        Shape.of(seen.g1(), seen.g2()),
                        Light.of((seen.mxx() + seen.myy()) * pixelArea, seen.amplitude()))
                .at(seen.y(), seen.x());
        if (known) {
            inPixels = inPixels.withPsf(new PsfShape(psf.g1(), psf.g2(), (psf.mxx() + psf.myy()) * pixelArea));
        }
        double major = 0.5 * (seen.mxx() + seen.myy() + Math.hypot(seen.mxx() - seen.myy(), 2 * seen.mxy()));
        double third = Math.max(stamps.nx(), stamps.ny()) / 3.0;
        ShapeEstimate onSky = SkyFrame.of(inPixels, stamps, i);
        if (major > third * third) {
            return ShapeEstimate.failed(StampFlag.ADMOM_TOO_LARGE.bit(), onSky);
        }
        return onSky.size() < LEAST_OF_PSF * onSky.psfSize()
                ? ShapeEstimate.failed(StampFlag.ADMOM_TOO_SMALL.bit(), onSky)
                : onSky;
    }
}
