package org.shearnet.galaxysim.profile;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.shearnet.galaxysim.yaml.Keys;

/**
 * Diffraction by a round aperture with a central obscuration. The transform is the overlap of two shifted apertures: it ends
 * at k = 2 pi D / lambda. Born and Wolf, Principles of Optics, section 8.5.
 */
public final class Airy extends RadialProfile {

    /** Its words in a configuration. */
    public static final ProfileType TYPE = new ProfileType(
            "Airy",
            "a telescope's diffraction",
            Keys.none()
                    .may("obscuration", "diameter of the secondary over that of the primary, 0 unless given")
                    .oneOf("size, arcsec; lam in nm, diam in m", "lam_over_diam", "lam+diam"),
            n -> n.has("lam")
                    ? ofTelescope(n.get("lam"), n.get("diam"), n.get("obscuration", 0), 1)
                    : new Airy(n.get("lam_over_diam"), n.get("obscuration", 0), 1));

    private static final int INTERVALS = 2048;
    private static final int MOST_CACHED = 256;
    private static final double UNOBSCURED_HALF_LIGHT = 0.5348321477242647;
    private static final Map<Double, RadialTable> TABLES = new ConcurrentHashMap<>();
    private static final Map<Double, Double> HALF_LIGHT = new ConcurrentHashMap<>();

    private final double lamOverDiam;
    private final double obscuration;

    /**
     * A telescope's diffraction pattern.
     *
     * @param lamOverDiam wavelength over aperture diameter (arcsec)
     * @param obscuration linear size of the obscuration over the aperture, 0 to below 1
     * @param flux total flux (counts)
     */
    public Airy(double lamOverDiam, double obscuration, double flux) {
        super(flux);
        this.lamOverDiam = positive("lam_over_diam of an Airy profile", lamOverDiam);
        if (!(obscuration >= 0 && obscuration < 1)) {
            throw new IllegalArgumentException("an obscuration lies between 0 and 1, not " + obscuration);
        }
        this.obscuration = obscuration;
    }

    /**
     * {@return a profile from an instrument}
     *
     * @param wavelength (nm)
     * @param diameter (m)
     * @param obscuration diameter of the secondary mirror over that of the primary
     * @param flux total flux (counts)
     */
    public static Airy ofTelescope(double wavelength, double diameter, double obscuration, double flux) {
        positive("lam of an Airy profile", wavelength);
        positive("diam of an Airy profile", diameter);
        return new Airy(wavelength * 1e-9 / diameter * (180 * 3600 / Math.PI), obscuration, flux);
    }

    /** {@return wavelength over diameter (arcsec)} */
    public double lamOverDiam() {
        return lamOverDiam;
    }

    /** {@return diameter of the secondary mirror over that of the primary} */
    public double obscuration() {
        return obscuration;
    }

    /** The first edge of an overlap. */
    @Override
    public double smoothBelow(double pixelScale) {
        return end() * (obscuration == 0 ? 1 : Math.min(obscuration, 0.5 * (1 - obscuration)));
    }

    private double end() {
        return 2 * Math.PI / lamOverDiam;
    }

    /** Area common to two circles of radii a and b whose centres lie s apart, over pi. */
    private static double overlap(double a, double b, double s) {
        double small = Math.min(a, b);
        double large = Math.max(a, b);
        if (s >= a + b) {
            return 0;
        }
        if (s <= large - small) {
            return small * small;
        }
        double x = (s * s + large * large - small * small) / (2 * s * large);
        double y = (s * s + small * small - large * large) / (2 * s * small);
        double triangle =
                Math.sqrt((-s + large + small) * (s + large - small) * (s - large + small) * (s + large + small));
        return (large * large * Math.acos(x) + small * small * Math.acos(y) - 0.5 * triangle) / Math.PI;
    }

    /** Transform at x = k lambda / (2 pi D), 0 to 1. */
    private static double aperture(double obscuration, double x) {
        double whole =
                overlap(1, 1, 2 * x) - 2 * overlap(1, obscuration, 2 * x) + overlap(obscuration, obscuration, 2 * x);
        return whole / (1 - obscuration * obscuration);
    }

    /** Makes room where an obscuration is to be kept: those of a population may all differ. */
    private static <T> Map<Double, T> withRoom(Map<Double, T> cache) {
        if (cache.size() > MOST_CACHED) {
            cache.clear();
        }
        return cache;
    }

    /** How many obscurations are kept. */
    static int cached() {
        return Math.max(TABLES.size(), HALF_LIGHT.size());
    }

    private RadialTable table() {
        return withRoom(TABLES)
                .computeIfAbsent(obscuration, o -> RadialTable.ofEqualSteps(1.0 / INTERVALS, 1, x -> aperture(o, x)));
    }

    @Override
    public double halfLightRadius() {
        return lamOverDiam
                * (obscuration == 0
                        ? UNOBSCURED_HALF_LIGHT
                        : withRoom(HALF_LIGHT).computeIfAbsent(obscuration, Airy::findHalfLight));
    }

    private static double findHalfLight(double obscuration) {
        Airy unit = new Airy(1, obscuration, 1);
        double flux = 0;
        double step = 1e-3;
        for (int i = 0; ; i++) {
            double r = (i + 0.5) * step;
            double ring = 2 * Math.PI * r * unit.unitX(r) * step;
            if (flux + ring >= 0.5) {
                return i * step + step * (0.5 - flux) / ring;
            }
            flux += ring;
        }
    }

    @Override
    public Airy withFlux(double flux) {
        return new Airy(lamOverDiam, obscuration, flux);
    }

    @Override
    protected double unitK(double ksq) {
        double x = Math.sqrt(ksq) / end();
        return x >= 1 ? 0 : aperture(obscuration, x);
    }

    @Override
    public void multiplyByK(double[] ksq, double[] out, int n) {
        table().multiply(ksq, 1 / (end() * end()), out, n);
    }

    private static double jinc(double v) {
        return v < 1e-6 ? 1 : 2 * Bessel.j1(v) / v;
    }

    @Override
    protected double unitX(double r) {
        double v = Math.PI * r / lamOverDiam;
        double square = obscuration * obscuration;
        double amplitude = (jinc(v) - square * jinc(obscuration * v)) / (1 - square);
        return Math.PI * (1 - square) / (4 * lamOverDiam * lamOverDiam) * amplitude * amplitude;
    }

    /** From the envelope of the rings, which falls as r^-3. */
    @Override
    protected double unitExtent(double surfaceBrightness) {
        double peak = unitX(0);
        double square = obscuration * obscuration;
        double amplitude = (1 + Math.pow(obscuration, 0.5)) / (1 - square);
        double ratio = surfaceBrightness / (peak * 8 / Math.PI * amplitude * amplitude);
        return lamOverDiam * Math.max(1, Math.pow(ratio, -1.0 / 3) / Math.PI);
    }

    @Override
    public double maxK(double threshold) {
        return end();
    }

    @Override
    public double stepK(double threshold, double minHalfLightRadii) {
        double r = 2 / (threshold * Math.PI * Math.PI * (1 - obscuration));
        return Math.PI / Math.max(r * lamOverDiam, minHalfLightRadii * halfLightRadius());
    }

    @Override
    public double meanSquareRadius() {
        return Double.POSITIVE_INFINITY;
    }

    @Override
    public String toString() {
        return "Airy(lamOverDiam=" + lamOverDiam + ", obscuration=" + obscuration + ", flux=" + flux() + ")";
    }
}
