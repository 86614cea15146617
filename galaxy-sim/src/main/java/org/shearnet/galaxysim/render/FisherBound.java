package org.shearnet.galaxysim.render;

import java.util.Arrays;
import java.util.function.Function;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.NonPositiveDefiniteMatrixException;
import org.shearnet.galaxysim.profile.LightProfile;

/**
 * The Cramer-Rao bound of a galaxy's parameters (x, y, g1, g2, size, flux, and any that its profile has): the inverse of
 * F_ij = sum_p d_i mu_p d_j mu_p / sigma^2, mu the drawn model.
 */
public final class FisherBound {

    /** Parameters of every galaxy: x, y, g1, g2, size, flux. */
    private static final int COMMON = 6;

    /** Step of g: small against the range of g, large against the renderer's rounding. */
    private static final double STEP = 1e-3;

    /** Step of the parameters of a profile: numbers of order one, as ln n of a Sersic profile. */
    private static final double PROFILE_STEP = 1e-2;

    private FisherBound() {}

    /**
     * The bound at noise of sigma 1; multiply by sigma^2.
     *
     * @param renderer what draws
     * @param model the galaxy at given parameters
     * @param theta x, y (arcsec), g1, g2, size (arcsec), flux (counts), then those of the profile, numbers of order one
     * @param psf what it is seen through, or null
     * @param grid the pixels
     * @return covariance [n][n] of n parameters; NaN throughout where the pixels do not determine all of them
     */
    public static double[][] covariance(
            Renderer renderer,
            Function<double[], LightProfile> model,
            double[] theta,
            LightProfile psf,
            StampGrid grid) {
        double[][] derivatives = derivatives(renderer, model, theta, psf, grid);
        return inverse(information(derivatives));
    }

    /**
     * {@return derivatives of the drawn image by its n parameters, [n][ny * nx]}
     *
     * @param renderer what draws
     * @param model galaxy of given parameters
     * @param theta x, y (arcsec), g1, g2, size (arcsec), flux (counts), then those of the profile, numbers of order one
     * @param psf what it is seen through, or null
     * @param grid the pixels
     */
    public static double[][] derivatives(
            Renderer renderer,
            Function<double[], LightProfile> model,
            double[] theta,
            LightProfile psf,
            StampGrid grid) {
        double room = 1 - Math.hypot(theta[2], theta[3]);
        double shift = STEP * (Math.abs(theta[4]) + grid.pixelScale());
        double shape = STEP * Math.min(1, 2 * room);
        double[] steps = Arrays.copyOf(
                new double[] {shift, shift, shape, shape, STEP * theta[4], STEP * theta[5]}, theta.length);
        Arrays.fill(steps, COMMON, theta.length, PROFILE_STEP);
        double[] above = new double[grid.size()];
        double[] below = new double[grid.size()];
        double[][] derivatives = new double[theta.length][grid.size()];
        DrawPlan plan = renderer.plan(model.apply(theta), psf, grid);
        for (int i = 0; i < theta.length; i++) {
            double[] moved = theta.clone();
            moved[i] = theta[i] + steps[i];
            renderer.draw(model.apply(moved), psf, plan, above);
            moved[i] = theta[i] - steps[i];
            renderer.draw(model.apply(moved), psf, plan, below);
            for (int p = 0; p < above.length; p++) {
                derivatives[i][p] = (above[p] - below[p]) / (2 * steps[i]);
            }
        }
        return derivatives;
    }

    private static double[][] information(double[][] derivatives) {
        int n = derivatives.length;
        double[][] f = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int p = 0; p < derivatives[i].length; p++) {
                    sum += derivatives[i][p] * derivatives[j][p];
                }
                f[i][j] = sum;
                f[j][i] = sum;
            }
        }
        return f;
    }

    /** Inverse of a positive definite matrix, scaled to a unit diagonal first; NaN where it is not. */
    private static double[][] inverse(double[][] f) {
        int n = f.length;
        double[] scale = new double[n];
        double[][] unit = new double[n][n];
        for (int i = 0; i < n; i++) {
            scale[i] = 1 / Math.sqrt(f[i][i]);
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                unit[i][j] = f[i][j] * scale[i] * scale[j];
            }
        }
        try {
            double[][] inverse = new CholeskyDecomposition(MatrixUtils.createRealMatrix(unit), 1e-10, 1e-14)
                    .getSolver()
                    .getInverse()
                    .getData();
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    inverse[i][j] *= scale[i] * scale[j];
                }
            }
            return inverse;
        } catch (NonPositiveDefiniteMatrixException e) {
            double[][] unknown = new double[n][n];
            for (double[] row : unknown) {
                Arrays.fill(row, Double.NaN);
            }
            return unknown;
        }
    }
}
