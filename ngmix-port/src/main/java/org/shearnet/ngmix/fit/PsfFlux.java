package org.shearnet.ngmix.fit;

import java.util.List;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.observation.Observation;

/**
 * Flux of a point source: the PSF, of unit flux at a known place, scaled to the image. Linear, so it cannot fail to
 * converge.
 *
 * @param flags sum of {@link Flag} bits, 0 for a good measurement
 * @param flux flux (counts)
 * @param fluxError its standard error, from the weights, times the root of chi^2 per degree of freedom
 * @param chi2 sum of the squared, weighted residuals
 * @param degreesOfFreedom pixels less one
 */
public record PsfFlux(int flags, double flux, double fluxError, double chi2, int degreesOfFreedom) {

    /**
     * Measures one image with the PSF as a mixture, its centre at a sky position (arcsec).
     *
     * @param o the image, its weights and its PSF
     * @param psf the PSF
     * @param v along rows (arcsec)
     * @param u along columns (arcsec)
     * @return the flux
     */
    public static PsfFlux measure(Observation o, GMix psf, double v, double u) {
        return measure(List.of(o), List.of(psf), v, u);
    }

    /**
     * Measures several images of one source together.
     *
     * @param epochs the images
     * @param psfs the PSF of each
     * @param v along rows (arcsec)
     * @param u along columns (arcsec)
     * @return the flux
     */
    public static PsfFlux measure(List<Observation> epochs, List<GMix> psfs, double v, double u) {
        double cross = 0;
        double power = 0;
        double square = 0;
        int pixels = 0;
        for (int e = 0; e < epochs.size(); e++) {
            Observation o = epochs.get(e);
            if (!o.isUsable()) {
                return failed(Flag.BAD_PIXELS);
            }
            if (!(psfs.get(e).flux() > 0)) {
                return failed(Flag.PSF_FAILED);
            }
            double[] template = psfs.get(e).withFlux(1).centredAt(v, u).image(o.ny(), o.nx(), o.jacobian());
            for (int i = 0; i < template.length; i++) {
                double w = o.weight()[i];
                if (w > 0) {
                    cross += w * template[i] * o.image()[i];
                    power += w * template[i] * template[i];
                    square += w * o.image()[i] * o.image()[i];
                    pixels++;
                }
            }
        }
        if (!(power > 0)) {
            return failed(Flag.DIVISION_BY_ZERO);
        }
        if (pixels < 2) {
            return failed(Flag.NO_DEGREES_OF_FREEDOM);
        }
        double flux = cross / power;
        double chi2 = Math.max(0, square - flux * cross);
        double error = Math.sqrt(chi2 / (pixels - 1) / power);
        return new PsfFlux(0, flux, error, chi2, pixels - 1);
    }

    private static PsfFlux failed(Flag flag) {
        return new PsfFlux(flag.bit(), Double.NaN, Double.NaN, Double.NaN, 0);
    }

    /** {@return true where nothing went wrong} */
    public boolean isGood() {
        return flags == 0;
    }
}
