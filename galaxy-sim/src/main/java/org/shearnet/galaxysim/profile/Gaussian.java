package org.shearnet.galaxysim.profile;

import org.shearnet.galaxysim.yaml.Keys;

/** I(r) = flux exp(-r^2 / 2 sigma^2) / (2 pi sigma^2). */
public final class Gaussian extends RadialProfile {

    /** Half-light radius over sigma, sqrt(2 ln 2). */
    public static final double HALF_LIGHT_RADIUS_OVER_SIGMA = Math.sqrt(2 * Math.log(2));

    /** Its words in a configuration. */
    public static final ProfileType TYPE = new ProfileType(
            "Gaussian",
            "a Gaussian",
            Keys.none().oneOf("size, arcsec", "sigma", "fwhm", "half_light_radius", "resolution"),
            n -> n.has("sigma")
                    ? new Gaussian(n.get("sigma"), 1)
                    : n.has("fwhm") ? ofFwhm(n.get("fwhm"), 1) : ofHalfLightRadius(n.get("half_light_radius"), 1));

    private final double sigma;

    /**
     * A round Gaussian.
     *
     * @param sigma standard deviation along each axis (arcsec)
     * @param flux total flux (counts)
     */
    public Gaussian(double sigma, double flux) {
        super(flux);
        this.sigma = positive("sigma of a Gaussian", sigma);
    }

    /**
     * {@return a profile from the full width at half maximum (arcsec)}
     *
     * @param fwhm full width at half maximum (arcsec)
     * @param flux total flux (counts)
     */
    public static Gaussian ofFwhm(double fwhm, double flux) {
        return new Gaussian(positive("fwhm of a Gaussian", fwhm) / (2 * HALF_LIGHT_RADIUS_OVER_SIGMA), flux);
    }

    /**
     * {@return a profile from the half-light radius (arcsec)}
     *
     * @param radius half-light radius (arcsec)
     * @param flux total flux (counts)
     */
    public static Gaussian ofHalfLightRadius(double radius, double flux) {
        return new Gaussian(positive("half-light radius of a Gaussian", radius) / HALF_LIGHT_RADIUS_OVER_SIGMA, flux);
    }

    /** {@return standard deviation along each axis (arcsec)} */
    public double sigma() {
        return sigma;
    }

    /** {@return full width at half maximum (arcsec)} */
    public double fwhm() {
        return 2 * HALF_LIGHT_RADIUS_OVER_SIGMA * sigma;
    }

    @Override
    public double halfLightRadius() {
        return HALF_LIGHT_RADIUS_OVER_SIGMA * sigma;
    }

    @Override
    protected double enclosed(double r) {
        return -Math.expm1(-0.5 * r * r / (sigma * sigma));
    }

    @Override
    public Gaussian withFlux(double flux) {
        return new Gaussian(sigma, flux);
    }

    @Override
    protected double unitK(double ksq) {
        return Math.exp(-0.5 * ksq * sigma * sigma);
    }

    @Override
    protected double unitX(double r) {
        double z = r / sigma;
        return Math.exp(-0.5 * z * z) / (2 * Math.PI * sigma * sigma);
    }

    @Override
    protected double unitExtent(double surfaceBrightness) {
        double ratio = surfaceBrightness * 2 * Math.PI * sigma * sigma;
        return ratio >= 1 ? 0 : sigma * Math.sqrt(-2 * Math.log(ratio));
    }

    @Override
    public double maxK(double threshold) {
        return Math.sqrt(-2 * Math.log(threshold)) / sigma;
    }

    @Override
    public double stepK(double threshold, double minHalfLightRadii) {
        double r = Math.max(Math.sqrt(-2 * Math.log(threshold)), minHalfLightRadii * HALF_LIGHT_RADIUS_OVER_SIGMA);
        return Math.PI / (r * sigma);
    }

    @Override
    public double smoothBelow(double pixelScale) {
        return Double.POSITIVE_INFINITY;
    }

    @Override
    public double meanSquareRadius() {
        return 2 * sigma * sigma;
    }

    @Override
    public String toString() {
        return "Gaussian(sigma=" + sigma + ", flux=" + flux() + ")";
    }
}
