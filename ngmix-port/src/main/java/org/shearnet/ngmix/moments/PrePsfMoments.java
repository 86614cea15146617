package org.shearnet.ngmix.moments;

import java.util.Arrays;
import org.shearnet.galaxysim.noise.NoiseCorrelation;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/**
 * Moments of an object as it is before the PSF, under a round weight at the Jacobian's origin: image over PSF in Fourier
 * space, summed with the weight's transform and its second derivatives ({@code pgauss}, {@code ksigma}).
 *
 * <p>Where the PSF's transform is below 1e-5 of its flux it is taken for that much. The image is apodised at its edges;
 * masked pixels are filled with the Gaussian of adaptive moments first. Flux is the weighted sum under a weight of peak 1
 * (counts); centres are not measured. A weight that the grid cannot hold is flagged {@link Flag#OUT_OF_RANGE}. Reference:
 * G. M. Bernstein et al. (2016), MNRAS 459, 4467, arXiv:1508.05655; E. S. Sheldon, ngmix 2.
 *
 * <p>Holds buffers, and the transform of the PSF seen last: one object a thread.
 *
 * <p>Longer than other classes: its steps share buffers from the image to the sums.
 */
public final class PrePsfMoments {
    private static final double FWHM = 2 * Math.sqrt(2 * Math.log(2));
    private static final double PSF_FLOOR = 1e-5;
    /** The Gaussian kernel ends at this half chi^2, 4e-6 of its peak. */
    private static final double GAUSS_END = 12.5;
    /** How well the sum over the kernel has to give its peak. */
    private static final double NORM = 1e-5;

    private static final int FIRST = WeightedSums.M1;
    private static final int KERNELS = 4;

    private final PrePsfOptions options;
    private final double variance;
    private final PatchTransform patch = new PatchTransform();
    private final MaskFill fill = new MaskFill();

    private double[][] re = new double[0][];
    private double[][] im;
    private double[][] psfRe;
    private double[][] psfIm;
    private Observation lastPsf;
    private int lastSize;
    private int lastHalf;
    /** Power of correlated noise at the wave numbers of a grid, null for white noise. */
    private double[][] noisePower;

    private NoiseCorrelation lastNoise;
    private int lastNoiseSize;

    /**
     * A measurer for one thread.
     *
     * @param options all knobs
     */
    public PrePsfMoments(PrePsfOptions options) {
        this.options = options;
        variance = options.fwhm() * options.fwhm() / (FWHM * FWHM);
    }

    /**
     * Measures an observation that brings the image of its PSF, on pixels of the same scale.
     *
     * @param o the image, its weights and its PSF
     * @return the moments
     */
    public MomentsResult measure(Observation o) {
        return measure(o, (NoiseCorrelation) null);
    }

    /**
     * Measures an observation of correlated noise, which counts in the errors alone.
     *
     * @param o the image, its weights and its PSF
     * @param noise how the noise of neighbouring pixels is correlated (x along columns, y along rows); null for white noise, and
     *     where a noise image is used, which knows it
     * @return the moments
     */
    public MomentsResult measure(Observation o, NoiseCorrelation noise) {
        Observation psf = o.psf().orElse(null);
        if (psf == null || !psf.isUsable() || psf.isMasked()) {
            return MomentsResult.failed(Flag.PSF_FAILED.bit());
        }
        if (!psf.jacobian().sameScaleAs(o.jacobian())) {
            throw new IllegalArgumentException(
                    "the PSF's image needs pixels of the same scale and turn as the object's");
        }
        return measure(o, psf, noise);
    }

    /**
     * Measures an observation as it is seen, the pixel alone taken out.
     *
     * @param o the image, its weights and its PSF
     * @return the moments
     */
    public MomentsResult measureWithoutPsf(Observation o) {
        return measure(o, null, null);
    }

