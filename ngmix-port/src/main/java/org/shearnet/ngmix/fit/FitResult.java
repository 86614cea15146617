package org.shearnet.ngmix.fit;

import java.util.Arrays;
import org.shearnet.ngmix.Flag;

/**
 * The outcome of a fit.
 *
 * <p>Where {@code flags} is not 0 the numbers are those of the best attempt, or NaN where there was none, and must not
 * be used as measurements.
 *
 * @param flags sum of {@link Flag} bits, 0 for a good fit
 * @param parameters in the order of {@link org.shearnet.ngmix.gmix.GalaxyModel#parameterNames()}: v, u (arcsec), g1, g2, T
 *     (arcsec^2), ..., flux (counts) of each band
 * @param covariance covariance of the parameters
 * @param chi2 sum of the squared, weighted residuals
 * @param degreesOfFreedom pixels less parameters
 * @param lnprob log of the posterior up to a constant: -chi2/2 and the priors' logarithms
 * @param s2n sum w d m / sqrt(sum w m^2) over data d and model m
 * @param evaluations evaluations of the model over all starts
 * @param starts starts that were tried
 */
public record FitResult(
        int flags,
        double[] parameters,
        double[][] covariance,
        double chi2,
        int degreesOfFreedom,
        double lnprob,
        double s2n,
        int evaluations,
        int starts) {

    private static final int G1 = 2;
    private static final int G2 = 3;
    private static final int T = 4;

    /** A failure without numbers. */
    static FitResult failed(int flags, int size) {
        double[] p = new double[size];
        Arrays.fill(p, Double.NaN);
        double[][] c = new double[size][size];
        for (double[] row : c) {
            Arrays.fill(row, Double.NaN);
        }
        return new FitResult(flags, p, c, Double.NaN, 0, Double.NaN, Double.NaN, 0, 0);
    }

    FitResult withCounts(int newEvaluations, int newStarts) {
        return new FitResult(
                flags, parameters, covariance, chi2, degreesOfFreedom, lnprob, s2n, newEvaluations, newStarts);
    }

    /** The same after further evaluations and starts. */
    FitResult withMore(int moreEvaluations, int moreStarts) {
        return withCounts(evaluations + moreEvaluations, starts + moreStarts);
    }

    /** {@return true where nothing went wrong} */
    public boolean isGood() {
        return flags == 0;
    }

    /** {@return names of the flags} */
    public String flagNames() {
        return Flag.names(flags);
    }

    /** {@return centre, v (arcsec, along rows)} */
    public double v() {
        return parameters[0];
    }

    /** {@return centre, u (arcsec, along columns)} */
    public double u() {
        return parameters[1];
    }

    /** {@return reduced shear along x} */
    public double g1() {
        return parameters[G1];
    }

    /** {@return reduced shear along the diagonal} */
    public double g2() {
        return parameters[G2];
    }

    /** {@return standard error of g1} */
    public double g1Error() {
        return error(G1);
    }

    /** {@return standard error of g2} */
    public double g2Error() {
        return error(G2);
    }

    /** {@return covariance of g1 and g2} */
    public double g12Covariance() {
        return covariance[G1][G2];
    }

    /** {@return size T (arcsec^2)} */
    public double t() {
        return parameters[T];
    }

    /** {@return standard error of T (arcsec^2)} */
    public double tError() {
        return error(T);
    }

    /** {@return flux of the last band (counts): the flux, where there is one} */
    public double flux() {
        return parameters[parameters.length - 1];
    }

    /** {@return standard error of the flux of the last band (counts)} */
    public double fluxError() {
        return error(parameters.length - 1);
    }

    /**
     * {@return standard error of parameter i}
     *
     * @param i number of the parameter, from 0
     */
    public double error(int i) {
        return Math.sqrt(covariance[i][i]);
    }

    /** {@return Chi^2 per degree of freedom} */
    public double chi2PerDof() {
        return chi2 / degreesOfFreedom;
    }
}
