package org.shearnet.ngmix.fit;

import java.util.Locale;
import org.shearnet.ngmix.gmix.GalaxyModel;
import org.shearnet.ngmix.gmix.MixtureModel;
import org.shearnet.ngmix.prior.JointPrior;

/**
 * The knobs of an exact fit: an exact light profile under the PSF's own image.
 *
 * @param profile of the galaxy
 * @param start the fit of mixtures that finds the start; its tolerance, limit of evaluations, prior and scaling of errors
 *     are those of the exact fit, too
 */
public record ExactOptions(ExactProfile profile, MixtureOptions start) implements FitOptions {

    /**
     * Rejects what an exact fit does not have.
     *
     * @param profile of the galaxy
     * @param start the fit of mixtures that finds the start; its tolerance, limit of evaluations, prior and scaling of
     *     errors are those of the exact fit, too
     */
    public ExactOptions {
        if (profile == null || start == null) {
            throw new IllegalArgumentException("a profile of the galaxy and a fit that finds the start are needed");
        }
        if (start.noiseImage()) {
            throw new IllegalArgumentException("errors from noise images are for fits of mixtures");
        }
    }

    /**
     * {@return the exact fit of the profile that a mixture stands for}
     *
     * @param start the fit of mixtures that names the profile and gives the start
     * @throws IllegalArgumentException where there is none: the models are gauss, exp and dev
     */
    public static ExactOptions of(MixtureOptions start) {
        if (!(start.model() instanceof MixtureModel model) || ExactProfile.of(model) == null) {
            throw new IllegalArgumentException("under the PSF's image the models are gauss, exp and dev, not "
                    + start.model().toString().toLowerCase(Locale.ROOT));
        }
        return new ExactOptions(ExactProfile.of(model), start);
    }

    @Override
    public GalaxyModel model() {
        return start.model();
    }

    @Override
    public JointPrior prior() {
        return start.prior();
    }

    @Override
    public boolean scaleErrors() {
        return start.scaleErrors();
    }

    @Override
    public boolean needsPsfOnSamePixels() {
        return true;
    }
}