    private MomentsResult measure(Observation o, Observation psf, NoiseCorrelation noise) {
        if (!o.isUsable()) {
            return MomentsResult.failed(Flag.BAD_PIXELS.bit());
        }
        if (options.useNoiseImage() && o.noise().isEmpty()) {
            throw new IllegalArgumentException("an observation with a noise image is needed");
        }
        int side = Math.max(o.ny(), o.nx());
        if (psf != null) {
            side = Math.max(side, Math.max(psf.ny(), psf.nx()));
        }
        int size = (int) (side * options.padding());
        double[] toSky = inverseTransposed(o.jacobian());
        int half = reach(o.jacobian(), size);
        if (half < 1) {
            return MomentsResult.failed(Flag.OUT_OF_RANGE.bit());
        }
        allocate(half);
        if (psf != null && !transformPsf(psf, size, half)) {
            return MomentsResult.failed(Flag.PSF_FAILED.bit());
        }
        patch.place(o.ny(), o.nx(), size, half);
        patch.transform(apodised(fill.filled(o, 2 * variance), o.ny(), o.nx()), re, im);
        double[] sums = new double[WeightedSums.CHI4];
        double norm = sum(sums, null, o.jacobian(), psf, toSky, size, half);
        if (!(Math.abs(norm - 1) < NORM)) {
            return MomentsResult.failed(Flag.OUT_OF_RANGE.bit());
        }
        double[][] covariance = new double[WeightedSums.CHI4][WeightedSums.CHI4];
        if (options.useNoiseImage()) {
            patch.transform(o.noise().orElseThrow(), re, im);
        }
        setNoise(options.useNoiseImage() ? null : noise, size, half);
        sum(sums.clone(), covariance, o.jacobian(), psf, toSky, size, half);
        double power = options.useNoiseImage() ? 1 : totalVariance(o);
        // neighbouring wave numbers of a padded image are not independent
        double scale = power * ((double) size * size / ((double) o.ny() * o.nx())) / Math.pow(size, 4);
        for (double[] row : covariance) {
            for (int i = 0; i < row.length; i++) {
                row[i] *= scale;
            }
        }
        return MomentsResult.ofSums(sums, covariance, Double.NaN, Double.NaN);
    }

    private void setNoise(NoiseCorrelation noise, int size, int half) {
        if (noise == null || noise.isWhite()) {
            noisePower = null;
        } else if (noisePower == null || noise != lastNoise || size != lastNoiseSize || noisePower.length != half + 1) {
            double step = 2 * Math.PI / size;
            noisePower = new double[half + 1][2 * half + 1];
            for (int k = 0; k <= half; k++) {
                for (int l = -half; l <= half; l++) {
                    noisePower[k][half + l] = noise.power(step * k, step * l);
                }
            }
            lastNoise = noise;
            lastNoiseSize = size;
        }
    }

    private void allocate(int half) {
        if (re.length != half + 1) {
            re = new double[half + 1][2 * half + 1];
            im = new double[half + 1][2 * half + 1];
            psfRe = new double[half + 1][2 * half + 1];
            psfIm = new double[half + 1][2 * half + 1];
            lastPsf = null;
        }
    }

    /** {k_v by k_row, k_v by k_col, k_u by k_row, k_u by k_col}. */
    private static double[] inverseTransposed(Jacobian j) {
        double det = j.determinant();
        return new double[] {j.dudcol() / det, -j.dudrow() / det, -j.dvdcol() / det, j.dvdrow() / det};
    }

    /** Grid steps to the kernel's end, at most to just below the Nyquist frequency. */
    private int reach(Jacobian j, int size) {
        double end = options.kernel() == PrePsfOptions.Kernel.GAUSS
                ? Math.sqrt(2 * GAUSS_END / variance)
                : Math.sqrt(8 / variance);
        // k_pixel = M^T k_sky
        double stretch = Math.max(Math.hypot(j.dvdrow(), j.dudrow()), Math.hypot(j.dvdcol(), j.dudcol()));
        return (int) Math.min((size - 1) / 2, Math.ceil(end * stretch * size / (2 * Math.PI)));
    }

