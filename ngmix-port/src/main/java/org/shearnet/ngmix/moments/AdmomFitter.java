package org.shearnet.ngmix.moments;

import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.observation.Observation;

/**
 * Adaptive moments with weights and errors, as NGMix has them ({@code org.shearnet.galaxysim.moments.AdaptiveMoments} are HSM's, without): shape, size and flux of the Gaussian that matches its own weight.
 *
 * <p>The PSF is not corrected for. Flux is that of the matched Gaussian (counts), twice the weighted sum; NGMix's is the
 * weighted sum itself, half of it. Iterated to {@value #TOLERANCE} in the covariance, where NGMix stops at 1e-3 in T.
 * Holds buffers: one object a thread.
 */
public final class AdmomFitter {
    private static final double TOLERANCE = 1e-7;
    private static final int MAX_ROUNDS = 200;
    /** First sizes to try, in pixel areas. */
    private static final double[] FIRST_T = {8, 3, 40};

    private final MatchedGaussian moments = new MatchedGaussian();
    private final WeightedSums s = new WeightedSums();

    /** A fitter for one thread. */
    public AdmomFitter() {}

    /**
     * Measures the image, the first weight chosen here.
     *
     * @param o the image, its weights and its PSF
     * @return the moments
     */
    public MomentsResult measure(Observation o) {
        MomentsResult result = MomentsResult.failed(Flag.NO_ATTEMPT.bit());
        for (double t : FIRST_T) {
            result = measure(o, t * o.jacobian().area());
            if (result.isGood()) {
                break;
            }
        }
        return result;
    }

    /**
     * Measures the image.
     *
     * @param o the image, its weights and its PSF
     * @param t size of the first weight (arcsec^2)
     * @return the moments
     */
    public MomentsResult measure(Observation o, double t) {
        if (!o.isUsable()) {
            return MomentsResult.failed(Flag.BAD_PIXELS.bit());
        }
        if (!moments.find(o, t, TOLERANCE, MAX_ROUNDS)) {
            return MomentsResult.failed(Flag.LOW_DETERMINANT.bit());
        }
        double vv = moments.vv();
        double vu = moments.vu();
        double uu = moments.uu();
        if (!s.sum(o, moments.v(), moments.u(), vv, vu, uu)) {
            return MomentsResult.failed(Flag.LOW_DETERMINANT.bit());
        }
        double flux = s.sums[WeightedSums.FLUX];
        if (!(flux > 0) || !(s.sums[WeightedSums.T] > 0)) {
            return MomentsResult.failed(Flag.NONPOSITIVE_FLUX.bit());
        }
        double size = vv + uu;
        // the matched Gaussian's flux F puts F area sum w^2 norm, w of peak 1, into the weighted sum
        double factor =
                2 * 2 * Math.PI * Math.sqrt(vv * uu - vu * vu) / (o.jacobian().area() * s.weightSum());
        return new MomentsResult(
                0,
                moments.v(),
                moments.u(),
                (uu - vv) / size,
                2 * vu / size,
                2 * error(WeightedSums.M1, WeightedSums.T),
                2 * error(WeightedSums.M2, WeightedSums.T),
                size,
                4 * error(WeightedSums.T, WeightedSums.FLUX),
                factor * flux,
                factor * Math.sqrt(s.covariance[WeightedSums.FLUX][WeightedSums.FLUX]),
                s.sums[WeightedSums.CHI4] / flux,
                s.sums.clone(),
                java.util.Arrays.stream(s.covariance).map(double[]::clone).toArray(double[][]::new));
    }

    private double error(int a, int b) {
        return MomentsResult.ratioError(
                s.sums[a], s.sums[b], s.covariance[a][a], s.covariance[b][b], s.covariance[a][b]);
    }
}
