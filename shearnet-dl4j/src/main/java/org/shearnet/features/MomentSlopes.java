package org.shearnet.features;

import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.net.engine.Shape;

/**
 * Derivatives of adaptive moments by the pixels. The moments solve five equations F(theta, pixels) = 0, sums over the pixels, so
 * d theta = -(dF/d theta)^-1 dF: exact, and for the cost of a dozen sums.
 */
public final class MomentSlopes {

    /** Beyond this many sigmas squared the weight is below a tenth of the stopping rule and counts as zero. */
    private static final double REACH = -2 * Math.log(StampMoments.PRECISE.convergence() / 10);

    /** Step in centre and second moments (pixels, pixels^2): rounding and curvature both below 1e-9. */
    private static final double STEP = 1e-4;

    private static final int SOLVED = 5;
    private static final int SUMS = 7;

    private final double[] pixels;
    private final Shape stamp;
    /** Which pixels the weight reaches; its edge stays where it is. */
    private final boolean[] reached;

    private MomentSlopes(double[] pixels, Shape stamp) {
        this.pixels = pixels;
        this.stamp = stamp;
        reached = new boolean[pixels.length];
    }

    /** d {@link StampMoments#measured} / d pixel, [7][pixels]. */
    public static double[][] of(double[] pixels, Shape stamp, StampMoments moments) {
        if (!moments.ok()) {
            throw new BadDataException(
                    "adaptive moments of a noise-free stamp do not converge: no derivatives of them");
        }
        return new MomentSlopes(pixels, stamp).rows(moments.measured());
    }

    private double[][] rows(double[] theta) {
        for (int p = 0; p < reached.length; p++) {
            reached[p] = rho2(theta, p) <= REACH;
        }
        double[][] sums = new double[SOLVED][];
        for (int k = 0; k < SOLVED; k++) {
            double[] up = theta.clone();
            double[] down = theta.clone();
            up[k] += STEP;
            down[k] -= STEP;
            double[] above = sums(up, null);
            double[] below = sums(down, null);
            sums[k] = new double[SUMS];
            for (int f = 0; f < sums[k].length; f++) {
                sums[k][f] = (above[f] - below[f]) / (2 * STEP);
            }
        }
        RealMatrix square = MatrixUtils.createRealMatrix(SOLVED, SOLVED);
        for (int k = 0; k < SOLVED; k++) {
            for (int f = 0; f < SOLVED; f++) {
                square.setEntry(f, k, sums[k][f]);
            }
        }
        double[][] inverse =
                new LUDecomposition(square).getSolver().getInverse().getData();
        double[][] direct = new double[SUMS][pixels.length];
        double[] at = sums(theta, direct);
        double[][] rows = new double[SUMS][pixels.length];
        for (int p = 0; p < pixels.length; p++) {
            double light = direct[5][p];
            double fourth = direct[6][p];
            for (int k = 0; k < SOLVED; k++) {
                for (int f = 0; f < SOLVED; f++) {
                    rows[k][p] -= inverse[k][f] * direct[f][p];
                }
                light += sums[k][5] * rows[k][p];
                fourth += sums[k][6] * rows[k][p];
            }
            rows[5][p] = 2 * light; // the flux of the matched Gaussian is 2 sum w I
            rows[6][p] = (fourth - at[6] / at[5] * light) / at[5];
        }
        return rows;
    }

    /**
     * The five equations, then sum w I, sum w rho^4 I.
     *
     * @param direct where to put their derivatives by the pixels at fixed theta, or null
     */
    private double[] sums(double[] theta, double[][] direct) {
        double x0 = theta[0] + 0.5 * (stamp.width() - 1);
        double y0 = theta[1] + 0.5 * (stamp.height() - 1);
        double[] sums = new double[SUMS];
        double[] terms = new double[SUMS];
        for (int p = 0; p < pixels.length; p++) {
            if (!reached[p]) {
                continue;
            }
            double dx = p % stamp.width() - x0;
            double dy = p / stamp.width() - y0;
            double rho2 = rho2(theta, p);
            double w = Math.exp(-0.5 * rho2);
            terms[0] = w * dx;
            terms[1] = w * dy;
            terms[2] = w * (dx * dx - 0.5 * theta[2]);
            terms[3] = w * (dx * dy - 0.5 * theta[3]);
            terms[4] = w * (dy * dy - 0.5 * theta[4]);
            terms[5] = w;
            terms[6] = w * rho2 * rho2;
            for (int f = 0; f < terms.length; f++) {
                sums[f] += terms[f] * pixels[p];
                if (direct != null) {
                    direct[f][p] = terms[f];
                }
            }
        }
        return sums;
    }

    private double rho2(double[] theta, int p) {
        double dx = p % stamp.width() - theta[0] - 0.5 * (stamp.width() - 1);
        double dy = p / stamp.width() - theta[1] - 0.5 * (stamp.height() - 1);
        double det = theta[2] * theta[4] - theta[3] * theta[3];
        return (theta[4] * dx * dx - 2 * theta[3] * dx * dy + theta[2] * dy * dy) / det;
    }
}
