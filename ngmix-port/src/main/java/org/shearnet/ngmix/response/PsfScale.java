package org.shearnet.ngmix.response;

import java.util.Arrays;
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

    /**
     * Directions {along columns, along rows} over which the PSF's transform is averaged. Along each it is that of the image's sums
     * across it (the projection-slice theorem), which for these fall on a grid.
     */
    private static final int[][] DIRECTIONS = {{1, 0}, {2, 1}, {1, 1}, {1, 2}, {0, 1}, {-1, 2}, {-1, 1}, {-2, 1}};

    /** Steps in which a level is searched (radians per pixel). */
    private static final double STEP = 0.35;

    private static final int REFINEMENTS = 5;

    private final double flux;
    /** [direction][place] */
    private final double[][] sums = new double[DIRECTIONS.length][];
    /** Change of a direction's phase from place to place, for a wave number of 1 radian per side of a square pixel of that area. */
    private final double[] phase = new double[DIRECTIONS.length];

    private PsfScale(Observation psf) {
        flux = Arrays.stream(psf.image()).sum();
        Jacobian j = psf.jacobian();
        int nx = psf.nx();
        int ny = psf.ny();
        for (int d = 0; d < sums.length; d++) {
            int a = DIRECTIONS[d][0];
            int b = DIRECTIONS[d][1];
            int least = Math.min(0, a * (nx - 1)) + Math.min(0, b * (ny - 1));
            sums[d] = new double[Math.abs(a) * (nx - 1) + Math.abs(b) * (ny - 1) + 1];
            for (int y = 0; y < ny; y++) {
                for (int x = 0; x < nx; x++) {
                    sums[d][a * x + b * y - least] += psf.image()[y * nx + x];
                }
            }
            // k_pixel = t (a, b), of which the modulus on the sky is to be 1 / scale
            double u = (j.dvdrow() * a - j.dvdcol() * b) / j.determinant();
            double v = (j.dudcol() * b - j.dudrow() * a) / j.determinant();
            phase[d] = 1 / (j.scale() * Math.hypot(u, v));
        }
    }

    /**
     * The scale (sides of a square pixel of the same area), at least {@value #LEAST}; NaN for an image without flux.
     *
     * @param psf image of the PSF
     */
    static double of(Observation psf) {
        PsfScale scale = new PsfScale(psf);
        if (!(scale.flux > 0)) {
            return Double.NaN;
        }
        double wide = scale.crossing(LEVEL, 0);
        double byWidth = Math.sqrt(-2 * Math.log(LEVEL)) / wide;
        double byEnd = END_EXPONENT / scale.crossing(END, wide);
        return Math.max(LEAST, Math.max(byWidth, byEnd));
    }

    /** Wave number (radians per pixel) where the mean modulus falls to a level; infinite where it does not. */
    private double crossing(double level, double from) {
        double inner = Math.min(from, Math.PI);
        double above = inner == 0 ? 1 : modulus(inner);
        while (inner < Math.PI) {
            double outer = Math.min(Math.PI, inner + STEP);
            double below = modulus(outer);
            if (below < level) {
                return between(level, inner, above, outer, below);
            }
            inner = outer;
            above = below;
        }
        return Double.POSITIVE_INFINITY;
    }

    /** False position in the logarithm, the end that stays put counted half (the Illinois rule). */
    private double between(double level, double from, double above, double to, double below) {
        double inner = from;
        double outer = to;
        double up = Math.log(above / level);
        double down = Math.log(Math.max(below / level, DARKEST));
        double at = outer;
        for (int step = 0; step < REFINEMENTS; step++) {
            at = inner + (outer - inner) * up / (up - down);
            double value = Math.log(Math.max(modulus(at) / level, DARKEST));
            if (value > 0) {
                inner = at;
                up = value;
                down *= 0.5;
            } else {
                outer = at;
                down = value;
                up *= 0.5;
            }
        }
        return at;
    }

    private static final double DARKEST = 1e-3;

    /** Mean modulus of the PSF of unit flux over the directions. */
    private double modulus(double k) {
        double sum = 0;
        for (int d = 0; d < sums.length; d++) {
            double turnRe = Math.cos(k * phase[d]);
            double turnIm = Math.sin(k * phase[d]);
            double c = 1;
            double s = 0;
            double re = 0;
            double im = 0;
            for (double value : sums[d]) {
                re += value * c;
                im += value * s;
                double next = c * turnRe - s * turnIm;
                s = c * turnIm + s * turnRe;
                c = next;
            }
            sum += Math.hypot(re, im);
        }
        return sum / (sums.length * flux);
    }
}
