package org.shearnet.ngmix.gmix;

/** A family of mixtures that can be fitted: one profile, a bulge with a disk, or free coelliptical Gaussians. */
public sealed interface GalaxyModel permits MixtureModel, BulgeDisk, Coellip {
    /** {@return names of the parameters of one band, in order: v, u, g1, g2, T, ..., flux} */
    java.util.List<String> parameterNames();

    /**
     * {@return the mixture at a point, parameters in the order of their names}
     *
     * @param parameters in the order of their names
     */
    GMix mixture(double[] parameters);
}
