package org.shearnet.galaxysim.profile;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.math3.special.Gamma;
import org.shearnet.galaxysim.yaml.Keys;

/**
 * I(r) ~ exp(-b (r / hlr)^(1/n)), optionally cut off at a radius: a bulge (n = 4, de Vaucouleurs), a disk (n = 1) and all
 * between. Sersic 1963; see Graham and Driver 2005, PASA 22, 118 (astro-ph/0503176).
 *
 * <p>Implementation note: the transform comes from tables that interpolate in n as well as in k, for a half-light radius of
 * 1: a new n costs a few microseconds. Truncated profiles have tables of their own.
 *
 * <p>Longer than other classes: formulas, tables and cut are one matter.
 */
public final class Sersic extends RadialProfile {

    /** Least index. */
    public static final double MIN_N = 0.3;

    /** Largest index. */
    public static final double MAX_N = 6.2;

    private static final Keys SIZE = Keys.none()
            .oneOf("size, arcsec", "half_light_radius", "scale_radius", "resolution")
            .may("trunc", "radius beyond which there is nothing, arcsec");

    /** Its words in a configuration. */
    public static final ProfileType TYPE = new ProfileType(
            "Sersic",
            "a Sersic profile",
            Keys.none().must("n", "index, " + MIN_N + " to " + MAX_N).plus(SIZE),
            n -> of(n.get("n"), n));

    /** The words of that of n = 4. */
    public static final ProfileType DE_VAUCOULEURS =
            new ProfileType("DeVaucouleurs", "Sersic of n = 4", SIZE, n -> of(4, n));

    private static final int MOST_CACHED = 256;

    private static final TableFamily FAMILY = new TableFamily(Math.log(MIN_N), Math.log(MAX_N), 80, logN -> {
        double n = Math.exp(logN);
        double b = SersicScale.exponent(n, 0);
        double norm = SersicScale.normalisation(n, b, 0);
        HankelTransform f = new HankelTransform(r -> Math.exp(-b * Math.pow(r, 1 / n)) / norm);
        return RadialTable.ofOctaves(ksq -> f.at(Math.sqrt(ksq)));
    });

    private static final Map<String, RadialTable> TRUNCATED = new ConcurrentHashMap<>();

    private record RadiusKey(double n, double threshold) {}

    private static final Map<RadiusKey, Double> RADII = new ConcurrentHashMap<>();

    private final double n;
    private final double halfLightRadius;
    private final double truncation;
    private final double b;
    private final double norm;
    private volatile RadialTable table;

    /** Of the profile without its cut. */
    private volatile RadialTable whole;

    /**
     * A Sersic profile.
     *
     * @param n index, 0.3 to 6.2
     * @param halfLightRadius radius that holds half of the flux, of the truncated profile where it is truncated (arcsec)
     * @param truncation radius beyond which there is nothing (arcsec), 0 for none; above sqrt(2) half-light radii
     * @param flux total flux (counts)
     */
    public Sersic(double n, double halfLightRadius, double truncation, double flux) {
        super(flux);
        if (!(n >= MIN_N && n <= MAX_N)) {
            throw new IllegalArgumentException("a Sersic index lies between " + MIN_N + " and " + MAX_N + ", not " + n);
        }
        this.n = n;
        this.halfLightRadius = positive("half-light radius of a Sersic profile", halfLightRadius);
        if (!(truncation == 0
                || truncation > Math.sqrt(2) * halfLightRadius && truncation < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "trunc must be 0 (none) or above sqrt(2) half-light radii, not " + truncation);
        }
        this.truncation = truncation;
        double cut = truncation / halfLightRadius;
        this.b = cut == 0 ? SersicScale.exponent(n) : SersicScale.exponent(n, cut);
        this.norm = SersicScale.normalisation(n, b, cut);
    }

    private Sersic(Sersic other, double flux) {
        super(flux);
        n = other.n;
        halfLightRadius = other.halfLightRadius;
        truncation = other.truncation;
        b = other.b;
        norm = other.norm;
        table = other.table;
        whole = other.whole;
    }

    private static Sersic of(double n, ProfileType.Numbers numbers) {
        double truncation = numbers.get("trunc", 0);
        if (!numbers.has("scale_radius")) {
            return new Sersic(n, numbers.get("half_light_radius"), truncation, 1);
        }
        if (truncation != 0) {
            throw new IllegalArgumentException("give half_light_radius, not scale_radius, with trunc");
        }
        return ofScaleRadius(n, numbers.get("scale_radius"), 1);
    }

    /**
     * Without truncation.
     *
     * @param n index
     * @param halfLightRadius radius that holds half of the flux (arcsec)
     * @param flux total flux (counts)
     */
    public Sersic(double n, double halfLightRadius, double flux) {
        this(n, halfLightRadius, 0, flux);
    }

    /**
     * {@return de Vaucouleurs' profile, of n = 4}
     *
     * @param halfLightRadius radius that holds half of the flux (arcsec)
     * @param flux total flux (counts)
     */
    public static Sersic deVaucouleurs(double halfLightRadius, double flux) {
        return new Sersic(4, halfLightRadius, 0, flux);
    }

