package org.shearnet.ngmix.fit;

import org.shearnet.ngmix.gmix.GalaxyModel;
import org.shearnet.ngmix.prior.JointPrior;

/** The knobs of a fit, which say what kind of fit it is. */
public sealed interface FitOptions permits MixtureOptions, ExactOptions {

    /** Profile of the galaxy. */
    GalaxyModel model();

    /** Prior of the galaxy's parameters. */
    JointPrior prior();

    /** Whether errors are scaled by the root of chi^2 per degree of freedom. */
    boolean scaleErrors();

    /** Whether the PSF's image must lie on pixels like the galaxy's. */
    boolean needsPsfOnSamePixels();
}
