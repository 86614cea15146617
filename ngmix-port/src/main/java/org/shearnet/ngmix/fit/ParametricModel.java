package org.shearnet.ngmix.fit;

import org.shearnet.ngmix.gmix.BulgeDisk;
import org.shearnet.ngmix.gmix.Coellip;
import org.shearnet.ngmix.gmix.GalaxyModel;
import org.shearnet.ngmix.gmix.MixtureModel;

/**
 * A family of mixtures over a parameter space.
 *
 * <p>Two sets of coordinates: the public ones of results and priors (g1, g2, T), and internal ones in which the pixel
 * values are close to linear (the second moments themselves), in which the fit runs.
 */
abstract sealed class ParametricModel permits MomentCoordinates, CoellipModel {
    /**
     * The model behind a family.
     *
     * @param pixelArea area of a pixel (arcsec^2), which bounds sizes from below
     * @param stampArea area of a stamp (arcsec^2), which bounds them from above
     */
    static ParametricModel of(GalaxyModel model, int bands, double pixelArea, double stampArea) {
        if (model instanceof MixtureModel m) {
            return new ConcentricModel(m, bands, pixelArea, stampArea);
        }
        if (model instanceof BulgeDisk b) {
            return new BulgeDiskModel(b, bands, pixelArea, stampArea);
        }
        if (bands != 1) {
            throw new IllegalArgumentException("coelliptical Gaussians are fitted in one band");
        }
        return new CoellipModel(((Coellip) model).gaussians(), pixelArea, stampArea);
    }

    /** Number of parameters. */
    abstract int size();

    /** A state to be filled by {@link #set}. */
    abstract MixtureState newState();

    /**
     * Fills the state.
     *
     * @param x internal parameters
     * @param band index of the flux to use
     */
    abstract void set(double[] x, int band, MixtureState state);

    /** Multiplies the fluxes of a band. */
    abstract void scaleFlux(double[] x, int band, double factor);

    /**
     * Public parameters to start from, for something of this centre, shape and second-moment size T seen under a Gaussian
     * weight; fluxes of order 1.
     */
    abstract double[] start(double v, double u, double g1, double g2, double t);

    /** Largest fraction of a step, at most 1, that stays inside the parameters' domain. */
    abstract double stepLimit(double[] x, double[] step);

    /** True where the point lies on the bound of the domain for all that a fit can tell. */
    abstract boolean atBound(double[] x);

    /** Internal to public parameters. */
    abstract double[] toPublic(double[] x);

    /** Public to internal parameters. */
    abstract double[] toInternal(double[] parameters);

    /** Derivatives of the public by the internal parameters, [public][internal]. */
    abstract double[][] publicByInternal(double[] x);

    /** Whether the last parameters are the fluxes of the flux groups, the same in all bands. */
    boolean ownFluxes() {
        return false;
    }
}
