package org.shearnet.estimate;

import java.util.Map;
import org.shearnet.estimate.ShapeEstimate.Light;
import org.shearnet.estimate.ShapeEstimate.PsfShape;
import org.shearnet.estimate.ShapeEstimate.Shape;
import org.shearnet.galaxysim.moments.PsfCorrection;
import org.shearnet.galaxysim.shear.Shear;

/** Adaptive moments corrected for the PSF by re-Gaussianisation: {@code regauss}. */
final class RegaussEstimator extends PerStampEstimator {

    private static final int NO_PSF = 1;
    private static final int GALAXY_FAILED = 2;
    private static final int PSF_FAILED = 4;
    private static final int NO_ELLIPSE = 8;
    private static final int BAD_PIXELS = 16;

    RegaussEstimator(String label) {
        super(label);
    }

    @Override
    public Map<Integer, String> flagNames() {
        return Map.of(
                NO_PSF, "NO_PSF",
                GALAXY_FAILED, "GALAXY_MOMENTS_FAILED",
                PSF_FAILED, "PSF_MOMENTS_FAILED",
                BAD_PIXELS, "BAD_PIXELS",
                NO_ELLIPSE, "NO_ELLIPSE (corrected |e| of 1 or more)");
    }

    @Override
    Measurer measurer() {
        return RegaussEstimator::measure;
    }

    private static ShapeEstimate measure(Stamps stamps, int i) {
        if (stamps.psf(i) == null) {
            return ShapeEstimate.failed(NO_PSF);
        }
        if (!isFinite(stamps, i)) {
            return ShapeEstimate.failed(BAD_PIXELS);
        }
        if (isFlat(stamps, i)) {
            return ShapeEstimate.failed(GALAXY_FAILED);
        }
        PsfCorrection.Result result = PsfCorrection.measure(
                PsfCorrection.Method.REGAUSS,
                stamps.images()[i],
                stamps.weights() == null ? null : stamps.weights()[i],
                stamps.nx(),
                stamps.ny(),
                stamps.psf(i),
                stamps.psfNx(),
                stamps.psfNy());
        if (!result.galaxy().ok() || !result.psf().ok()) {
            return ShapeEstimate.failed(
                    (result.galaxy().ok() ? 0 : GALAXY_FAILED) | (result.psf().ok() ? 0 : PSF_FAILED));
        }
        Shear shear = result.shear();
        if (shear == null) {
            return ShapeEstimate.failed(NO_ELLIPSE);
        }
        double pixelArea = stamps.pixelScale() * stamps.pixelScale();
        double galaxySize = (result.galaxy().mxx() + result.galaxy().myy()) * pixelArea;
        double psfSize = (result.psf().mxx() + result.psf().myy()) * pixelArea;
        ShapeEstimate inPixels = ShapeEstimate.of(
                        Shape.of(shear.g1(), shear.g2()),
                        Light.of(galaxySize - psfSize, result.galaxy().amplitude()))
                .at(result.galaxy().y(), result.galaxy().x())
                .withPsf(new PsfShape(result.psf().g1(), result.psf().g2(), psfSize));
        return SkyFrame.of(inPixels, stamps, i);
    }
}
