package org.shearnet.ngmix.moments;

import java.util.List;
import org.shearnet.ngmix.Flag;

/**
 * Shape, size and flux from weighted moments; numbers are NaN where flags say why.
 *
 * @param flags sum of {@link Flag} bits, 0 for a good measurement
 * @param v centre (arcsec), along rows
 * @param u centre (arcsec), along columns
 * @param e1 distortion along x, M1/T
 * @param e2 distortion along the diagonal, M2/T
 * @param e1Error standard error of e1
 * @param e2Error standard error of e2
 * @param t size (arcsec^2)
 * @param tError standard error of T (arcsec^2)
 * @param flux flux; see the measurement for which
 * @param fluxError standard error of the flux
 * @param rho4 weighted mean of chi^4, 2 for a Gaussian under a matched weight; NaN where it is not measured
 * @param sums weighted sums of v, u, M1 = u^2 - v^2, M2 = 2 u v, T = u^2 + v^2, 1 times the image, of chi^4 beside for
 *     plain and adaptive moments, or of all {@link Moment}s in their order; they stay where flux or size is not positive, and are
 *     none where nothing could be summed
 * @param sumsCovariance their covariance
 */
public record MomentsResult(
        int flags,
        double v,
        double u,
        double e1,
        double e2,
        double e1Error,
        double e2Error,
        double t,
        double tError,
        double flux,
        double fluxError,
        double rho4,
        double[] sums,
        double[][] sumsCovariance) {

    static MomentsResult failed(int flags) {
        return failed(flags, new double[0], new double[0][]);
    }

    private static MomentsResult failed(int flags, double[] sums, double[][] covariance) {
        double nan = Double.NaN;
        return new MomentsResult(flags, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, sums, covariance);
    }

    /**
     * {@return moments of several exposures of one object: the mean of their sums, weighted by the inverse variance of the flux
     * sum, with its covariance; N equal exposures have errors of 1/sqrt(N)}
     *
     * @param exposures moments before the PSF under one weight on the sky, one at least; their sums count even where flux or size is
     *     not positive, and any that has none flags all
     */
    public static MomentsResult mean(List<MomentsResult> exposures) {
        int flags = 0;
        for (MomentsResult one : exposures) {
            flags |= one.sums().length == 0 ? one.flags() : 0;
        }
        if (flags != 0) {
            return failed(flags);
        }
        int n = exposures.get(0).sums().length;
        double[] sums = new double[n];
        double[][] covariance = new double[n][n];
        double all = 0;
        for (MomentsResult one : exposures) {
            double w = 1 / one.sumsCovariance()[WeightedSums.FLUX][WeightedSums.FLUX];
            all += w;
            for (int i = 0; i < n; i++) {
                sums[i] += w * one.sums()[i];
                for (int k = 0; k < n; k++) {
                    covariance[i][k] += w * w * one.sumsCovariance()[i][k];
                }
            }
        }
        for (int i = 0; i < n; i++) {
            sums[i] /= all;
            for (int k = 0; k < n; k++) {
                covariance[i][k] /= all * all;
            }
        }
        return ofSums(sums, covariance, Double.NaN, Double.NaN);
    }

    /** From sums in the order of {@link #sums()}; flagged where flux or size is not positive. */
    static MomentsResult ofSums(double[] sums, double[][] covariance, double v, double u) {
        double flux = sums[WeightedSums.FLUX];
        double size = sums[WeightedSums.T];
        int flags = 0;
        if (!(flux > 0)) {
            flags |= Flag.NONPOSITIVE_FLUX.bit();
        }
        if (!(size > 0)) {
            flags |= Flag.NONPOSITIVE_SIZE.bit();
        }
        if (flags != 0) {
            return failed(flags, sums, covariance);
        }
        return new MomentsResult(
                0,
                v,
                u,
                sums[WeightedSums.M1] / size,
                sums[WeightedSums.M2] / size,
                ratioError(sums, covariance, WeightedSums.M1, WeightedSums.T),
                ratioError(sums, covariance, WeightedSums.M2, WeightedSums.T),
                size / flux,
                ratioError(sums, covariance, WeightedSums.T, WeightedSums.FLUX),
                flux,
                Math.sqrt(covariance[WeightedSums.FLUX][WeightedSums.FLUX]),
                Double.NaN,
                sums,
                covariance);
    }

    private static double ratioError(double[] sums, double[][] covariance, int a, int b) {
        return ratioError(sums[a], sums[b], covariance[a][a], covariance[b][b], covariance[a][b]);
    }

    /** {@return true where nothing went wrong} */
    public boolean isGood() {
        return flags == 0;
    }

    /**
     * {@return weighted mean of a moment, its sum over that of the flux; NaN where it was not measured}
     *
     * @param moment which
     */
    public double mean(Moment moment) {
        return isGood() && moment.ordinal() < sums.length
                ? sums[moment.ordinal()] / sums[WeightedSums.FLUX]
                : Double.NaN;
    }

    /**
     * {@return standard error of a weighted mean}
     *
     * @param moment which
     */
    public double meanError(Moment moment) {
        int i = moment.ordinal();
        return isGood() && i < sums.length ? ratioError(sums, sumsCovariance, i, WeightedSums.FLUX) : Double.NaN;
    }

    /** {@return flux over its error} */
    public double s2n() {
        return flux / fluxError;
    }

    /** {@return reduced shear of the distortion, {g1, g2}; NaN where |e| is not below 1} */
    public double[] g() {
        double scale = 1 / (1 + Math.sqrt(1 - e1 * e1 - e2 * e2));
        return new double[] {e1 * scale, e2 * scale};
    }

    /** Standard error of a/b from the variances of a and b and their covariance; well-behaved at a = 0. */
    static double ratioError(double a, double b, double varA, double varB, double cov) {
        double ratio = a / b;
        return Math.sqrt(Math.max(0, varA - 2 * ratio * cov + ratio * ratio * varB)) / Math.abs(b);
    }
}
