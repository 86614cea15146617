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
    private final WeightedSums s = new WeightedSums();

    /** @param fwhm full width at half maximum of the weight (arcsec) */
    public GaussMom(double fwhm) {
        if (!(fwhm > 0)) {
            throw new IllegalArgumentException("a positive width is needed, not " + fwhm);
        }
        variance = fwhm * fwhm / (FWHM * FWHM);
    }

    /** Measures the image. */
    public MomentsResult measure(Observation o) {
        if (!o.isUsable()) {
            return MomentsResult.failed(Flag.BAD_PIXELS.bit());
        }
        if (!s.sum(o, 0, 0, variance, 0, variance) || s.pixels() == 0) {
            return MomentsResult.failed(Flag.LOW_DETERMINANT.bit());
        }
        double flux = s.sums[WeightedSums.FLUX];
        double fluxVariance = s.covariance[WeightedSums.FLUX][WeightedSums.FLUX];
        int flags = 0;
        if (!(flux > 0)) {
            flags |= Flag.NONPOSITIVE_FLUX.bit();
        }
        if (!(s.sums[WeightedSums.T] > 0)) {
            flags |= Flag.NONPOSITIVE_SIZE.bit();
        }
        if (flags != 0) {
            return MomentsResult.failed(flags);
        }
        return new MomentsResult(
                0,
                s.sums[WeightedSums.V] / flux,
                s.sums[WeightedSums.U] / flux,
                ratio(WeightedSums.M1, WeightedSums.T),
                ratio(WeightedSums.M2, WeightedSums.T),
                error(WeightedSums.M1, WeightedSums.T),
                error(WeightedSums.M2, WeightedSums.T),
                ratio(WeightedSums.T, WeightedSums.FLUX),
                error(WeightedSums.T, WeightedSums.FLUX),
                flux,
                Math.sqrt(fluxVariance),
                Double.NaN,
                s.sums.clone(),
                copy(s.covariance));
    }

    private double ratio(int a, int b) {
        return s.sums[a] / s.sums[b];
    }

    private double error(int a, int b) {
        return MomentsResult.ratioError(
                s.sums[a], s.sums[b], s.covariance[a][a], s.covariance[b][b], s.covariance[a][b]);
    }

    private static double[][] copy(double[][] m) {
        double[][] out = new double[m.length][];
        for (int i = 0; i < m.length; i++) {
            out[i] = m[i].clone();
        }
        return out;
    }
}
