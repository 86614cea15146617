package org.shearnet.estimate;

import org.shearnet.galaxysim.profile.PsfSampling;
import org.shearnet.ngmix.fit.FitOptions;
import org.shearnet.ngmix.fit.FitResult;
import org.shearnet.ngmix.fit.Fitter;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.observation.Observation;

/** Maximum-likelihood fit of a PSF-convolved galaxy model: {@code ngmix}. */
final class FitEstimator extends PerStampEstimator {

    private final FitOptions options;

    FitEstimator(String label, FitOptions options) {
        super(label);
        this.options = options;
    }

    @Override
    public PsfSampling psfSampling() {
        return psfSampling(options);
    }

    /** A model is multiplied by the transform of a PSF that is an image, and convolved with mixtures at points. */
    static PsfSampling psfSampling(FitOptions options) {
        return options.needsPsfOnSamePixels() ? PsfSampling.BAND_LIMITED : PsfSampling.POINTS;
    }

    @Override
    Measurer measurer() {
        Fitter fitter = Fitter.of(options);
        ObservationMaker maker = new ObservationMaker(options.needsPsfOnSamePixels());
        return (stamps, i) -> {
            Observation observation = maker.of(stamps, i);
            FitResult fit = fitter.fit(observation);
            GMix psf = observation.psf().map(fitter::psfMixture).orElse(null);
            return FitNumbers.estimate(fit, options, observation.jacobian(), psf);
        };
    }
}