    private boolean transformPsf(Observation psf, int size, int half) {
        boolean known = lastPsf != null
                && lastPsf.image() == psf.image()
                && lastPsf.jacobian().equals(psf.jacobian())
                && lastSize == size
                && lastHalf == half;
        if (!known) {
            lastPsf = null;
            patch.place(psf.ny(), psf.nx(), size, half);
            patch.transform(psf.image(), psfRe, psfIm);
            double flux = psfRe[0][half];
            if (!(flux > 0)) {
                return false;
            }
            turn(psfRe, psfIm, psf.jacobian(), size, half);
            raise(flux * PSF_FLOOR);
            lastPsf = psf;
            lastSize = size;
            lastHalf = half;
        }
        return true;
    }

    /** Moves a transform's origin from the first pixel to the Jacobian's. */
    private static void turn(double[][] re, double[][] im, Jacobian j, int size, int half) {
        double step = 2 * Math.PI / size;
        for (int k = 0; k <= half; k++) {
            for (int l = -half; l <= half; l++) {
                double angle = step * (k * j.col0() + l * j.row0());
                double c = Math.cos(angle);
                double s = Math.sin(angle);
                double a = re[k][half + l];
                double b = im[k][half + l];
                re[k][half + l] = a * c - b * s;
                im[k][half + l] = a * s + b * c;
            }
        }
    }

    private void raise(double floor) {
        for (int k = 0; k < psfRe.length; k++) {
            for (int l = 0; l < psfRe[k].length; l++) {
                double modulus = Math.hypot(psfRe[k][l], psfIm[k][l]);
                if (modulus < floor) {
                    double f = modulus > 0 ? floor / modulus : 0;
                    psfRe[k][l] = modulus > 0 ? psfRe[k][l] * f : floor;
                    psfIm[k][l] *= f;
                }
            }
        }
    }

    /**
     * Sums over wave numbers: with {@code covariance} null the moments of image over PSF, otherwise the products of kernels
     * over |PSF|^2 (times the power in {@code re}, {@code im} where a noise image is used).
     *
     * @return what the kernel sums to at the weight's peak, 1 where the grid holds it
     */
    private double sum(
            double[] sums, double[][] covariance, Jacobian j, Observation psf, double[] toSky, int size, int half) {
        double step = 2 * Math.PI / size;
        double peak = options.kernel() == PrePsfOptions.Kernel.GAUSS
                ? 2 * Math.PI * variance / j.area()
                : 5 * Math.PI * variance / (2 * j.area());
        double smooth = options.smoothing() * options.smoothing() / (FWHM * FWHM);
        double[] kernel = new double[KERNELS];
        double norm = 0;
        for (int k = 0; k <= half; k++) {
            double pair = k == 0 ? 1 : 2;
            for (int l = -half; l <= half; l++) {
                double kv = step * (toSky[0] * l + toSky[1] * k);
                double ku = step * (toSky[2] * l + toSky[3] * k);
                double weight = fill(kernel, kv, ku);
                if (weight == 0) {
                    continue;
                }
                norm += pair * peak * weight;
                double f = pair * peak * Math.exp(-0.5 * smooth * (kv * kv + ku * ku));
                if (covariance == null) {
                    double value = overPsf(psf, j, step, k, l, half);
                    for (int i = 0; i < KERNELS; i++) {
                        sums[FIRST + i] += f * kernel[i] * value;
                    }
                } else {
                    double power = f * f / pair * powerOverPsf(psf, step, k, l, half);
                    for (int a = 0; a < KERNELS; a++) {
                        for (int b = 0; b < KERNELS; b++) {
                            covariance[FIRST + a][FIRST + b] += power * kernel[a] * kernel[b];
                        }
                    }
                }
            }
        }
        double cells = (double) size * size;
        if (covariance == null) {
            Arrays.fill(sums, 0, FIRST, Double.NaN);
            for (int i = 0; i < KERNELS; i++) {
                sums[FIRST + i] /= cells;
            }
        }
        return norm / cells;
    }

