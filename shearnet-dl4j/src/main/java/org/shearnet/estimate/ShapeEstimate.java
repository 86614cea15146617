package org.shearnet.estimate;

import java.util.Map;

/**
 * What an estimator says of one stamp; NaN where it says nothing.
 *
 * @param flags 0, or bits that {@link ShearEstimator#flagNames()} explains
 * @param g1 reduced shear along x
 * @param g2 reduced shear along the 45-degree line
 * @param g1Err standard error of g1
 * @param g2Err standard error of g2
 * @param gCov covariance of g1 and g2
 * @param size T of the pre-PSF galaxy (arcsec^2)
 * @param sizeErr standard error of T (arcsec^2)
 * @param flux flux (counts)
 * @param fluxErr standard error of the flux (counts)
 * @param s2n signal to noise
 * @param row centre (pixels, from the first row's centre)
 * @param col centre (pixels, from the first column's centre)
 * @param psfG1 shape of the PSF
 * @param psfG2 shape of the PSF
 * @param psfSize T of the PSF (arcsec^2)
 * @param metacal the response to shear, and what the estimator says of metacalibration's images; null without them
 * @param details what a fit says of itself; null where nothing was fitted
 * @param last where flagged, the numbers at which the estimator stopped, not to be used as measurements; else null
 */
public record ShapeEstimate(
        int flags,
        double g1,
        double g2,
        double g1Err,
        double g2Err,
        double gCov,
        double size,
        double sizeErr,
        double flux,
        double fluxErr,
        double s2n,
        double row,
        double col,
        double psfG1,
        double psfG2,
        double psfSize,
        MetacalShapes metacal,
        FitDetails details,
        ShapeEstimate last) {

    /** An estimate of an estimator that fits nothing. */
    public ShapeEstimate(
            int flags,
            double g1,
            double g2,
            double g1Err,
            double g2Err,
            double gCov,
            double size,
            double sizeErr,
            double flux,
            double fluxErr,
            double s2n,
            double row,
            double col,
            double psfG1,
            double psfG2,
            double psfSize,
            MetacalShapes metacal) {
        this(
                flags, g1, g2, g1Err, g2Err, gCov, size, sizeErr, flux, fluxErr, s2n, row, col, psfG1, psfG2, psfSize,
                metacal, null, null);
    }

    /** A stamp on which the estimator failed: flagged, and every number NaN. */
    public static ShapeEstimate failed(int flags) {
        double no = Double.NaN;
        return new ShapeEstimate(
                flags == 0 ? 1 : flags, no, no, no, no, no, no, no, no, no, no, no, no, no, no, no, null);
    }

    /** A stamp on which the estimator failed, with the numbers at which it stopped; null where it has none. */
    public static ShapeEstimate failed(int flags, ShapeEstimate last) {
        ShapeEstimate failure = failed(flags);
        return last == null ? failure : failure.withLast(last);
    }

    private ShapeEstimate withLast(ShapeEstimate newLast) {
        return new ShapeEstimate(
                flags, g1, g2, g1Err, g2Err, gCov, size, sizeErr, flux, fluxErr, s2n, row, col, psfG1, psfG2, psfSize,
                metacal, details, newLast);
    }

    /** The same with what the fit says of itself. */
    public ShapeEstimate withDetails(FitDetails newDetails) {
        return new ShapeEstimate(
                flags,
                g1,
                g2,
                g1Err,
                g2Err,
                gCov,
                size,
                sizeErr,
                flux,
                fluxErr,
                s2n,
                row,
                col,
                psfG1,
                psfG2,
                psfSize,
                metacal,
                newDetails,
                last);
    }

    /** The estimate, or where it is flagged the numbers at which the estimator stopped: a function of the stamp all the same. */
    public ShapeEstimate orLast() {
        return ok() || last == null ? this : last;
    }

    /** Chi^2 per degree of freedom, NaN where nothing was fitted. */
    public double chi2PerDof() {
        return details == null ? Double.NaN : details.chi2PerDof();
    }

    /** Share of the bulge in the flux, NaN where the model has none. */
    public double fracDev() {
        return details == null ? Double.NaN : details.fracDev();
    }

    /** Shape, size and flux without errors. */
    public static ShapeEstimate of(double g1, double g2, double size, double flux) {
        double no = Double.NaN;
        return new ShapeEstimate(0, g1, g2, no, no, no, size, no, flux, no, no, no, no, no, no, no, null);
    }

    /** The same with shape and size T (arcsec^2) of the PSF. */
    public ShapeEstimate withPsf(double newPsfG1, double newPsfG2, double newPsfSize) {
        return new ShapeEstimate(
                flags,
                g1,
                g2,
                g1Err,
                g2Err,
                gCov,
                size,
                sizeErr,
                flux,
                fluxErr,
                s2n,
                row,
                col,
                newPsfG1,
                newPsfG2,
                newPsfSize,
                metacal,
                details,
                last);
    }

    /** r11, r12, r21, r22 of the shear response, or null. */
    public double[] response() {
        return metacal == null ? null : metacal.response();
    }

    /** The same with r11, r12, r21, r22 of the shear response. */
    public ShapeEstimate withResponse(double[] newResponse) {
        return withMetacal(new MetacalShapes(newResponse, Map.of()));
    }

    /** The same with what metacalibration says. */
    public ShapeEstimate withMetacal(MetacalShapes newMetacal) {
        return new ShapeEstimate(
                flags,
                g1,
                g2,
                g1Err,
                g2Err,
                gCov,
                size,
                sizeErr,
                flux,
                fluxErr,
                s2n,
                row,
                col,
                psfG1,
                psfG2,
                psfSize,
                newMetacal,
                details,
                last);
    }

    /** The same size, flux and response with another shape, its errors and their covariance. */
    public ShapeEstimate withShape(double newG1, double newG2, double newG1Err, double newG2Err, double newGCov) {
        return new ShapeEstimate(
                flags, newG1, newG2, newG1Err, newG2Err, newGCov, size, sizeErr, flux, fluxErr, s2n, row, col, psfG1,
                psfG2, psfSize, metacal, details, last);
    }

    /** The same with other errors of g1, g2, their covariance, and another error of T. */
    ShapeEstimate withErrors(double newG1Err, double newG2Err, double newGCov, double newSizeErr) {
        return new ShapeEstimate(
                flags,
                g1,
                g2,
                newG1Err,
                newG2Err,
                newGCov,
                size,
                newSizeErr,
                flux,
                fluxErr,
                s2n,
                row,
                col,
                psfG1,
                psfG2,
                psfSize,
                metacal,
                details,
                last);
    }

    /** Whether the estimator answered, with numbers. */
    public boolean ok() {
        return flags == 0 && Double.isFinite(g1) && Double.isFinite(g2);
    }

    /** Rest sigma of a Gaussian of this T and shape (arcsec): T = 2 sigma^2 (1+g^2)/(1-g^2). */
    public double restSigma() {
        double g = g1 * g1 + g2 * g2;
        return Math.sqrt(size / 2 * (1 - g) / (1 + g));
    }

    /** T of a Gaussian of rest sigma (arcsec) sheared by g (arcsec^2). */
    public static double sizeOf(double restSigma, double g1, double g2) {
        double g = g1 * g1 + g2 * g2;
        return 2 * restSigma * restSigma * (1 + g) / (1 - g);
    }
}
