package org.shearnet.galaxysim.profile;

import org.shearnet.galaxysim.yaml.Keys;

/** I(r) = flux exp(-r / r0) / (2 pi r0^2): a disk galaxy. */
public final class Exponential extends RadialProfile {

    /** Half-light radius over scale radius: the root of (1 + x) exp(-x) = 1/2. */
    public static final double HALF_LIGHT_RADIUS_OVER_SCALE = 1.6783469900166605;

    /** Its words in a configuration. */
    public static final ProfileType TYPE = new ProfileType(
            "Exponential",
            "a disk",
            Keys.none().oneOf("size, arcsec", "scale_radius", "half_light_radius", "resolution"),
            n -> n.has("scale_radius")
                    ? new Exponential(n.get("scale_radius"), 1)
                    : ofHalfLightRadius(n.get("half_light_radius"), 1));

    private final double scaleRadius;

    /**
     * An exponential disk.
     *
     * @param scaleRadius e-folding length r0 (arcsec)
     * @param flux total flux (counts)
     */
    public Exponential(double scaleRadius, double flux) {
        super(flux);
        this.scaleRadius = positive("scale radius of an exponential", scaleRadius);
    }

    /**
     * {@return a profile from the half-light radius (arcsec)}
     *
     * @param radius half-light radius (arcsec)
     * @param flux total flux (counts)
     */
    public static Exponential ofHalfLightRadius(double radius, double flux) {
        return new Exponential(
                positive("half-light radius of an exponential", radius) / HALF_LIGHT_RADIUS_OVER_SCALE, flux);
    }

    /** {@return e-folding length (arcsec)} */
    public double scaleRadius() {
        return scaleRadius;
    }

    @Override
    public double halfLightRadius() {
        return HALF_LIGHT_RADIUS_OVER_SCALE * scaleRadius;
    }

    @Override
    protected double enclosed(double r) {
        double x = r / scaleRadius;
        return 1 - (1 + x) * Math.exp(-x);
    }

    @Override
    public Exponential withFlux(double flux) {
        return new Exponential(scaleRadius, flux);
    }

    @Override
    protected double unitK(double ksq) {
        double t = 1 + ksq * scaleRadius * scaleRadius;
        return 1 / (t * Math.sqrt(t));
    }

    @Override
    public void multiplyByK(double[] ksq, double[] out, int n) {
        double rsq = scaleRadius * scaleRadius;
        for (int i = 0; i < n; i++) {
            double t = 1 + ksq[i] * rsq;
            out[i] /= t * Math.sqrt(t);
        }
    }

    @Override
    protected double unitX(double r) {
        return Math.exp(-r / scaleRadius) / (2 * Math.PI * scaleRadius * scaleRadius);
    }

    @Override
    protected double unitExtent(double surfaceBrightness) {
        double ratio = surfaceBrightness * 2 * Math.PI * scaleRadius * scaleRadius;
        return ratio >= 1 ? 0 : -scaleRadius * Math.log(ratio);
    }

    @Override
    public double maxK(double threshold) {
        return Math.pow(threshold, -1.0 / 3) / scaleRadius;
    }

    @Override
    public double stepK(double threshold, double minHalfLightRadii) {
        double r = -Math.log(threshold);
        for (int i = 0; i < 3; i++) {
            r = Math.log(1 + r) - Math.log(threshold);
        }
        return Math.PI / (Math.max(r, minHalfLightRadii * HALF_LIGHT_RADIUS_OVER_SCALE) * scaleRadius);
    }

    @Override
    public double smoothBelow(double pixelScale) {
        return Double.POSITIVE_INFINITY;
    }

    @Override
    public double meanSquareRadius() {
        return 6 * scaleRadius * scaleRadius;
    }

    @Override
    public String toString() {
        return "Exponential(scaleRadius=" + scaleRadius + ", flux=" + flux() + ")";
    }
}