    /** Kernels of M1, M2, T and flux; returns that of the flux. */
    private double fill(double[] kernel, double kv, double ku) {
        double s2 = variance;
        double v = kv * kv;
        double u = ku * ku;
        double w;
        double diagonal;
        double bend;
        if (options.kernel() == PrePsfOptions.Kernel.GAUSS) {
            double half = 0.5 * (v + u) * s2;
            w = half < GAUSS_END ? Math.exp(-half) : 0;
            diagonal = s2 * w;
            bend = s2 * s2 * w;
        } else {
            double rest = Math.max(0, 1 - (v + u) * s2 / 8);
            w = rest * rest * rest * rest;
            diagonal = s2 * rest * rest * rest;
            bend = 0.75 * s2 * s2 * rest * rest;
        }
        kernel[0] = bend * (v - u);
        kernel[1] = -2 * bend * kv * ku;
        kernel[2] = 2 * diagonal - bend * (v + u);
        kernel[3] = w;
        return w;
    }

    /** Real part of image over PSF about the Jacobian's origin. */
    private double overPsf(Observation psf, Jacobian j, double step, int k, int l, int half) {
        double angle = step * (k * j.col0() + l * j.row0());
        double c = Math.cos(angle);
        double s = Math.sin(angle);
        double a = re[k][half + l] * c - im[k][half + l] * s;
        if (psf == null) {
            return a / pixel(step, k, l);
        }
        double b = re[k][half + l] * s + im[k][half + l] * c;
        double p = psfRe[k][half + l];
        double q = psfIm[k][half + l];
        return (a * p + b * q) / (p * p + q * q);
    }

    private double powerOverPsf(Observation psf, double step, int k, int l, int half) {
        double noise = 1;
        if (options.useNoiseImage()) {
            double a = re[k][half + l];
            double b = im[k][half + l];
            noise = a * a + b * b;
        } else if (noisePower != null) {
            noise = noisePower[k][half + l];
        }
        if (psf == null) {
            double p = pixel(step, k, l);
            return noise / (p * p);
        }
        double p = psfRe[k][half + l];
        double q = psfIm[k][half + l];
        return noise / (p * p + q * q);
    }

    private static double pixel(double step, int k, int l) {
        return sinc(0.5 * step * k) * sinc(0.5 * step * l);
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(x) / x;
    }

    private static double totalVariance(Observation o) {
        double sum = 0;
        for (double w : o.weight()) {
            sum += w > 0 ? 1 / w : 0;
        }
        return sum;
    }

    /** The image under a window that rises from its edges as the integral of a triweight kernel. */
    private double[] apodised(double[] image, int ny, int nx) {
        if (options.apodisation() == 0) {
            return image;
        }
        double[] alongY = window(ny);
        double[] alongX = window(nx);
        double[] out = new double[image.length];
        for (int y = 0; y < ny; y++) {
            for (int x = 0; x < nx; x++) {
                out[y * nx + x] = alongY[y] * alongX[x] * image[y * nx + x];
            }
        }
        return out;
    }

    private double[] window(int n) {
        double[] out = new double[n];
        for (int i = 0; i < n; i++) {
            out[i] = rise(i / options.apodisation() - 3) * rise((n - 1 - i) / options.apodisation() - 3);
        }
        return out;
    }

    /** Integral of a triweight kernel on -3 to 3. */
    private static double rise(double y) {
        if (y <= -3) {
            return 0;
        }
        if (y >= 3) {
            return 1;
        }
        double q = y * y;
        return 0.5 + y * (35.0 / 96 + q * (-35.0 / 864 + q * (7.0 / 2592 - q * 5.0 / 69984)));
    }
}
