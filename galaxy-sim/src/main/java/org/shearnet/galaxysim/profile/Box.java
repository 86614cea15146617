package org.shearnet.galaxysim.profile;

/**
 * A rectangle of even surface brightness centred on the origin: a pixel's response.
 *
 * @param width full width along x (arcsec)
 * @param height full width along y (arcsec)
 * @param flux total flux (counts)
 */
public record Box(double width, double height, double flux) implements LightProfile {

    /**
     * Rejects sides that are not positive.
     *
     * @param width full width along x (arcsec)
     * @param height full width along y (arcsec)
     * @param flux total flux (counts)
     */
    public Box {
        RadialProfile.positive("width of a box", width);
        RadialProfile.positive("height of a box", height);
    }

    /**
     * {@return a square pixel of unit flux}
     *
     * @param scale side of the pixel (arcsec)
     */
    public static Box pixel(double scale) {
        return new Box(scale, scale, 1);
    }

    @Override
    public KValue kValue(double kx, double ky) {
        return new KValue(flux * Bessel.sinc(0.5 * kx * width) * Bessel.sinc(0.5 * ky * height), 0);
    }

    @Override
    public double xValue(double x, double y) {
        return Math.abs(x) <= 0.5 * width && Math.abs(y) <= 0.5 * height ? flux / (width * height) : 0;
    }

    @Override
    public boolean hasXValue() {
        return true;
    }

    @Override
    public LightProfile withScaledFlux(double ratio) {
        return new Box(width, height, flux * ratio);
    }

    @Override
    public double maxK(double threshold) {
        return 2 / (threshold * Math.min(width, height));
    }

    @Override
    public double stepK(double threshold, double minHalfLightRadii) {
        return Math.PI / Math.max(width, height);
    }

    @Override
    public double extent(double surfaceBrightness) {
        return 0.5 * Math.hypot(width, height);
    }

    @Override
    public double kBound(double k) {
        // Mean over directions of |sinc sinc|: 4 / (pi a)^2 (1 + ln a) at a = k width / 2 well above 1.
        double a = 0.5 * k * Math.min(width, height);
        return Math.abs(flux) * (a < 1.5 ? 1 : Math.min(1, (1 + Math.log(a)) / (a * a)));
    }

    @Override
    public double smoothBelow(double pixelScale) {
        return Math.max(width, height) <= 2 * pixelScale ? Double.POSITIVE_INFINITY : 0;
    }

    @Override
    public double meanSquareRadius() {
        return (width * width + height * height) / 12;
    }
}
