package org.shearnet.galaxysim.profile;

/** A profile that depends on the radius alone, centred on the origin: what to extend for a profile of one's own. */
public abstract non-sealed class RadialProfile implements LightProfile {

    private final double flux;

    /**
     * Rejects a flux that is not finite.
     *
     * @param flux total flux (counts)
     */
    protected RadialProfile(double flux) {
        if (!Double.isFinite(flux)) {
            throw new IllegalArgumentException("a flux is a finite number, not " + flux);
        }
        this.flux = flux;
    }

    static double positive(String what, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(what + " must be positive, not " + value);
        }
        return value;
    }

    /**
     * {@return transform at k = sqrt(ksq), for unit flux}
     *
     * @param ksq squared wave number (rad^2/arcsec^2)
     */
    protected abstract double unitK(double ksq);

    /**
     * {@return surface brightness at radius r (arcsec), for unit flux}
     *
     * @param r radius (arcsec)
     */
    protected abstract double unitX(double r);

    /**
     * {@return radius beyond which the profile of unit flux stays below a surface brightness}
     *
     * @param surfaceBrightness per arcsec^2 and unit flux
     */
    protected abstract double unitExtent(double surfaceBrightness);

    /** {@return radius that holds half of the flux (arcsec)} */
    public abstract double halfLightRadius();

    /**
     * {@return share of the flux within a radius; NaN where there is no formula for it}
     *
     * @param r radius (arcsec)
     */
    protected double enclosed(double r) {
        return Double.NaN;
    }

    @Override
    public abstract RadialProfile withFlux(double flux);

    /**
     * Multiplies an array by the unit-flux transform.
     *
     * @param ksq squared wave numbers (rad^2/arcsec^2)
     * @param out multiplied in place, elements 0 to n - 1
     * @param n how many elements
     */
    public void multiplyByK(double[] ksq, double[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] *= unitK(ksq[i]);
        }
    }

    @Override
    public final double flux() {
        return flux;
    }

    @Override
    public final LightProfile withScaledFlux(double ratio) {
        return withFlux(flux * ratio);
    }

    @Override
    public final KValue kValue(double kx, double ky) {
        return new KValue(flux * unitK(kx * kx + ky * ky), 0);
    }

    @Override
    public final double xValue(double x, double y) {
        return flux * unitX(Math.hypot(x, y));
    }

    @Override
    public boolean hasXValue() {
        return true;
    }

    @Override
    public double kBound(double k) {
        return Math.abs(flux * unitK(k * k));
    }

    @Override
    public final double extent(double surfaceBrightness) {
        return flux == 0 ? 0 : unitExtent(surfaceBrightness / Math.abs(flux));
    }

    @Override
    public double smoothBelow(double pixelScale) {
        return 0;
    }

    @Override
    public Shapes shapes(double a, double b, double c, double d) {
        return Shapes.ofEllipse(a, b, c, d, halfLightRadius(), meanSquareRadius());
    }

    @Override
    public final boolean isRound() {
        return true;
    }
}
