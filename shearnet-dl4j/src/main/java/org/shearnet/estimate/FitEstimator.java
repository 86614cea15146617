package org.shearnet.estimate;

import org.shearnet.ngmix.fit.FitOptions;
import org.shearnet.ngmix.fit.FitResult;
import org.shearnet.ngmix.fit.MlFitter;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/** Maximum-likelihood fit of a PSF-convolved galaxy model: {@code ngmix}. */
final class FitEstimator extends PerStampEstimator {

    private final FitOptions options;

    FitEstimator(String label, FitOptions options) {
        super(label);
        this.options = options;
    }

    @Override
    Measurer measurer() {
        MlFitter fitter = new MlFitter(options);
        return (stamps, i) -> {
            Observation observation = observation(stamps, i);
            FitResult fit = fitter.fit(observation);
            if (!fit.isGood()) {
                return ShapeEstimate.failed(fit.flags());
            }
            GMix psf = observation.psf().map(fitter::psfMixture).orElse(null);
            return estimate(fit, observation.jacobian(), psf);
        };
    }

    /** A fit as an estimate; the PSF may be null. */
    static ShapeEstimate estimate(FitResult fit, Jacobian toSky, GMix psf) {
        return new ShapeEstimate(
                0,
                fit.g1(),
                fit.g2(),
                fit.g1Error(),
                fit.g2Error(),
                fit.g12Covariance(),
                fit.t(),
                fit.tError(),
                fit.flux(),
                fit.fluxError(),
                fit.s2n(),
                toSky.row(fit.v(), fit.u()),
                toSky.col(fit.v(), fit.u()),
                psf == null ? Double.NaN : psf.g()[0],
                psf == null ? Double.NaN : psf.g()[1],
                psf == null ? Double.NaN : psf.t(),
                null);
    }
}
