package org.shearnet.galaxysim.profile;

import org.shearnet.galaxysim.shear.Shear;

/**
 * A profile mapped linearly, moved, and with its flux multiplied: a point r of the base goes to M r + s.
 *
 * @param base what is transformed; never itself a Transform
 * @param a element x from x of M
 * @param b element x from y
 * @param c element y from x
 * @param d element y from y
 * @param dx shift along x, after M (arcsec)
 * @param dy shift along y (arcsec)
 * @param fluxRatio flux over that of the base
 */
public record Transform(
        LightProfile base, double a, double b, double c, double d, double dx, double dy, double fluxRatio)
        implements LightProfile {

    /**
     * Rejects maps without an inverse and numbers that are not finite.
     *
     * @param base what is transformed; never itself a Transform
     * @param a element x from x of M
     * @param b element x from y
     * @param c element y from x
     * @param d element y from y
     * @param dx shift along x, after M (arcsec)
     * @param dy shift along y (arcsec)
     * @param fluxRatio flux over that of the base
     */
    public Transform {
        double det = a * d - b * c;
        if (!(Math.abs(det) > 0 && Math.abs(det) < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a profile cannot be mapped by a matrix of determinant " + det);
        }
        if (!Double.isFinite(dx) || !Double.isFinite(dy) || !Double.isFinite(fluxRatio)) {
            throw new IllegalArgumentException(
                    "shift and flux must be finite, not " + dx + ", " + dy + ", " + fluxRatio);
        }
    }

    /** Transforms, folding a transformation of a transformation into one, and flux into the base where nothing else is left. */
    static LightProfile of(
            LightProfile base, double a, double b, double c, double d, double dx, double dy, double fluxRatio) {
        if (base instanceof Transform t) {
            return of(
                    t.base,
                    a * t.a + b * t.c,
                    a * t.b + b * t.d,
                    c * t.a + d * t.c,
                    c * t.b + d * t.d,
                    a * t.dx + b * t.dy + dx,
                    c * t.dx + d * t.dy + dy,
                    fluxRatio * t.fluxRatio);
        }
        return new Transform(base, a, b, c, d, dx, dy, fluxRatio);
    }

    private double absDeterminant() {
        return Math.abs(a * d - b * c);
    }

    /** Not Math.hypot, which is many times slower: asked dozens of times for every stamp. */
    private static double length(double x, double y) {
        return Math.sqrt(x * x + y * y);
    }

    /** {@return largest stretch of the map} */
    public double major() {
        return 0.5 * (length(a + d, b - c) + length(a - d, b + c));
    }

    /** {@return smallest stretch of the map} */
    public double minor() {
        return absDeterminant() / major();
    }

    /** {@return the shear that the map gives a round base} */
    public Shear roundShape() {
        return Shear.ofMatrix(a, b, c, d);
    }

    @Override
    public double flux() {
        return fluxRatio * base.flux();
    }

    @Override
    public KValue kValue(double kx, double ky) {
        double phase = -(kx * dx + ky * dy);
        return base.kValue(a * kx + c * ky, b * kx + d * ky)
                .times(new KValue(fluxRatio * Math.cos(phase), fluxRatio * Math.sin(phase)));
    }

    @Override
    public double xValue(double x, double y) {
        double det = a * d - b * c;
        double u = x - dx;
        double v = y - dy;
        return base.xValue((d * u - b * v) / det, (a * v - c * u) / det) * fluxRatio / Math.abs(det);
    }

    @Override
    public boolean hasXValue() {
        return base.hasXValue();
    }

    @Override
    public double maxK(double threshold) {
        return base.maxK(threshold) / minor();
    }

    @Override
    public double stepK(double threshold, double minHalfLightRadii) {
        double step = base.stepK(threshold, minHalfLightRadii) / major();
        double shift = length(dx, dy);
        return shift == 0 ? step : Math.PI / (Math.PI / step + shift);
    }

    @Override
    public double extent(double surfaceBrightness) {
        double ratio = absDeterminant() / Math.abs(fluxRatio);
        return fluxRatio == 0 ? 0 : base.extent(surfaceBrightness * ratio) * major() + length(dx, dy);
    }

    @Override
    public double kBound(double k) {
        return Math.abs(fluxRatio) * base.kBound(k * minor());
    }

    @Override
    public double smoothBelow(double pixelScale) {
        return base.smoothBelow(pixelScale) / major();
    }

    @Override
    public double coreReach() {
        return Math.hypot(dx, dy) + major() * base.coreReach();
    }

    @Override
    public double roundness() {
        return minor() / major() * base.roundness();
    }

    @Override
    public boolean hasPoints() {
        return base.hasPoints();
    }

    @Override
    public Shapes shapes(double p, double q, double r, double s) {
        return base.shapes(p * a + q * c, p * b + q * d, r * a + s * c, r * b + s * d);
    }

    @Override
    public double meanSquareRadius() {
        double perAxis = 0.5 * base.meanSquareRadius();
        return perAxis * (a * a + b * b + c * c + d * d);
    }
}
