package org.shearnet.ngmix.metacal;

import java.util.Arrays;
import java.util.Map;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.fit.FitResult;
import org.shearnet.ngmix.gmix.GMix;

/**
 * Shapes of the metacalibration images of one object, and their response to shear.
 *
 * @param flags sum of {@link Flag} bits of all images, with {@link Flag#METACAL_FAILED} where any failed
 * @param fits the fit of each image
 * @param r11 d g1 / d gamma1
 * @param r12 d g1 / d gamma2
 * @param r21 d g2 / d gamma1
 * @param r22 d g2 / d gamma2; NaN where flagged, or where the images for it were not asked for
 * @param targetSigma sigma of the Gaussian target PSF (arcsec), NaN for another target
 * @param psf the target PSF as a mixture, that of the unsheared image; null where flagged
 * @param noise the noise of the unsheared image, which its fit's errors know nothing of; null where flagged
 */
public record MetacalResult(
        int flags,
        Map<MetacalType, FitResult> fits,
        double r11,
        double r12,
        double r21,
        double r22,
        double targetSigma,
        GMix psf,
        ImageNoise noise) {

    static MetacalResult failed(int flags) {
        double nan = Double.NaN;
        return new MetacalResult(flags | Flag.METACAL_FAILED.bit(), Map.of(), nan, nan, nan, nan, nan, null, null);
    }

    static MetacalResult of(
            Map<MetacalType, FitResult> fits, double step, double targetSigma, GMix psf, ImageNoise noise) {
        int flags = 0;
        for (FitResult fit : fits.values()) {
            flags |= fit.flags();
        }
        if (flags != 0) {
            flags |= Flag.METACAL_FAILED.bit();
        }
        double[] one = slope(fits, MetacalType.P1, MetacalType.M1, step, flags);
        double[] two = slope(fits, MetacalType.P2, MetacalType.M2, step, flags);
        return new MetacalResult(flags, Map.copyOf(fits), one[0], two[0], one[1], two[1], targetSigma, psf, noise);
    }

    private static double[] slope(
            Map<MetacalType, FitResult> fits, MetacalType plus, MetacalType minus, double step, int flags) {
        double[] out = new double[2];
        FitResult p = fits.get(plus);
        FitResult m = fits.get(minus);
        if (flags != 0 || p == null || m == null) {
            Arrays.fill(out, Double.NaN);
            return out;
        }
        out[0] = (p.g1() - m.g1()) / (2 * step);
        out[1] = (p.g2() - m.g2()) / (2 * step);
        return out;
    }

    /** {@return true where nothing went wrong} */
    public boolean isGood() {
        return flags == 0;
    }

    /** {@return the fit of the unsheared image; null where it was not made} */
    public FitResult noshear() {
        return fits.get(MetacalType.NOSHEAR);
    }
}
