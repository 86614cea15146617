package org.shearnet.ngmix.fit;

import org.shearnet.ngmix.gmix.GalaxyModel;
import org.shearnet.ngmix.prior.JointPrior;

/** The knobs of a fit, which say what kind of fit it is. */
public sealed interface FitOptions permits MixtureOptions, ExactOptions {

    /** {@return profile of the galaxy} */
    GalaxyModel model();

    /** {@return prior of the galaxy's parameters} */
    JointPrior prior();

    /** {@return whether errors are scaled by the root of chi^2 per degree of freedom} */
    boolean scaleErrors();

    /** {@return whether the PSF's image must lie on pixels like the galaxy's} */
    boolean needsPsfOnSamePixels();
}
