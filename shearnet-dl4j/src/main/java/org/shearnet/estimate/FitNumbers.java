package org.shearnet.estimate;

import org.shearnet.estimate.ShapeEstimate.Light;
import org.shearnet.estimate.ShapeEstimate.PsfShape;
import org.shearnet.estimate.ShapeEstimate.Shape;
import org.shearnet.ngmix.fit.FitOptions;
import org.shearnet.ngmix.fit.FitResult;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.observation.Jacobian;

/** A fit's numbers as an estimate. */
final class FitNumbers {

    private FitNumbers() {}

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
        ShapeEstimate estimate = ShapeEstimate.of(
                        new Shape(fit.g1(), fit.g2(), fit.g1Error(), fit.g2Error(), fit.g12Covariance()),
                        new Light(fit.t(), fit.tError(), fit.flux(), fit.fluxError(), fit.s2n()))
                .withFlags(fit.flags())
                .at(toSky.row(fit.v(), fit.u()), toSky.col(fit.v(), fit.u()))
                .withDetails(details);
        return psf == null ? estimate : estimate.withPsf(new PsfShape(psf.g()[0], psf.g()[1], psf.t()));
    }
}
