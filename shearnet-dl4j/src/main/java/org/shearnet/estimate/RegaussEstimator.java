package org.shearnet.estimate;

import java.util.Map;
import org.shearnet.estimate.ShapeEstimate.Light;
import org.shearnet.estimate.ShapeEstimate.PsfShape;
import org.shearnet.estimate.ShapeEstimate.Shape;
import org.shearnet.galaxysim.moments.PsfCorrection;
import org.shearnet.galaxysim.shear.Shear;

/** Adaptive moments corrected for the PSF by re-Gaussianisation: {@code regauss}. */
final class RegaussEstimator extends PerStampEstimator {

    RegaussEstimator(String label) {
        super(label);
    }

    @Override
    public Map<Integer, String> flagNames() {
        return StampFlag.names(StampFlag.Setter.REGAUSS);
    }

    @Override
    Measurer measurer() {
        return RegaussEstimator::measure;
    }

    private static ShapeEstimate measure(Stamps stamps, int i) {
        if (stamps.psf(i) == null) {
            return ShapeEstimate.failed(StampFlag.REGAUSS_NO_PSF.bit());
        }
        if (!isFinite(stamps, i)) {
            return ShapeEstimate.failed(StampFlag.REGAUSS_BAD_PIXELS.bit());
        }
        if (isFlat(stamps, i)) {
            return ShapeEstimate.failed(StampFlag.REGAUSS_GALAXY_FAILED.bit());
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
            return ShapeEstimate.failed((result.galaxy().ok() ? 0 : StampFlag.REGAUSS_GALAXY_FAILED.bit())
                    | (result.psf().ok() ? 0 : StampFlag.REGAUSS_PSF_FAILED.bit()));
        }
        Shear shear = result.shear();
        if (shear == null) {
            return ShapeEstimate.failed(StampFlag.REGAUSS_NO_ELLIPSE.bit());
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
