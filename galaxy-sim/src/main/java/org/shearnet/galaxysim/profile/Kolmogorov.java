package org.shearnet.galaxysim.profile;

import org.shearnet.galaxysim.yaml.Keys;

/**
 * Long-exposure atmospheric seeing: F(k) = flux exp(-(k / k0)^(5/3)), k0 = 2.99294 / (lambda / r0), r0 the Fried parameter.
 * Racine 1996, PASP 108, 699.
 */
public final class Kolmogorov extends RadialProfile {

    /** Arcsec a radian. */
    private static final double ARCSEC = 180 * 3600 / Math.PI;

    /** k0 (lambda / r0), from exp(-3.44 (lambda k / 2 pi r0)^(5/3)). */
    private static final double K0 = 2.9929399118886506;

    /** Full width at half maximum over lambda / r0. */
    public static final double FWHM_FACTOR = 0.9758634299;

    /** Half-light radius over lambda / r0. */
    public static final double HALF_LIGHT_FACTOR = 0.5548101137;

    /** Brightness far out is TAIL (r / (lambda / r0))^(-11/3): Fourier transform of the |k|^(5/3) at the origin. */
    private static final double TAIL = 0.0229;

    private static final RadialTable TABLE = RadialTable.ofOctaves(ksq -> Math.exp(-Math.pow(ksq, 5.0 / 6)));

    /** Its words in a configuration. */
    public static final ProfileType TYPE = new ProfileType(
            "Kolmogorov",
            "long exposure through the atmosphere",
            Keys.none().oneOf("size, arcsec; lam in nm, r0 in m", "fwhm", "half_light_radius", "lam_over_r0", "lam+r0"),
            n -> n.has("lam")
                    ? new Kolmogorov(1e-9 * n.get("lam") / n.get("r0") * ARCSEC, 1)
                    : n.has("fwhm")
                            ? ofFwhm(n.get("fwhm"), 1)
                            : n.has("half_light_radius")
                                    ? ofHalfLightRadius(n.get("half_light_radius"), 1)
                                    : new Kolmogorov(n.get("lam_over_r0"), 1));

    private final double lamOverR0;

    /**
     * A long exposure through turbulence.
     *
     * @param lamOverR0 lambda / r0 (arcsec)
     * @param flux total flux (counts)
     */
    public Kolmogorov(double lamOverR0, double flux) {
        super(flux);
        this.lamOverR0 = positive("lam_over_r0 of a Kolmogorov profile", lamOverR0);
    }

    /**
     * {@return a profile from the full width at half maximum (arcsec)}
     *
     * @param fwhm full width at half maximum (arcsec)
     * @param flux total flux (counts)
     */
    public static Kolmogorov ofFwhm(double fwhm, double flux) {
        return new Kolmogorov(positive("fwhm of a Kolmogorov profile", fwhm) / FWHM_FACTOR, flux);
    }

    /**
     * {@return a profile from the half-light radius (arcsec)}
     *
     * @param radius half-light radius (arcsec)
     * @param flux total flux (counts)
     */
    public static Kolmogorov ofHalfLightRadius(double radius, double flux) {
        return new Kolmogorov(positive("half-light radius of a Kolmogorov profile", radius) / HALF_LIGHT_FACTOR, flux);
    }

    /** {@return lambda / r0 (arcsec)} */
    public double lamOverR0() {
        return lamOverR0;
    }

    @Override
    public double halfLightRadius() {
        return HALF_LIGHT_FACTOR * lamOverR0;
    }

    @Override
    public Kolmogorov withFlux(double flux) {
        return new Kolmogorov(lamOverR0, flux);
    }

    private double unitSquare() {
        double u = lamOverR0 / K0;
        return u * u;
    }

    @Override
    protected double unitK(double ksq) {
        return Math.exp(-Math.pow(ksq * unitSquare(), 5.0 / 6));
    }

    @Override
    public void multiplyByK(double[] ksq, double[] out, int n) {
        TABLE.multiply(ksq, unitSquare(), out, n);
    }

    @Override
    protected double unitX(double r) {
        double k0 = K0 / lamOverR0;
        double end = 9;
        return k0
                * k0
                / (2 * Math.PI)
                * end
                * FiniteHankel.integrate(
                        t -> {
                            double q = t * end;
                            return q * Math.exp(-Math.pow(q, 5.0 / 3)) * Bessel.j0(q * k0 * r);
                        },
                        32 + (int) (end * k0 * r / 3));
    }

    @Override
    protected double unitExtent(double surfaceBrightness) {
        double ratio = surfaceBrightness * lamOverR0 * lamOverR0;
        return lamOverR0 * (1 + Math.pow(1.5 * TAIL / ratio, 3.0 / 11));
    }

    @Override
    public double maxK(double threshold) {
        return Math.pow(-Math.log(threshold), 0.6) * K0 / lamOverR0;
    }

    @Override
    public double stepK(double threshold, double minHalfLightRadii) {
        double r = Math.pow(2 * Math.PI * TAIL * 0.6 / threshold, 0.6);
        return Math.PI / (Math.max(r, minHalfLightRadii * HALF_LIGHT_FACTOR) * lamOverR0);
    }

    @Override
    public double smoothBelow(double pixelScale) {
        return Double.POSITIVE_INFINITY;
    }

    @Override
    public double meanSquareRadius() {
        return Double.POSITIVE_INFINITY;
    }

    @Override
    public String toString() {
        return "Kolmogorov(lamOverR0=" + lamOverR0 + ", flux=" + flux() + ")";
    }
}
