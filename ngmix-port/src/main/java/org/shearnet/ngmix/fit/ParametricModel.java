package org.shearnet.ngmix.fit;

/**
 * A family of mixtures over a parameter space.
 *
 * <p>Two sets of coordinates: the public ones of results and priors (g1, g2, T), and internal ones in which the pixel
 * values are close to linear (the second moments themselves), in which the fit runs.
 */
abstract sealed class ParametricModel permits ConcentricModel {
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
}
