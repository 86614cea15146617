package org.shearnet.galaxysim.profile;

/**
 * An image made continuous by an {@link Interpolant}: a measured PSF, a noise field, a galaxy.
 *
 * <p>Its transform is that of the samples times that of the interpolant (Bernstein and Gruen 2014, PASP 126, 287,
 * arXiv:1401.2636). The former is kept on a grid four times as fine as the image asks for, and interpolated there by the
 * quintic interpolant, as GalSim does.
 */
public final class SampledProfile implements LightProfile {

    private static final int BOUND_POINTS = SampledTransform.RINGS;

    private final double[] image;
    private final int nx;
    private final int ny;
    private final double scale;
    private final Interpolant interpolant;
    private final double factor;
    private final double sum;
    private final int size;
    private final SampledTransform transform;
    private final double[] bound;
    private final double spread;

    /**
     * An image between its samples.
     *
     * @param image flux in each sample, [ny][nx]; the profile's origin is the centre ((nx - 1) / 2, (ny - 1) / 2)
     * @param nx columns
     * @param ny rows
     * @param scale distance of samples (arcsec)
     * @param interpolant between samples
     */
    public SampledProfile(double[] image, int nx, int ny, double scale, Interpolant interpolant) {
        this(image, nx, ny, scale, interpolant, null);
    }

    /** @param known its transform, or null */
    SampledProfile(double[] image, int nx, int ny, double scale, Interpolant interpolant, SampledTransform known) {
        RadialProfile.positive("scale of an image", scale);
        if (image.length != nx * ny || nx < 1 || ny < 1) {
            throw new IllegalArgumentException(
                    "an image of " + nx + " x " + ny + " has not " + image.length + " pixels");
        }
        double total = 0;
        for (double value : image) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("an image to interpolate must be finite everywhere");
            }
            total += value;
        }
        if (total == 0) {
            throw new IllegalArgumentException("an image to interpolate must not sum to zero");
        }
        this.image = image.clone();
        this.nx = nx;
        this.ny = ny;
        this.scale = scale;
        this.interpolant = interpolant;
        this.factor = 1;
        this.sum = total;
        transform = known == null ? SampledTransform.of(image, nx, ny) : known;
        size = transform.size();
        bound = bounds();
        spread = secondMoment();
    }

    private SampledProfile(SampledProfile other, double factor) {
        image = other.image;
        nx = other.nx;
        ny = other.ny;
        scale = other.scale;
        interpolant = other.interpolant;
        this.factor = factor;
        sum = other.sum;
        size = other.size;
        transform = other.transform;
        bound = other.bound;
        spread = other.spread;
    }

    /** Largest |F| at or beyond each radius, in equal steps up to four times the Nyquist frequency. */
    private double[] bounds() {
        double[] table = new double[BOUND_POINTS + 1];
        double[][] rings = transform.rings();
        double[] windows = interpolant.onRings();
        for (int i = 0; i < BOUND_POINTS; i++) {
            double most = 0;
            for (int j = i * SampledTransform.ANGLES; j < (i + 1) * SampledTransform.ANGLES; j++) {
                double square = rings[0][j] * rings[0][j] + rings[1][j] * rings[1][j];
                most = Math.max(most, square * windows[j] * windows[j]);
            }
            table[i] = Math.sqrt(most);
        }
        table[BOUND_POINTS] = 0;
        for (int i = BOUND_POINTS - 1; i > 0; i--) {
            table[i - 1] = Math.max(table[i - 1], table[i]);
        }
        return table;
    }

    private double secondMoment() {
        double square = 0;
        for (int y = 0; y < ny; y++) {
            for (int x = 0; x < nx; x++) {
                double dx = (x - 0.5 * (nx - 1)) * scale;
                double dy = (y - 0.5 * (ny - 1)) * scale;
                square += image[y * nx + x] / sum * (dx * dx + dy * dy);
            }
        }
        return Math.max(square, 0);
    }

    @Override
    public double flux() {
        return factor * sum;
    }

    @Override
    public LightProfile withScaledFlux(double ratio) {
        return new SampledProfile(this, factor * ratio);
    }

    @Override
    public KValue kValue(double kx, double ky) {
        double window = factor * interpolant.transform(kx * scale) * interpolant.transform(ky * scale);
        if (window == 0) {
            return KValue.ZERO;
        }
        double u = position(kx * scale);
        double v = position(ky * scale);
        int left = (int) Math.floor(u) - 2;
        int low = (int) Math.floor(v) - 2;
        double real = 0;
        double imaginary = 0;
        for (int j = 0; j < 6; j++) {
            double wy = Interpolant.QUINTIC.value(v - low - j);
            for (int i = 0; i < 6; i++) {
                double w = wy * Interpolant.QUINTIC.value(u - left - i);
                KValue f = transform.at(left + i, low + j);
                real += w * f.re();
                imaginary += w * f.im();
            }
        }
        return new KValue(window * real, window * imaginary);
    }

    /** In steps of the transform's grid, of radians a sample. */
    private double position(double k) {
        return k * size / (2 * Math.PI);
    }

    /**
     * {@return values along rows of a grid in k, or null where it reaches beyond what is kept}
     *
     * @param kx of the columns, the least first, none negative
     */
    public SampledRows rows(double[] kx) {
        return position(kx[kx.length - 1] * scale) + 4 > size / 2 + SampledTransform.PAD
                ? null
                : new SampledRows(transform, interpolant, factor, scale, kx);
    }

    @Override
    public double xValue(double x, double y) {
        double u = x / scale + 0.5 * (nx - 1);
        double v = y / scale + 0.5 * (ny - 1);
        int reach = interpolant.reach();
        double value = 0;
        for (int j = (int) Math.max(0, Math.ceil(v - reach)); j <= Math.min(ny - 1, Math.floor(v + reach)); j++) {
            double wy = interpolant.value(v - j);
            for (int i = (int) Math.max(0, Math.ceil(u - reach)); i <= Math.min(nx - 1, Math.floor(u + reach)); i++) {
                value += wy * interpolant.value(u - i) * image[j * nx + i];
            }
        }
        return factor * value / (scale * scale);
    }

    @Override
    public boolean hasXValue() {
        return true;
    }

    /**
     * No more than the samples' Nyquist frequency, and one interval of the padded transform: the images of it that an
     * interpolant lets through further out are not drawn, as GalSim does not.
     */
    @Override
    public double maxK(double threshold) {
        double nyquist = (size / 2 + 1) * 2 * Math.PI / (size * scale);
        int i = BOUND_POINTS;
        while (i > 1 && bound[i - 1] < threshold * Math.abs(sum)) {
            i--;
        }
        return Math.min(nyquist, i * 4 * Math.PI / scale / BOUND_POINTS);
    }

    @Override
    public double stepK(double threshold, double minHalfLightRadii) {
        return Math.PI / (0.5 * Math.max(nx, ny) * scale);
    }

    @Override
    public double extent(double surfaceBrightness) {
        return (0.5 * Math.hypot(nx, ny) + interpolant.reach()) * scale;
    }

    @Override
    public double kBound(double k) {
        double position = k * scale / (4 * Math.PI) * BOUND_POINTS;
        return position >= BOUND_POINTS ? 0 : Math.abs(factor) * bound[Math.max(0, (int) position - 1)];
    }

    @Override
    public double smoothBelow(double pixelScale) {
        return 0;
    }

    @Override
    public double meanSquareRadius() {
        return spread;
    }
}
