package org.shearnet.ngmix.metacal;

/**
 * The noise of a metacalibration image, which is white no more: what white noise of the stamp becomes when the PSF is divided
 * out and the target multiplied in, once for the stamp and, where noise is fixed, once for the field that was added.
 *
 * <p>A fit that takes this noise for white understates the error of the shape: noise on the scale of the galaxy was amplified. For
 * a Gaussian seen as one of covariance C the maximum-likelihood weights of its moments are, in the frame where C is round, exp(-k^2/2)
 * times kx^2 - ky^2, 2 kx ky and k^2 - 1, alike in norm; the variance of an estimate is the noise power summed under the square of
 * its weight. That ratio, exact for Gaussians in a large stamp, scales the errors of any fit.
 */
public final class ImageNoise {

    /** Beyond exp of less this nothing is left of the weights. */
    private static final double END = 20;

    private static final double STEP = 1e-4;

    private final int n;
    private final int lanes;
    private final int[] end;
    private final Multipliers multipliers;
    private final int type;
    private final boolean fixed;
    private final double stated;
    private float[] power;
    private double pixelVariance;

    /** The noise of one type of image; nothing is computed before it is asked for. */
    ImageNoise(Multipliers multipliers, int n, int type, boolean fixed) {
        this.n = n;
        this.multipliers = multipliers;
        this.type = type;
        this.fixed = fixed;
        lanes = n / 2 + 1;
        end = multipliers.end;
        stated = fixed ? 2 : 1;
    }

    private float[] power() {
        if (power != null) {
            return power;
        }
        Multipliers m = multipliers;
        power = new float[n * lanes];
        double sum = 0;
        for (int row = 0; row < n; row++) {
            int at = Math.floorMod(row - n / 2, n) * lanes;
            for (int i = 0; i < end[row]; i++) {
                double p = square(m.re[type][at + i], m.im[type][at + i]);
                if (fixed) {
                    p += square(m.noiseRe[type][at + i], m.noiseIm[type][at + i]);
                }
                power[row * lanes + i] = (float) p;
                sum += mirrored(i) * p;
            }
        }
        pixelVariance = sum / n / n / stated;
        return power;
    }

    private static double square(double re, double im) {
        return re * re + im * im;
    }

    /** A point off the axis stands for its mirror image, too. */
    private int mirrored(int kx) {
        return kx == 0 || kx == n / 2 ? 1 : 2;
    }

    /** {@return variance of a pixel over what its weight says: chi^2 per degree of freedom to expect} */
    public double pixelVariance() {
        power();
        return pixelVariance;
    }

    /**
     * Variances of a shape over those of white noise of the same weights.
     *
     * @param g11 of g1
     * @param g12 covariance of g1 and g2, over the root of the product of their white variances
     * @param g22 of g2
     * @param t of the size T
     */
    public record Factors(double g11, double g12, double g22, double t) {}

    /**
     * The factors for a galaxy.
     *
     * @param galaxy pre-PSF covariance {uu, uv, vv} (arcsec^2)
     * @param seen covariance of the Gaussian that it is seen as in the unsheared image (arcsec^2)
     * @return null where these are no ellipses
     */
    public Factors factors(double[] galaxy, double[] seen) {
        double uu = seen[0];
        double uv = seen[1];
        double vv = seen[2];
        double det = uu * vv - uv * uv;
        if (!(det > 0) || !(uu > 0) || !(galaxy[0] + galaxy[2] > 0)) {
            return null;
        }
        // C = A A', A lower triangular
        double[] a = {Math.sqrt(uu), 0, uv / Math.sqrt(uu), Math.sqrt(det / uu)};
        double[] r = ratios(ShearedGrid.multiply(ShearedGrid.transpose(a), multipliers.toSky()));
        double[][] d = gradients(galaxy, a);
        if (d == null) {
            return null;
        }
        double n1 = dot(d[0], d[0]);
        double n2 = dot(d[1], d[1]);
        double nt = dot(d[2], d[2]);
        return new Factors(
                form(d[0], r, d[0]) / n1,
                form(d[0], r, d[1]) / Math.sqrt(n1 * n2),
                form(d[1], r, d[1]) / n2,
                form(d[2], r, d[2]) / nt);
    }

