package org.shearnet.ngmix.fit;

import java.util.List;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.observation.Observation;

/**
 * Fits a galaxy's model, convolved with the PSF, to the images of one object. What cannot be fitted is flagged, never
 * thrown. Holds buffers: one object a thread. Made by {@link #of}.
 */
public sealed interface Fitter permits MixtureFitter, ExactFitter {

    /**
     * {@return the fitter that options ask for, for one thread}
     *
     * @param options all knobs
     */
    static Fitter of(FitOptions options) {
        if (options instanceof ExactOptions exact) {
            return new ExactFitter(exact);
        }
        return new MixtureFitter((MixtureOptions) options);
    }

    /**
     * Fits one image.
     *
     * @param observation the image, its weights and its PSF
     * @return the fit
     */
    default FitResult fit(Observation observation) {
        return fit(List.of(List.of(observation)));
    }

    /**
     * Fits all images of one object together: one centre and shape, and a flux a band.
     *
     * @param bands the epochs of each band
     * @return the fit
     */
    FitResult fit(List<List<Observation>> bands);

    /**
     * The mixture that describes a PSF's image, of flux and centre as fitted.
     *
     * @param psf image of the PSF
     * @return null where the image cannot be fitted
     */
    GMix psfMixture(Observation psf);
}
