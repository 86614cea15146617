package org.shearnet.estimate;

import java.util.Map;
import org.shearnet.ngmix.metacal.MetacalType;

/**
 * What an estimator says of one stamp; NaN where it says nothing.
 *
 * <p>Longer than other classes: its parts are records of their own, each with its way to replace it.
 *
 * @param flags 0, or bits that {@link ShearEstimator#flagNames()} explains
 * @param shape of the galaxy before the PSF
 * @param light its size and flux
 * @param centre its place
 * @param psf the PSF
 * @param metacal the response to shear, and what the estimator says of metacalibration's images; null without either
 * @param details what a fit says of itself; null where nothing was fitted
 * @param last where flagged, the numbers at which the estimator stopped, not to be used as measurements; else null
 * @param spread how far the members of an ensemble, or passes with dropout, are apart; null without either
 */
public record ShapeEstimate(
        int flags,
        Shape shape,
        Light light,
        Centre centre,
        PsfShape psf,
        Metacal metacal,
        FitDetails details,
        ShapeEstimate last,
        Spread spread) {

    private static final double NO = Double.NaN;

    /**
     * Reduced shear.
     *
     * @param g1 along x
     * @param g2 along the 45-degree line
     * @param g1Err standard error of g1
     * @param g2Err standard error of g2
     * @param gCov covariance of g1 and g2
     */
    public record Shape(double g1, double g2, double g1Err, double g2Err, double gCov) {

        static final Shape UNKNOWN = new Shape(NO, NO, NO, NO, NO);

        /** A shape without errors. */
        public static Shape of(double g1, double g2) {
            return new Shape(g1, g2, NO, NO, NO);
        }
    }

    /**
     * Size and flux.
     *
     * @param size T of the pre-PSF galaxy (arcsec^2)
     * @param sizeErr standard error of T (arcsec^2)
     * @param flux flux (counts)
     * @param fluxErr standard error of the flux (counts)
     * @param s2n signal to noise
     */
    public record Light(double size, double sizeErr, double flux, double fluxErr, double s2n) {

        static final Light UNKNOWN = new Light(NO, NO, NO, NO, NO);

        /** Size and flux without errors. */
        public static Light of(double size, double flux) {
            return new Light(size, NO, flux, NO, NO);
        }
    }

    /**
     * A place in the stamp.
     *
     * @param row pixels, from the first row's centre
     * @param col pixels, from the first column's centre
     */
    public record Centre(double row, double col) {

        static final Centre UNKNOWN = new Centre(NO, NO);
    }

    /**
     * Shape and size of the PSF.
     *
     * @param g1 along x
     * @param g2 along the 45-degree line
     * @param size T (arcsec^2)
     */
    public record PsfShape(double g1, double g2, double size) {

        static final PsfShape UNKNOWN = new PsfShape(NO, NO, NO);
    }

    /**
     * The weight of a galaxy in a mean shear, which is the sum of weight times shape over the sum of its response.
     *
     * @param value of the weight
     * @param response r11, r12, r21, r22 of weight times shape
     */
    public record Weight(double value, double[] response) {}

    /**
     * The epistemic part of an error: the standard deviation between answers that are equally good by what was learnt. The errors of
     * {@link Shape} contain it.
     *
     * @param g1 of g1
     * @param g2 of g2
     */
    public record Spread(double g1, double g2) {}

    /**
     * What is known of an estimate's response to shear, by metacalibration or by analysis.
     *
     * @param response r11, r12, r21, r22 of the shear response, NaN where the images for it were not made; null where none was
     * @param images what it says of each image of metacalibration, NOSHEAR included; empty where only the response was kept
     * @param weight in a mean shear, with the response of weight times shape; null where there is none
     */
    public record Metacal(double[] response, Map<MetacalType, ShapeEstimate> images, Weight weight) {

        public Metacal {
            images = Map.copyOf(images);
        }

        Metacal(double[] response, Map<MetacalType, ShapeEstimate> images) {
            this(response, images, null);
        }
    }

    /** Shape and light of an estimator that says nothing else. */
    public static ShapeEstimate of(Shape shape, Light light) {
        return new ShapeEstimate(0, shape, light, Centre.UNKNOWN, PsfShape.UNKNOWN, null, null, null, null);
    }

    /** Shape, size T (arcsec^2) and flux without errors. */
    public static ShapeEstimate of(double g1, double g2, double size, double flux) {
        return of(Shape.of(g1, g2), Light.of(size, flux));
    }

    /** A stamp on which the estimator failed: flagged, and every number NaN. */
    public static ShapeEstimate failed(int flags) {
        return of(Shape.UNKNOWN, Light.UNKNOWN).withFlags(flags == 0 ? 1 : flags);
    }

    /** A stamp on which the estimator failed, with the numbers at which it stopped; null where it has none. */
    public static ShapeEstimate failed(int flags, ShapeEstimate last) {
        ShapeEstimate f = failed(flags);
        return new ShapeEstimate(f.flags, f.shape, f.light, f.centre, f.psf, null, null, last, null);
    }

    /** The same with these flags. */
    public ShapeEstimate withFlags(int newFlags) {
        return new ShapeEstimate(newFlags, shape, light, centre, psf, metacal, details, last, spread);
    }

    /** The same with another shape. */
    public ShapeEstimate withShape(Shape newShape) {
        return new ShapeEstimate(flags, newShape, light, centre, psf, metacal, details, last, spread);
    }

    /** The same with other size and flux. */
    ShapeEstimate withLight(Light newLight) {
        return new ShapeEstimate(flags, shape, newLight, centre, psf, metacal, details, last, spread);
    }

    /** The same at a place (pixels, from the first pixel's centre). */
    public ShapeEstimate at(double row, double col) {
        return new ShapeEstimate(flags, shape, light, new Centre(row, col), psf, metacal, details, last, spread);
    }

    /** The same with shape and size of the PSF. */
    public ShapeEstimate withPsf(PsfShape newPsf) {
        return new ShapeEstimate(flags, shape, light, centre, newPsf, metacal, details, last, spread);
    }

    /** The same with what metacalibration says. */
    public ShapeEstimate withMetacal(Metacal newMetacal) {
        return new ShapeEstimate(flags, shape, light, centre, psf, newMetacal, details, last, spread);
    }

    /** The same with r11, r12, r21, r22 of the shear response. */
    public ShapeEstimate withResponse(double[] newResponse) {
        return withMetacal(new Metacal(newResponse, Map.of()));
    }

    /** The same without what is known of metacalibration's single images. */
    public ShapeEstimate withResponseAlone() {
        return withMetacal(new Metacal(metacal.response, Map.of(), metacal.weight));
    }

    /** The same, which responds already, with a weight. */
    ShapeEstimate withWeight(Weight weight) {
        return withMetacal(new Metacal(metacal.response, metacal.images, weight));
    }

    /** The same with how far its members are apart. */
    public ShapeEstimate withSpread(Spread newSpread) {
        return new ShapeEstimate(flags, shape, light, centre, psf, metacal, details, last, newSpread);
    }

    /** The weight in a mean shear, or null. */
    public Weight weight() {
        return metacal == null ? null : metacal.weight;
    }

    /** The same with what the fit says of itself. */
    public ShapeEstimate withDetails(FitDetails newDetails) {
        return new ShapeEstimate(flags, shape, light, centre, psf, metacal, newDetails, last, spread);
    }

    public double g1() {
        return shape.g1;
    }

    public double g2() {
        return shape.g2;
    }

    public double g1Err() {
        return shape.g1Err;
    }

    public double g2Err() {
        return shape.g2Err;
    }

    public double gCov() {
        return shape.gCov;
    }

    public double size() {
        return light.size;
    }

    public double sizeErr() {
        return light.sizeErr;
    }

    public double flux() {
        return light.flux;
    }

    public double fluxErr() {
        return light.fluxErr;
    }

    public double s2n() {
        return light.s2n;
    }

    public double row() {
        return centre.row;
    }

    public double col() {
        return centre.col;
    }

    public double psfG1() {
        return psf.g1;
    }

    public double psfG2() {
        return psf.g2;
    }

    public double psfSize() {
        return psf.size;
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

    /** r11, r12, r21, r22 of the shear response, or null. */
    public double[] response() {
        return metacal == null ? null : metacal.response();
    }

    /** Whether the estimator answered, with numbers. */
    public boolean ok() {
        return flags == 0 && Double.isFinite(g1()) && Double.isFinite(g2());
    }

    /** Intrinsic sigma of a Gaussian of this T and shape (arcsec): T = 2 sigma^2 (1+g^2)/(1-g^2). */
    public double intrinsicSigma() {
        double g = g1() * g1() + g2() * g2();
        return Math.sqrt(size() / 2 * (1 - g) / (1 + g));
    }

    /** T of a Gaussian of intrinsic sigma (arcsec) sheared by g (arcsec^2). */
    public static double sizeOf(double intrinsicSigma, double g1, double g2) {
        double g = g1 * g1 + g2 * g2;
        return 2 * intrinsicSigma * intrinsicSigma * (1 + g) / (1 - g);
    }
}
