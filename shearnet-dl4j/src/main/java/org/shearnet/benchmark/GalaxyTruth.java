package org.shearnet.benchmark;

/**
 * What is true of one held-out galaxy, and how well anybody could know its shear.
 *
 * @param id scene index
 * @param g1 total reduced shear before the PSF
 * @param g2 total reduced shear before the PSF
 * @param sigma intrinsic sigma (arcsec)
 * @param flux flux (counts)
 * @param sigmaG1 Fisher bound on the error of g1 at pixel noise 1
 * @param sigmaG2 Fisher bound on the error of g2 at pixel noise 1
 * @param s2n matched-filter signal to noise at pixel noise 1
 * @param inStamp whether its major axis is small against the stamp
 * @param offset of its centre from the stamp's (arcsec)
 */
public record GalaxyTruth(
        long id,
        double g1,
        double g2,
        double sigma,
        double flux,
        double sigmaG1,
        double sigmaG2,
        double s2n,
        boolean inStamp,
        double offset) {

    /** A galaxy in the middle of its stamp. */
    public GalaxyTruth(
            long id,
            double g1,
            double g2,
            double sigma,
            double flux,
            double sigmaG1,
            double sigmaG2,
            double s2n,
            boolean inStamp) {
        this(id, g1, g2, sigma, flux, sigmaG1, sigmaG2, s2n, inStamp, 0);
    }
}
