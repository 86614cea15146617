package org.shearnet.galaxysim.profile;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.math3.special.Gamma;
import org.shearnet.galaxysim.yaml.Keys;

/**
 * I(r) ~ (1 + (r / rD)^2)^-beta, optionally cut off at a radius: seeing with wings. Moffat 1969, A&amp;A 3, 455.
 *
 * <p>The transform of the whole profile is 4 (k rD / 2)^(beta - 1) K_(beta - 1)(k rD) / (2 Gamma(beta - 1)), from tables that
 * interpolate in 1 / beta too; a truncated profile has a table of its own.
 *
 * <p>Longer than other classes: formulas, tables and cut are one matter.
 */
public final class Moffat extends RadialProfile {

    /** Least beta. */
    public static final double MIN_BETA = 1.1;

    /** Largest beta. */
    public static final double MAX_BETA = 100;

    /** Its words in a configuration. */
    public static final ProfileType TYPE = new ProfileType(
            "Moffat",
            "a Moffat profile",
            Keys.none()
                    .must("beta", "exponent, " + MIN_BETA + " to " + MAX_BETA)
                    .oneOf("size, arcsec", "fwhm", "half_light_radius", "scale_radius")
                    .may("trunc", "radius beyond which there is nothing, arcsec"),
            Moffat::of);

    private static final int MOST_CACHED = 256;

    private static final TableFamily FAMILY = new TableFamily(1 / MAX_BETA, 1 / MIN_BETA, 72, inverse -> {
        double beta = 1 / inverse;
        double scale = 1 / halfLightOverScale(beta, 0);
        return RadialTable.ofOctaves(ksq -> besselTransform(beta, Math.sqrt(ksq) * scale));
    });

    private static final Map<String, RadialTable> TRUNCATED = new ConcurrentHashMap<>();

    /** Light beyond a truncation that no double sees. */
    private static final double NOTHING = 1e-17;

    /** Farthest truncation (scale radii): the ripples of its transform are that much finer than the profile's. */
    private static final double FARTHEST = 1e3;

    private final double beta;
    private final double scaleRadius;
    private final double truncation;
    private final double contained;
    private volatile RadialTable table;

    /** Of the profile without its cut. */
    private volatile RadialTable whole;

    /**
     * A Moffat profile.
     *
     * @param beta slope, above 1.1
     * @param scaleRadius rD (arcsec)
     * @param truncation radius beyond which there is nothing (arcsec), 0 for none
     * @param flux total flux (counts)
     */
    public Moffat(double beta, double scaleRadius, double truncation, double flux) {
        super(flux);
        check(beta, truncation);
        this.beta = beta;
        this.scaleRadius = positive("scale radius of a Moffat profile", scaleRadius);
        double cut = truncation / scaleRadius;
        boolean beyond = Math.pow(1 + cut * cut, 1 - beta) < NOTHING;
        if (!beyond && cut > FARTHEST) {
            throw new IllegalArgumentException("trunc of a Moffat profile may be " + FARTHEST
                    + " scale radii at most, not " + cut + "; leave it out for none");
        }
        this.truncation = beyond ? 0 : truncation;
        this.contained = contained(beta, this.truncation / scaleRadius);
    }

    private Moffat(Moffat other, double flux) {
        super(flux);
        beta = other.beta;
        scaleRadius = other.scaleRadius;
        truncation = other.truncation;
        contained = other.contained;
        table = other.table;
        whole = other.whole;
    }

    private static Moffat of(ProfileType.Numbers n) {
        double beta = n.get("beta");
        double truncation = n.get("trunc", 0);
        return n.has("fwhm")
                ? ofFwhm(beta, n.get("fwhm"), truncation, 1)
                : n.has("half_light_radius")
                        ? ofHalfLightRadius(beta, n.get("half_light_radius"), truncation, 1)
                        : new Moffat(beta, n.get("scale_radius"), truncation, 1);
    }

