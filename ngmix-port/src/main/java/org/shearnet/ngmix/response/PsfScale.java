package org.shearnet.ngmix.response;

import org.shearnet.ngmix.moments.PatchTransform;
import org.shearnet.ngmix.observation.Observation;

/**
 * The length in which a PSF's windows are counted: the sigma of the Gaussian whose transform falls to {@value #LEVEL} where the
 * PSF's does, its pixel included. Windows so chosen end in Fourier space before the PSF does, whatever its profile.
 */
final class PsfScale {

    private static final double LEVEL = 0.05;

    /** No window is so narrow that it does not end before the pixels' Nyquist frequency: least scale (pixels). */
    static final double LEAST = 0.8;

    private PsfScale() {}

    /**
     * The scale (pixels), at least {@value #LEAST}; NaN for an image without flux.
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
        for (int k = 0; k <= half; k++) {
            for (int l = -half; l <= half; l++) {
                double radius = Math.hypot(k, l);
                int ring = (int) radius;
                if (ring > half) {
                    continue;
                }
                double modulus = Math.hypot(re[k][half + l], im[k][half + l]) / flux;
                double up = radius - ring;
                sums[ring] += (1 - up) * modulus;
                weights[ring] += 1 - up;
                sums[ring + 1] += up * modulus;
                weights[ring + 1] += up;
            }
        }
        double inner = 1;
        for (int ring = 1; ring <= half; ring++) {
            double outer = sums[ring] / weights[ring];
            if (outer < LEVEL) {
                double share = Math.log(inner / LEVEL) / Math.log(inner / Math.max(outer, 1e-3 * LEVEL));
                double k = 2 * Math.PI / size * (ring - 1 + share);
                return Math.max(LEAST, Math.sqrt(-2 * Math.log(LEVEL)) / k);
            }
            inner = outer;
        }
        return LEAST;
    }
}
