package org.shearnet.galaxysim.profile;

/**
 * Kernels that make samples a continuous function: value at a distance in samples, and their Fourier transform. Quintic:
 * Bernstein and Gruen 2014, PASP 126, 287 (arXiv:1401.2636); cubic: Keys 1981, doi:10.1109/TASSP.1981.1163711. The Lanczos
 * kernels are corrected so that a constant stays one.
 */
public enum Interpolant {
    /** The nearest sample. */
    NEAREST(1),
    /** Straight lines. */
    LINEAR(1),
    /** Piecewise cubics over four samples. */
    CUBIC(2),
    /** Piecewise quintics over six samples. */
    QUINTIC(3),
    /** Windowed sinc over six samples. */
    LANCZOS3(3),
    /** Windowed sinc over ten samples. */
    LANCZOS5(5),
    /** Windowed sinc over thirty samples. */
    LANCZOS15(15);

    private static final int TABLE_PER_UNIT = 100;
    private static final double TABLE_END = 60;

    private final int reach;
    private volatile double[] transforms;
    private volatile double[] onRings;

    Interpolant(int reach) {
        this.reach = reach;
    }

    /**
     * {@return the interpolant of GalSim's name: nearest, linear, cubic, quintic, lanczos3, lanczos5, lanczos15}
     *
     * @param name its name
     */
    public static Interpolant named(String name) {
        return valueOf(name.toUpperCase(java.util.Locale.ROOT));
    }

    /** {@return samples on either side that it uses} */
    public int reach() {
        return reach;
    }

    /**
     * {@return value at a distance}
     *
     * @param distance from the sample (samples)
     */
    public double value(double distance) {
        double x = Math.abs(distance);
        if (x >= reach) {
            return 0;
        }
        return switch (this) {
            case NEAREST -> x <= 0.5 ? 1 : 0;
            case LINEAR -> 1 - x;
            case CUBIC -> x < 1 ? 1 + x * x * (1.5 * x - 2.5) : -0.5 * (x - 1) * (x - 2) * (x - 2);
            case QUINTIC -> quintic(x);
            default -> lanczos(x);
        };
    }

    private static double quintic(double x) {
        if (x <= 1) {
            return 1 + x * x * x * (-95.0 / 12 + x * (23.0 / 2 - 55.0 / 12 * x));
        }
        if (x <= 2) {
            double y = x - 1;
            double z = x - 2;
            return y * z * (-23.0 / 4 + x * (29.0 / 2 + x * (-83.0 / 8 + 55.0 / 24 * x)));
        }
        double y = x - 2;
        double z = x - 3;
        return y * z * z * (-9.0 / 4 + x * (25.0 / 12 - 11.0 / 24 * x));
    }

    private double lanczos(double x) {
        return windowed(x) * correction(x);
    }

    private double windowed(double x) {
        return Bessel.sinc(Math.PI * x) * Bessel.sinc(Math.PI * x / reach);
    }

    /** Takes out the ripple of a constant: one over the sum of the samples' weights. */
    private double correction(double x) {
        double sum = 0;
        double fraction = x - Math.floor(x);
        for (int i = -reach; i < reach; i++) {
            double at = fraction + i;
            if (Math.abs(at) < reach) {
                sum += windowed(Math.abs(at));
            }
        }
        return 1 / sum;
    }

    /**
     * {@return Fourier transform at u radians a sample}
     *
     * @param u radians a sample
     */
    public double transform(double u) {
        double s = Bessel.sinc(0.5 * u);
        return switch (this) {
            case NEAREST -> s;
            case LINEAR -> s * s;
            default -> tabulated(Math.abs(u));
        };
    }

    /** The transforms along x and y, multiplied, at the points of {@link SampledTransform#rings}. */
    double[] onRings() {
        double[] found = onRings;
        if (found == null) {
            found = new double[SampledTransform.RINGS * SampledTransform.ANGLES];
            for (int j = 0; j < found.length; j++) {
                double k = (j / SampledTransform.ANGLES + 0.5) * SampledTransform.RING;
                double angle = Math.PI * (j % SampledTransform.ANGLES) / SampledTransform.ANGLES;
                found[j] = transform(k * Math.cos(angle)) * transform(k * Math.sin(angle));
            }
            onRings = found;
        }
        return found;
    }

    private double tabulated(double u) {
        double position = u * TABLE_PER_UNIT;
        int i = (int) position;
        if (u >= TABLE_END - 0.1) {
            return 0;
        }
        double[] known = transforms;
        double[] t = known == null ? table() : known;
        double f = position - i;
        double before = i == 0 ? t[1] : t[i - 1];
        // Cubic through four equidistant values.
        return t[i]
                + 0.5
                        * f
                        * (t[i + 1]
                                - before
                                + f
                                        * (2 * before
                                                - 5 * t[i]
                                                + 4 * t[i + 1]
                                                - t[i + 2]
                                                + f * (3 * (t[i] - t[i + 1]) + t[i + 2] - before)));
    }

    private synchronized double[] table() {
        if (transforms == null) {
            double[] made = new double[(int) (TABLE_END * TABLE_PER_UNIT) + 4];
            int panels = 24 * reach;
            int points = panels * 8;
            double[] x = new double[points];
            double[] w = new double[points];
            int[] count = {0};
            FiniteHankel.integrate(
                    t -> {
                        x[count[0]] = t * reach;
                        count[0]++;
                        return 0;
                    },
                    panels);
            for (int i = 0; i < points; i++) {
                int at = i;
                int[] k = {0};
                double weight = FiniteHankel.integrate(t -> k[0]++ % 8 == at % 8 ? 1 : 0, 1);
                w[i] = 2 * reach * weight / panels * value(x[i]);
            }
            for (int j = 0; j < made.length; j++) {
                double sum = 0;
                for (int i = 0; i < points; i++) {
                    sum += w[i] * Math.cos(j * x[i] / TABLE_PER_UNIT);
                }
                made[j] = sum;
            }
            transforms = made;
        }
        return transforms;
    }
}
