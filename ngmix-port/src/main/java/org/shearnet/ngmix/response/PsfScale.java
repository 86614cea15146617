package org.shearnet.ngmix.response;

import org.shearnet.ngmix.moments.PatchTransform;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/**
 * The length in which a PSF's windows are counted: the sigma of the Gaussian whose transform falls to {@value #LEVEL} where the
 * PSF's does, its pixel included; more where the PSF ends in Fourier space, as an Airy function does, or is hardly sampled.
 */
final class PsfScale {

    private static final double LEVEL = 0.05;

    /** Where the PSF is darker than this, deconvolution is at its end: a window of 1.5 scales has fallen to 2e-5 there. */
    private static final double END = 0.003;

    private static final double END_EXPONENT = 3.13;

    /**
     * No window is so narrow that what the pixels alias reaches it: least scale (pixels). At a FWHM of 2.3 pixels, responses of the
     * narrowest window are right to 1e-3.
     */
    static final double LEAST = 1.3;

    private PsfScale() {}

    /**
     * The scale (sides of a square pixel of the same area), at least {@value #LEAST}; NaN for an image without flux.
     *
     * @param psf image of the PSF
     * @param patch buffers
     */
    static double of(Observation psf, PatchTransform patch) {
        int size = Math.max(psf.ny(), psf.nx());
        int half = (size - 1) / 2;
        double[][] re = new double[half + 1][2 * half + 1];
        double[][] im = new double[half + 1][2 * half + 1];
        patch.place(psf.ny(), psf.nx(), size, half);
        patch.transform(psf.image(), re, im);
        double flux = re[0][half];
        if (!(flux > 0)) {
            return Double.NaN;
        }
        double[] sums = new double[half + 2];
        double[] weights = new double[half + 2];
        Jacobian j = psf.jacobian();
        double unit = j.scale() / j.determinant();
        for (int k = 0; k <= half; k++) {
            for (int l = -half; l <= half; l++) {
                // on the sky, in the steps of square pixels of the same area
                double radius = unit * Math.hypot(j.dvdrow() * k - j.dvdcol() * l, j.dudcol() * l - j.dudrow() * k);
                int ring = (int) Math.abs(radius);
                if (ring > half) {
                    continue;
                }
                double modulus = Math.hypot(re[k][half + l], im[k][half + l]) / flux;
                double up = Math.abs(radius) - ring;
                sums[ring] += (1 - up) * modulus;
                weights[ring] += 1 - up;
                sums[ring + 1] += up * modulus;
                weights[ring + 1] += up;
            }
        }
        double[] profile = new double[half + 1];
        for (int ring = 0; ring <= half; ring++) {
            profile[ring] = sums[ring] / weights[ring];
        }
        double step = 2 * Math.PI / size;
        double byWidth = Math.sqrt(-2 * Math.log(LEVEL)) / (step * crossing(profile, LEVEL));
        double byEnd = END_EXPONENT / (step * crossing(profile, END));
        return Math.max(LEAST, Math.max(byWidth, byEnd));
    }

    /** Where a falling profile crosses a level, between rings by its logarithm; infinite where it does not. */
    private static double crossing(double[] profile, double level) {
        for (int ring = 1; ring < profile.length; ring++) {
            if (profile[ring] < level) {
                double inner = profile[ring - 1];
                double outer = Math.max(profile[ring], 1e-3 * level);
                return ring - 1 + Math.log(inner / level) / Math.log(inner / outer);
            }
        }
        return Double.POSITIVE_INFINITY;
    }
}