    /**
     * {@return a profile from the scale radius r0 of exp(-(r / r0)^(1/n))}
     *
     * @param n index
     * @param scaleRadius r0 (arcsec)
     * @param flux total flux (counts)
     */
    public static Sersic ofScaleRadius(double n, double scaleRadius, double flux) {
        if (!(n >= MIN_N && n <= MAX_N)) {
            throw new IllegalArgumentException("a Sersic index lies between " + MIN_N + " and " + MAX_N + ", not " + n);
        }
        return new Sersic(n, scaleRadius * Math.pow(SersicScale.exponent(n), n), 0, flux);
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
            found = FAMILY.at(Math.log(n));
            whole = found;
        }
        return found;
    }

    private RadialTable truncated() {
        double cut = truncation / halfLightRadius;
        if (TRUNCATED.size() > MOST_CACHED) {
            TRUNCATED.clear();
        }
        return TRUNCATED.computeIfAbsent(
                n + "/" + cut,
                key -> RadialTable.ofEqualSteps(
                        0.25 / cut,
                        4000,
                        k -> FiniteHankel.transform(
                                r -> Math.exp(-b * Math.pow(r, 1 / n)) / norm, cut, Math.max(1, 2 * n), k)));
    }

    /** {@return index} */
    public double n() {
        return n;
    }

    /** {@return truncation radius (arcsec), 0 for none} */
    public double truncation() {
        return truncation;
    }

    @Override
    public double halfLightRadius() {
        return halfLightRadius;
    }

    @Override
    protected double enclosed(double r) {
        double within = Gamma.regularizedGammaP(2 * n, b * Math.pow(r / halfLightRadius, 1 / n));
        if (truncation == 0) {
            return within;
        }
        return Math.min(1, within / Gamma.regularizedGammaP(2 * n, b * Math.pow(truncation / halfLightRadius, 1 / n)));
    }

    @Override
    public Sersic withFlux(double flux) {
        return new Sersic(this, flux);
    }

    @Override
    protected double unitK(double ksq) {
        return table().value(ksq * halfLightRadius * halfLightRadius);
    }

    @Override
    public void multiplyByK(double[] ksq, double[] out, int count) {
        table().multiply(ksq, halfLightRadius * halfLightRadius, out, count);
    }

    @Override
    protected double unitX(double r) {
        return truncation > 0 && r > truncation
                ? 0
                : Math.exp(-b * Math.pow(r / halfLightRadius, 1 / n)) / (norm * halfLightRadius * halfLightRadius);
    }

    @Override
    protected double unitExtent(double surfaceBrightness) {
        double ratio = surfaceBrightness * norm * halfLightRadius * halfLightRadius;
        double r = ratio >= 1 ? 0 : halfLightRadius * Math.pow(-Math.log(ratio) / b, n);
        return truncation > 0 ? Math.min(truncation, r) : r;
    }

    @Override
    public double maxK(double threshold) {
        double core = RadialTable.maxK(k -> coreBound(k), threshold, 1e5) / halfLightRadius;
        return truncation == 0 ? core : Math.max(core, Math.pow(edge(1) / threshold, 2.0 / 3));
    }

    /** |F| at k (per half-light radius), the truncation's ripples left out. */
    private double coreBound(double k) {
        if (truncation == 0) {
            return Math.abs(table().value(k * k));
        }
        double exponent = SersicScale.exponent(n);
        double scale = Math.pow(exponent / b, n);
        double contained = norm / SersicScale.normalisation(n, b, 0);
        return Math.min(1, Math.abs(untruncated().value(k * k * scale * scale)) / contained);
    }

    /** Amplitude of the ripples that a truncation leaves at k. */
    private double edge(double k) {
        return 2 * unitX(truncation) * Math.sqrt(2 * Math.PI * truncation / k) / k;
    }

    @Override
    public double kBound(double k) {
        double ripples = truncation == 0 ? 0 : edge(k);
        return Math.abs(flux()) * Math.min(1, coreBound(k * halfLightRadius) + ripples);
    }

    @Override
    public double stepK(double threshold, double minHalfLightRadii) {
        double r = minHalfLightRadii;
        if (truncation > 0) {
            return Math.PI / truncation;
        }
        return Math.PI / (Math.max(r, missingFluxRadius(threshold)) * halfLightRadius);
    }

    /** Radius (half-light radii) outside which a fraction of the flux lies, from 1 % below to 1 % above. */
    private double missingFluxRadius(double threshold) {
        RadiusKey key = new RadiusKey(n, threshold);
        Double known = RADII.get(key);
        if (known != null) {
            return known;
        }
        double low = 0.1;
        double high = 1;
        while (Gamma.regularizedGammaQ(2 * n, b * Math.pow(high, 1 / n)) > threshold) {
            low = high;
            high *= 2;
        }
        while (high > 1.02 * low) {
            double middle = Math.sqrt(low * high);
            if (Gamma.regularizedGammaQ(2 * n, b * Math.pow(middle, 1 / n)) > threshold) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double radius = Math.sqrt(low * high);
        if (RADII.size() < MOST_CACHED) {
            RADII.put(key, radius);
        }
        return radius;
    }

    @Override
    public double smoothBelow(double pixelScale) {
        return truncation > 0 ? 0 : Double.POSITIVE_INFINITY;
    }

    @Override
    public double meanSquareRadius() {
        double square = Math.exp(Gamma.logGamma(4 * n) - Gamma.logGamma(2 * n) - 2 * n * Math.log(b));
        if (truncation > 0) {
            double x = b * Math.pow(truncation / halfLightRadius, 1 / n);
            square *= Gamma.regularizedGammaP(4 * n, x) / Gamma.regularizedGammaP(2 * n, x);
        }
        return square * halfLightRadius * halfLightRadius;
    }

    @Override
    public String toString() {
        return "Sersic(n=" + n + ", halfLightRadius=" + halfLightRadius + ", truncation=" + truncation + ", flux="
                + flux() + ")";
    }
}