    /**
     * {@return covariance {uu, uv, vv} of an ellipse of shape g and size T}
     *
     * @param g1 reduced shear along x
     * @param g2 reduced shear along the diagonal
     * @param t size T (arcsec^2)
     */
    public static double[] covariance(double g1, double g2, double t) {
        double square = g1 * g1 + g2 * g2;
        double e = 2 / (1 + square);
        return new double[] {0.5 * t * (1 + e * g1), 0.5 * t * e * g2, 0.5 * t * (1 - e * g1)};
    }

    /** Noise power under the products of the weights of (k^2 - 1, kx^2 - ky^2, 2 kx ky) over white noise: 00 01 02 11 12 22. */
    private double[] ratios(double[] toRound) {
        float[] spectrum = power();
        double step = 2 * Math.PI / n;
        double[] m = new double[4];
        for (int k = 0; k < 4; k++) {
            m[k] = step * toRound[k];
        }
        double xx = m[0] * m[0] + m[2] * m[2];
        double xy = m[0] * m[1] + m[2] * m[3];
        double yy = m[1] * m[1] + m[3] * m[3];
        double decay = Math.exp(-2 * xx);
        double[] s = new double[6];
        for (int row = 0; row < n; row++) {
            double ky = row - n / 2;
            // least exponent of the row, at its best column
            if (ky * ky * (yy - xy * xy / xx) > END) {
                continue;
            }
            double w = Math.exp(-yy * ky * ky);
            double ratio = Math.exp(-xx - 2 * xy * ky);
            double x = m[1] * ky;
            double y = m[3] * ky;
            int at = row * lanes;
            for (int i = 0; i < end[row]; i++) {
                double p = (i == 0 ? 0.5 : 1) * w * spectrum[at + i];
                double x2 = x * x;
                double y2 = y * y;
                double trace = x2 + y2 - 1;
                double plus = x2 - y2;
                double cross = 2 * x * y;
                s[0] += p * trace * trace;
                s[1] += p * trace * plus;
                s[2] += p * trace * cross;
                s[3] += p * plus * plus;
                s[4] += p * plus * cross;
                s[5] += p * cross * cross;
                w *= ratio;
                ratio *= decay;
                x += m[0];
                y += m[2];
            }
        }
        // for white noise each square is pi over the area of a grid cell in the round frame; half of the plane was
        // summed
        double white = 0.5 * Math.PI / Math.abs(m[0] * m[3] - m[1] * m[2]) * stated;
        for (int k = 0; k < s.length; k++) {
            s[k] /= white;
        }
        return s;
    }

    /** How g1, g2 and T of the galaxy follow the moments (trace, plus, cross) in the round frame. */
    private static double[][] gradients(double[] galaxy, double[] a) {
        double[][] d = new double[3][3];
        for (int k = 0; k < 3; k++) {
            double[] up = shape(galaxy, a, k, STEP);
            double[] down = shape(galaxy, a, k, -STEP);
            for (int i = 0; i < 3; i++) {
                d[i][k] = (up[i] - down[i]) / (2 * STEP);
                if (!Double.isFinite(d[i][k])) {
                    return null;
                }
            }
        }
        return d;
    }

    /** {g1, g2, T} of the galaxy after a step in one moment. */
    private static double[] shape(double[] galaxy, double[] a, int moment, double step) {
        double relative = step * (galaxy[0] + galaxy[2]) / (a[0] * a[0] + a[2] * a[2] + a[3] * a[3]);
        double xx = moment == 2 ? 0 : relative;
        double yy = moment == 2 ? 0 : moment == 0 ? relative : -relative;
        double xy = moment == 2 ? relative : 0;
        double uu = galaxy[0] + a[0] * a[0] * xx;
        double uv = galaxy[1] + a[0] * (a[2] * xx + a[3] * xy);
        double vv = galaxy[2] + a[2] * a[2] * xx + 2 * a[2] * a[3] * xy + a[3] * a[3] * yy;
        double size = uu + vv + 2 * Math.sqrt(uu * vv - uv * uv);
        return new double[] {(uu - vv) / size, 2 * uv / size, uu + vv};
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    private static double form(double[] a, double[] r, double[] b) {
        return a[0] * (r[0] * b[0] + r[1] * b[1] + r[2] * b[2])
                + a[1] * (r[1] * b[0] + r[3] * b[1] + r[4] * b[2])
                + a[2] * (r[2] * b[0] + r[4] * b[1] + r[5] * b[2]);
    }
}
