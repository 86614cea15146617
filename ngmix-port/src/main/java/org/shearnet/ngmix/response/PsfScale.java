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

    /** Directions over which the PSF's transform is averaged, and steps in which it is searched (radians per pixel). */
    private static final int DIRECTIONS = 6;

    private static final double STEP = 0.35;
    private static final int REFINEMENTS = 5;

    private final Observation psf;
    private final double flux;
    private final double[] cos;
    private final double[] sin;

    private PsfScale(Observation psf) {
        this.psf = psf;
        flux = Arrays.stream(psf.image()).sum();
        cos = new double[psf.nx()];
        sin = new double[psf.nx()];
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

    /** Mean modulus of the PSF of unit flux over directions on the sky. */
    private double modulus(double k) {
        Jacobian j = psf.jacobian();
        double sum = 0;
        for (int d = 0; d < DIRECTIONS; d++) {
            double ku = k / j.scale() * Math.cos(Math.PI * d / DIRECTIONS);
            double kv = k / j.scale() * Math.sin(Math.PI * d / DIRECTIONS);
            sum += modulus(j.dvdrow() * kv + j.dudrow() * ku, j.dvdcol() * kv + j.dudcol() * ku);
        }
        return sum / DIRECTIONS;
    }

    private double modulus(double byRow, double byColumn) {
        int nx = psf.nx();
        for (int x = 0; x < nx; x++) {
            cos[x] = Math.cos(byColumn * x);
            sin[x] = Math.sin(byColumn * x);
        }
        double[] image = psf.image();
        double re = 0;
        double im = 0;
        for (int y = 0; y < psf.ny(); y++) {
            double c = 0;
            double s = 0;
            for (int x = 0, at = y * nx; x < nx; x++, at++) {
                c += image[at] * cos[x];
                s += image[at] * sin[x];
            }
            double cy = Math.cos(byRow * y);
            double sy = Math.sin(byRow * y);
            re += c * cy - s * sy;
            im += c * sy + s * cy;
        }
        return Math.hypot(re, im) / flux;
    }
}
