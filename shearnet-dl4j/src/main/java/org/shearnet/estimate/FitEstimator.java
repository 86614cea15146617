package org.shearnet.estimate;

import org.shearnet.ngmix.fit.FitOptions;
import org.shearnet.ngmix.fit.FitResult;
import org.shearnet.ngmix.fit.MlFitter;
import org.shearnet.ngmix.fit.PsfModel;
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
        ObservationMaker maker = new ObservationMaker(options.psfModel() == PsfModel.IMAGE);
        return (stamps, i) -> {
            Observation observation = maker.of(stamps, i);
            FitResult fit = fitter.fit(observation);
            GMix psf = observation.psf().map(fitter::psfMixture).orElse(null);
            return estimate(fit, options, observation.jacobian(), psf);
        };
    }

    /** A fit as an estimate; where it is flagged, its last parameters are kept apart. The PSF may be null. */
    static ShapeEstimate estimate(FitResult fit, FitOptions options, Jacobian toSky, GMix psf) {
        boolean known = Double.isFinite(fit.g1()) && Double.isFinite(fit.g2());
        if (!fit.isGood()) {
            return ShapeEstimate.failed(fit.flags(), known ? numbers(fit, options, toSky, psf) : null);
        }
        return numbers(fit, options, toSky, psf);
    }

    private static ShapeEstimate numbers(FitResult fit, FitOptions options, Jacobian toSky, GMix psf) {
        int bulge = options.model().parameterNames().indexOf("fracdev");
        FitDetails details = new FitDetails(
                fit.chi2PerDof(), bulge < 0 ? Double.NaN : fit.parameters()[bulge], options.scaleErrors());
        return new ShapeEstimate(
                fit.flags(),
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
                null,
                details,
                null);
    }
}
