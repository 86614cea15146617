package org.shearnet.estimate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.shearnet.net.Domain;
import org.shearnet.net.Look;
import org.shearnet.net.Seen;

/**
 * What speaks against a network's prediction for a stamp: nothing there, a star, an object that is not whole and alone, or a
 * stamp unlike those of the training. Units do not count; every limit stands in ratios and pixels.
 */
final class NetworkFlags {

    static final int BAD_PIXELS = StampFlag.NETWORK_BAD_PIXELS.bit();
    static final int NOT_FINITE = StampFlag.NETWORK_NOT_FINITE.bit();
    static final int OUT_OF_RANGE = StampFlag.NETWORK_OUT_OF_RANGE.bit();
    static final int IMPRECISE = StampFlag.NETWORK_IMPRECISE.bit();
    static final int MASKED = StampFlag.NETWORK_MASKED.bit();
    static final int BEYOND_TRAINING = StampFlag.NETWORK_BEYOND_TRAINING.bit();
    static final int NO_OBJECT = StampFlag.NETWORK_NO_OBJECT.bit();
    static final int POINT_LIKE = StampFlag.NETWORK_POINT_LIKE.bit();
    static final int NOT_ALONE = StampFlag.NETWORK_NOT_ALONE.bit();

    /** The flags that tell of the stamp itself; the others tell of what the network can know. */
    static final int OF_THE_STAMP = BAD_PIXELS | MASKED | NO_OBJECT | POINT_LIKE | NOT_ALONE;

    /** Where moments fail, less than this under any round Gaussian is noise; one in a thousand noise fields has more. */
    private static final double DETECTED = 3.5;

    /** Where moments fail although there is this signal, something is wrong with the stamp. */
    private static final double PLAIN_SIGNAL = 16;

    /** Errors of T within which a star lies above the PSF; PSFs with wings scatter 1.4 times as far as Gaussians. */
    private static final double STAR_ERRORS = 3.2;

    /** No star's T is this much above the PSF's by the noise at a signal to noise of 20; below that nobody can tell. */
    private static final double STAR_EXCESS = 0.32;

    /** Below this share of the training's least T over the PSF's, above the PSF's own, the network knows no galaxy. */
    private static final double SMALLEST_SHARE = 0.87;

    /** Size over PSF and S/N may be this factor beyond the ends of a sample of the training. */
    private static final double BEYOND = 1.5;

    /** The PSF's size in pixels may be this factor beyond; metacalibration's is up to 6 % larger. */
    private static final double BEYOND_PSF = 1.1;

    /** |g| of the PSF may be this much beyond: rings test it at e = 0.05. */
    private static final double BEYOND_PSF_SHAPE = 0.03;

    /** Errors by the noise that centroid, border and blocks may lie beyond the training. */
    private static final double ERRORS = 5;

    /** The largest of some 200 blocks needs more. */
    private static final double LUMP_ERRORS = 6.5;

    /** Light at the border that is always allowed, as a share of the flux. */
    private static final double LITTLE_LIGHT = 0.005;

    /** Pixels that a centroid may always lie beyond. */
    private static final double LITTLE_SHIFT = 0.5;

    /** Centroid, border and blocks may be this factor beyond. */
    private static final double SLACK = 1.2;

    /** Pixels that the brightest part may lie beyond where moments fail. */
    private static final double WIDE_SHIFT = 6;

    /** No pixel is this many times the noise, with which it is a number of some program's. */
    private static final double ABSURD = 1e15;

    /** Deepest negative pixel: so many times the noise, and so large a share of the brightest pixel. */
    private static final double TROUGH_ERRORS = 10;

    private static final double TROUGH = 0.05;

    private final Domain domain;
    private final Seen seen;

    NetworkFlags(Domain domain) {
        this.domain = domain;
        seen = domain.seen();
    }

    /** Whether pixels, noise level or PSF are none; a trough that no noise makes is a sentinel of some program's. */
    static int badPixels(Stamps stamps, double[] pixels, int i) {
        return badPixels(pixels, stamps.noiseSigma()[i], stamps.psf(i));
    }