    private static void check(double beta, double truncation) {
        if (!(beta >= MIN_BETA && beta <= MAX_BETA)) {
            throw new IllegalArgumentException(
                    "beta of a Moffat profile lies between " + MIN_BETA + " and " + MAX_BETA + ", not " + beta);
        }
        if (!(truncation >= 0 && truncation < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("trunc must not be negative, as " + truncation);
        }
    }

    /**
     * {@return a profile from the full width at half maximum (arcsec)}
     *
     * @param beta slope: the surface brightness falls as r^(-2 beta)
     * @param fwhm full width at half maximum (arcsec)
     * @param truncation radius beyond which there is no light (arcsec), 0 for none
     * @param flux total flux (counts)
     */
    public static Moffat ofFwhm(double beta, double fwhm, double truncation, double flux) {
        check(beta, truncation);
        positive("fwhm of a Moffat profile", fwhm);
        return new Moffat(beta, 0.5 * fwhm / Math.sqrt(Math.pow(2, 1 / beta) - 1), truncation, flux);
    }

    /**
     * {@return a profile from the half-light radius (arcsec), of the truncated profile where it is truncated}
     *
     * @param beta slope: the surface brightness falls as r^(-2 beta)
     * @param radius half-light radius (arcsec)
     * @param truncation radius beyond which there is no light (arcsec), 0 for none
     * @param flux total flux (counts)
     */
    public static Moffat ofHalfLightRadius(double beta, double radius, double truncation, double flux) {
        check(beta, truncation);
        positive("half-light radius of a Moffat profile", radius);
        if (truncation == 0) {
            return new Moffat(beta, radius / halfLightOverScale(beta, 0), 0, flux);
        }
        if (truncation <= Math.sqrt(2) * radius) {
            throw new IllegalArgumentException("trunc must be above sqrt(2) half-light radii, not " + truncation);
        }
        double low = 1e-4 * radius;
        double high = 1e4 * radius;
        for (int i = 0; i < 200; i++) {
            double middle = Math.sqrt(low * high);
            if (middle * halfLightOverScale(beta, truncation / middle) < radius) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return new Moffat(beta, low, truncation, flux);
    }

    /** Share of the untruncated flux inside a cut (in scale radii; 0 for none). */
    private static double contained(double beta, double cut) {
        return cut == 0 ? 1 : -Math.expm1((1 - beta) * Math.log1p(cut * cut));
    }

    private static double halfLightOverScale(double beta, double cut) {
        return Math.sqrt(Math.expm1(Math.log1p(-0.5 * contained(beta, cut)) / (1 - beta)));
    }

    /** Unit-flux transform at x = k rD: an integral representation of the Bessel function, by the trapezoidal rule. */
    private static double besselTransform(double beta, double x) {
        double nu = beta - 1;
        if (x < 1e-8) {
            return 1;
        }
        double logNorm = (1 - nu) * Math.log(2) + nu * Math.log(x) - Gamma.logGamma(nu);
        // The integrand exp(-x cosh t) cosh(nu t) peaks near asinh(nu / x).
        double peak = Math.log(nu / x + Math.sqrt(nu * nu / (x * x) + 1));
        double step = Math.min(0.1, 0.4 / Math.sqrt(nu + x + 1));
        double sum = 0;
        for (int i = 0; ; i++) {
            double t = i * step;
            double exponent = logNorm - x * Math.cosh(t) + nu * t;
            double term = 0.5 * (Math.exp(exponent) + Math.exp(exponent - 2 * nu * t));
            sum += i == 0 ? 0.5 * term : term;
            if (t > peak && exponent < -45) {
                return sum * step;
            }
        }
    }

    private RadialTable table() {
        RadialTable found = table;
        if (found == null) {
            found = truncation > 0 ? truncated() : untruncated();
            table = found;
        }
        return found;
    }

    private RadialTable untruncated() {
        RadialTable found = whole;
        if (found == null) {
            found = FAMILY.at(1 / beta);
            whole = found;
        }
        return found;
    }

    private RadialTable truncated() {
        double cut = truncation / scaleRadius;
        if (TRUNCATED.size() > MOST_CACHED) {
            TRUNCATED.clear();
        }
        return TRUNCATED.computeIfAbsent(
                beta + "/" + cut,
                key -> RadialTable.ofEqualSteps(
                        0.25 / Math.max(1, cut),
                        2000,
                        x -> FiniteHankel.transform(
                                r -> (beta - 1) / (Math.PI * contained) * Math.pow(1 + r * r, -beta), cut, 1, x)));
    }

    /** Length that the table is scaled to. */
    private double unit() {
        return truncation > 0 ? scaleRadius : scaleRadius * halfLightOverScale(beta, 0);
    }

    /** {@return slope} */
    public double beta() {
        return beta;
    }

    /** {@return rD (arcsec)} */
    public double scaleRadius() {
        return scaleRadius;
    }

    /** {@return truncation radius (arcsec), 0 for none} */
    public double truncation() {
        return truncation;
    }

    /** {@return full width at half maximum (arcsec)} */
    public double fwhm() {
        return 2 * scaleRadius * Math.sqrt(Math.pow(2, 1 / beta) - 1);
    }

    @Override
    public double halfLightRadius() {
        return scaleRadius * halfLightOverScale(beta, truncation / scaleRadius);
    }

    @Override
    protected double enclosed(double r) {
        double x = r / scaleRadius;
        return Math.min(1, (1 - Math.pow(1 + x * x, 1 - beta)) / contained);
    }

    @Override
    public Moffat withFlux(double flux) {
        return new Moffat(this, flux);
    }

    @Override
    protected double unitK(double ksq) {
        return table().value(ksq * unit() * unit());
    }

    @Override
    public void multiplyByK(double[] ksq, double[] out, int n) {
        table().multiply(ksq, unit() * unit(), out, n);
    }

    @Override
    protected double unitX(double r) {
        double z = r / scaleRadius;
        return truncation > 0 && r > truncation
                ? 0
                : (beta - 1) / (Math.PI * scaleRadius * scaleRadius * contained) * Math.pow(1 + z * z, -beta);
    }

    @Override
    protected double unitExtent(double surfaceBrightness) {
        double ratio = surfaceBrightness / unitX(0);
        double r = ratio >= 1 ? 0 : scaleRadius * Math.sqrt(Math.pow(ratio, -1 / beta) - 1);
        return truncation > 0 ? Math.min(truncation, r) : r;
    }

    @Override
    public double maxK(double threshold) {
        double halfLight = scaleRadius * halfLightOverScale(beta, 0);
        double core = RadialTable.maxK(k -> untruncated().value(k * k) / contained, threshold, 1e3) / halfLight;
        return truncation == 0 ? core : Math.max(core, Math.pow(edge(1) / threshold, 2.0 / 3));
    }

    /** Amplitude of the ripples that a truncation leaves at k. */
    private double edge(double k) {
        return 2 * unitX(truncation) * Math.sqrt(2 * Math.PI * truncation / k) / k;
    }

    @Override
    public double kBound(double k) {
        double x = k * scaleRadius * halfLightOverScale(beta, 0);
        double ripples = truncation == 0 ? 0 : edge(k);
        return Math.abs(flux()) * Math.min(1, untruncated().value(x * x) / contained + ripples);
    }

    @Override
    public double stepK(double threshold, double minHalfLightRadii) {
        double r = Math.max(Math.pow(threshold, 0.5 / (1 - beta)) * scaleRadius, minHalfLightRadii * halfLightRadius());
        return Math.PI / (truncation > 0 ? Math.min(truncation, r) : r);
    }

    @Override
    public double smoothBelow(double pixelScale) {
        return truncation > 0 ? 0 : Double.POSITIVE_INFINITY;
    }

    @Override
    public double meanSquareRadius() {
        if (truncation == 0) {
            return beta > 2 ? scaleRadius * scaleRadius / (beta - 2) : Double.POSITIVE_INFINITY;
        }
        return 2
                * Math.PI
                * FiniteHankel.integrate(
                        t -> {
                            double r = t * truncation;
                            return r * r * r * unitX(r) * truncation;
                        },
                        64);
    }

    @Override
    public String toString() {
        return "Moffat(beta=" + beta + ", scaleRadius=" + scaleRadius + ", truncation=" + truncation + ", flux="
                + flux() + ")";
    }
}
