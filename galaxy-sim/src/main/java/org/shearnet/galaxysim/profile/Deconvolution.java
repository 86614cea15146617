package org.shearnet.galaxysim.profile;

/**
 * The inverse of a convolution: 1 / F(k). It makes sense only within a convolution with something wider.
 *
 * @param base what is taken out; its transform must not vanish inside the other profiles' maxK
 */
public record Deconvolution(LightProfile base) implements LightProfile {

    /** Transforms smaller than this fraction of the flux are not inverted: noise would be blown up without bound. */
    public static final double FLOOR = 1e-5;

    @Override
    public double flux() {
        return 1 / base.flux();
    }

    @Override
    public KValue kValue(double kx, double ky) {
        KValue f = base.kValue(kx, ky);
        return f.abs() < FLOOR * Math.abs(base.flux()) ? new KValue(1 / (FLOOR * base.flux()), 0) : f.inverse();
    }

    @Override
    public double xValue(double x, double y) {
        throw new UnsupportedOperationException("a deconvolution has no surface brightness");
    }

    @Override
    public boolean hasXValue() {
        return false;
    }

    @Override
    public double maxK(double threshold) {
        return base.maxK(threshold);
    }

    @Override
    public double stepK(double threshold, double minHalfLightRadii) {
        return base.stepK(threshold, minHalfLightRadii);
    }

    @Override
    public double extent(double surfaceBrightness) {
        return 0;
    }

    @Override
    public double kBound(double k) {
        return 1 / Math.max(base.kBound(k), FLOOR * Math.abs(base.flux()));
    }

    @Override
    public double smoothBelow(double pixelScale) {
        return 0;
    }

    @Override
    public double meanSquareRadius() {
        return -base.meanSquareRadius();
    }
}
