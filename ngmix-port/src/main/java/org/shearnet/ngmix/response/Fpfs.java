package org.shearnet.ngmix.response;

/**
 * Shapes by one Gaussian window on the galaxy before the PSF, with their response to shear: e = M_2 / (M_0 + C) of spin-2 and
 * spin-0 moments, C a multiple of the noise of M_0 that keeps faint galaxies from being divided by nothing.
 *
 * <p>The response is analytic, with the noise taken off ({@link Jets}). Reference: X. Li and R. Mandelbaum (2023), MNRAS 521,
 * 4904, arXiv:2208.10522; X. Li et al. (2025), MNRAS 536, 3663, arXiv:2408.06337. Own derivation: the noise's share of the
 * response is exact for Gaussian noise, and shapes are about the galaxy's centroid, whose noise is part of it.
 */
public final class Fpfs {

    /** Width of the window over the PSF's scale. */
    public static final double WIDTH = 1.5;

    /** C in units of the noise of M_0. */
    private static final double FAINT = 3;

    private Fpfs() {}

    /**
     * {@return the moments that it is made of}
     *
     * @param width of the window over the PSF's scale, above 1
     */
    public static MomentSet set(double width) {
        return new MomentSet(1, width, 0, 2);
    }

    /**
     * {@return e1 and e2}
     *
     * @param jets a galaxy's moments of the set
     */
    public static Jet[] shape(Jets jets) {
        Jet light = jets.positive(jets.moment(0), FAINT * jets.noise(0));
        Jet over = jets.inverse(light);
        return new Jet[] {jets.times(jets.moment(1), over), jets.times(jets.moment(2), over)};
    }
}
