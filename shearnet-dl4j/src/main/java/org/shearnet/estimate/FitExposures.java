package org.shearnet.estimate;

import java.util.Map;
import org.shearnet.galaxysim.profile.PsfSampling;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.fit.FitOptions;
import org.shearnet.ngmix.fit.FitResult;
import org.shearnet.ngmix.fit.Fitter;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.observation.Observation;

/** A fit of one model to all exposures of all bands: one centre, shape and size, and a flux a band. {@code ngmix}. */
record FitExposures(FitOptions options) implements ExposureEstimator {

    @Override
    public PsfSampling psfSampling() {
        return FitEstimator.psfSampling(options);
    }

    @Override
    public Map<Integer, String> flagNames() {
        return StampFlag.names(StampFlag.Setter.FIT);
    }

    @Override
    public Measurer measurer() {
        Fitter fitter = Fitter.of(options);
        return object -> {
            int bands = object.bands().size();
            if (!object.isComplete()) {
                return Answer.failed(Flag.NO_ATTEMPT.bit(), bands);
            }
            FitResult fit = fitter.fit(object.bands());
            Observation first = object.bands().get(0).get(0);
            GMix psf = first.psf().map(fitter::psfMixture).orElse(null);
            ShapeEstimate estimate = FitNumbers.estimate(fit, options, first.jacobian(), psf);
            return answer(estimate, fit, bands);
        };
    }

    /** An estimate with the fluxes of a fit, one a band; the first band's is the estimate's own. */
    static Answer answer(ShapeEstimate estimate, FitResult fit, int bands) {
        if (!estimate.ok()) {
            return new Answer(estimate, Answer.unknown(bands), Answer.unknown(bands));
        }
        double[] flux = new double[bands];
        double[] errors = new double[bands];
        int at = fit.parameters().length - bands;
        for (int b = 0; b < bands; b++) {
            flux[b] = fit.parameters()[at + b];
            errors[b] = fit.error(at + b);
        }
        return Answer.of(estimate, flux, errors);
    }
}
