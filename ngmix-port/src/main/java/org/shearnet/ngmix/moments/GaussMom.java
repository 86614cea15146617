package org.shearnet.ngmix.moments;

import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.observation.Observation;

/**
 * Moments under a fixed round Gaussian of peak 1 at the origin of the Jacobian.
 *
 * <p>The PSF is not corrected for: shapes, sizes and fluxes are those of the image under the weight. Flux is the weighted
 * sum (counts). Holds buffers: one object a thread.
 */
public final class GaussMom {
    private static final double FWHM = 2 * Math.sqrt(2 * Math.log(2));

    private final double variance;
    private final boolean higherOrder;
    private final WeightedSums s = new WeightedSums();

    /**
     * Moments under one weight.
     *
     * @param fwhm full width at half maximum of the weight (arcsec)
     */
    public GaussMom(double fwhm) {
        this(fwhm, false);
    }

    /**
     * Moments of higher order, too.
     *
     * @param fwhm full width at half maximum of the weight (arcsec)
     * @param higherOrder whether the result's sums are those of all {@link Moment}s
     */
    public GaussMom(double fwhm, boolean higherOrder) {
        this.higherOrder = higherOrder;
        if (!(fwhm > 0)) {
            throw new IllegalArgumentException("a positive width is needed, not " + fwhm);
        }
        variance = fwhm * fwhm / (FWHM * FWHM);
    }

    /**
     * Measures the image.
     *
     * @param o the image, its weights and its PSF
     * @return the moments
     */
    public MomentsResult measure(Observation o) {
        if (!o.isUsable()) {
            return MomentsResult.failed(Flag.BAD_PIXELS.bit());
        }
        if (!s.sum(o, 0, 0, variance, 0, variance) || s.pixels() == 0) {
            return MomentsResult.failed(Flag.LOW_DETERMINANT.bit());
        }
        if (higherOrder) {
            HigherOrderSums all = HigherOrderSums.of(o, variance);
            return finish(all.sums(), all.covariance());
        }
        return finish(
                s.sums.clone(),
                java.util.Arrays.stream(s.covariance).map(double[]::clone).toArray(double[][]::new));
    }

    private static MomentsResult finish(double[] sums, double[][] covariance) {
        double flux = sums[WeightedSums.FLUX];
        return MomentsResult.ofSums(sums, covariance, sums[WeightedSums.V] / flux, sums[WeightedSums.U] / flux);
    }
}