    /**
     * The same of an image.
     *
     * @param noise standard deviation of a pixel (counts)
     * @param psf its PSF, or null
     */
    static int badPixels(double[] pixels, double noise, double[] psf) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        boolean numbers = true;
        for (double pixel : pixels) {
            if (!(pixel >= low && pixel <= high)) { // seldom
                numbers &= Double.isFinite(pixel);
                low = Math.min(low, pixel);
                high = Math.max(high, pixel);
            }
        }
        boolean sound = noise > 0
                && noise < Double.POSITIVE_INFINITY
                && numbers
                && Math.max(-low, high) < ABSURD * noise
                && -low < TROUGH_ERRORS * noise + TROUGH * Math.max(0, high)
                && (psf == null || isFinite(psf));
        return sound ? 0 : BAD_PIXELS;
    }

    private static boolean isFinite(double[] values) {
        for (double value : values) {
            if (!Double.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    /** The flags of a stamp. */
    int of(Look look) {
        int flags = beyond(look).isEmpty() ? 0 : BEYOND_TRAINING;
        if (!look.measured()) {
            boolean faint = look.s2n() >= DETECTED && look.s2n() <= PLAIN_SIGNAL;
            boolean elsewhere = look.offset() > SLACK * seen.offset() + WIDE_SHIFT;
            return flags | (faint && !elsewhere ? 0 : NO_OBJECT) | (elsewhere ? NOT_ALONE : 0);
        }
        return flags | (pointLike(look) ? POINT_LIKE : 0) | (alone(look) ? 0 : NOT_ALONE);
    }

    /** No noise field has this signal in the windows; a galaxy of S/N 10 has. */
    private static final double SIGNAL = 5;

    /** A point source exceeds this significance of its size in one case of a hundred: from this signal on. */
    private static final double POINT_ERRORS = 2.3;

    private static final double POINT_SIGNAL = 40;

    /** Below this signal nobody tells a small galaxy from a star: one of ten stars passes, and few galaxies are lost. */
    private static final double FAINT_POINT_ERRORS = 1.2;

    private static final double FAINT_POINT_SIGNAL = 20;

    /** Significance of the size below which a stamp of this signal shows a point source. */
    private static double pointErrors(double signal) {
        double share = (signal - FAINT_POINT_SIGNAL) / (POINT_SIGNAL - FAINT_POINT_SIGNAL);
        return FAINT_POINT_ERRORS + Math.max(0, Math.min(1, share)) * (POINT_ERRORS - FAINT_POINT_ERRORS);
    }

    /**
     * The flags of a stamp whose moments before the PSF are measured, for a network that takes every PSF that its windows leave.
     *
     * @param signal S/N of the light in its windows
     * @param sizeSignificance by how many errors it is larger than a point
     */
    int ofDeconvolved(Look look, double signal, double sizeSignificance) {
        boolean elsewhere = !look.measured() && look.offset() > SLACK * seen.offset() + WIDE_SHIFT;
        return (signal < SIGNAL ? NO_OBJECT : 0)
                | (signal >= SIGNAL && sizeSignificance < pointErrors(signal) ? POINT_LIKE : 0)
                | (elsewhere || look.measured() && !alone(look) ? NOT_ALONE : 0)
                | (beyondDeconvolved(look, signal) ? BEYOND_TRAINING : 0);
    }

    private boolean beyondDeconvolved(Look look, double signal) {
        return domain.psfLow() > 0 && look.psfSize() < domain.psfLow() / domain.pixelScale() / BEYOND_PSF
                || look.psfShape() > seen.psfShape() + BEYOND_PSF_SHAPE
                || signal > BEYOND * seen.s2n().high()
                || look.measured()
                        && look.relativeSize() > BEYOND * seen.relativeSize().high();
    }

    /** Whether T above the PSF's, in units of the PSF's, is nothing but noise. */
    private boolean pointLike(Look look) {
        double excess = look.relativeSize() - 1;
        return excess < Math.min(STAR_EXCESS, STAR_ERRORS * sizeError(look)) && excess < smallest();
    }

    /** Relative error of T by the noise. */
    private static double sizeError(Look look) {
        return 2 / look.s2n();
    }

    /** Least excess of T over the PSF's that the network knows. */
    private double smallest() {
        double low = seen.relativeSize().low();
        return low > 1 ? SMALLEST_SHARE * (low - 1) : Double.POSITIVE_INFINITY;
    }

    private boolean alone(Look look) {
        return look.offset() <= SLACK * seen.offset() + LITTLE_SHIFT + ERRORS * look.offsetErr()
                && Math.abs(look.border()) <= SLACK * seen.border() + LITTLE_LIGHT + ERRORS * look.borderErr()
                && look.lump() <= SLACK * seen.lump() + LITTLE_LIGHT + LUMP_ERRORS * look.lumpErr();
    }

    /** One quantity that lies beyond the training, with its value and the training's range. */
    record Beyond(String what, double value, double low, double high) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%s of %.4g (trained on %.4g to %.4g)", what, value, low, high);
        }
    }

    /** What of a stamp lies beyond the training; of the PSF alone where the stamp's moments failed. */
    List<Beyond> beyond(Look look) {
        List<Beyond> found = new ArrayList<>();
        double low = domain.psfLow() / domain.pixelScale();
        double high = domain.psfHigh() / domain.pixelScale();
        double psf = look.psfSize();
        if (high > 0 && (psf < low / BEYOND_PSF || psf > high * BEYOND_PSF)) {
            found.add(new Beyond("PSF sigma (pixels)", psf, low, high));
        }
        if (look.psfShape() > seen.psfShape() + BEYOND_PSF_SHAPE) {
            found.add(new Beyond("|g| of the PSF", look.psfShape(), 0, seen.psfShape()));
        }
        Seen.Range s2n = seen.s2n();
        if (look.measured() && !s2n.holds(look.s2n(), BEYOND)) {
            found.add(new Beyond("S/N", look.s2n(), s2n.low(), s2n.high()));
        }
        Seen.Range size = seen.relativeSize();
        double excess = look.relativeSize() - 1;
        boolean small = size.low() > 1 && excess < smallest() - 2 * sizeError(look) && !pointLike(look);
        if (small || look.relativeSize() > BEYOND * size.high()) {
            found.add(new Beyond("T over the PSF's", look.relativeSize(), size.low(), size.high()));
        }
        return found;
    }
}
