package org.shearnet.inspect;

import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.NonPositiveDefiniteMatrixException;

/**
 * What numbers made of a stamp still say of a galaxy's six parameters under white noise: F = T^T C^-1 T, where T are their
 * derivatives by the parameters and C the covariance of their noise. For a linear operator A on the stamp F = M^T P M / sigma^2, P
 * the projector on the rows of A and M the stamp's own derivatives; what is lost is what the null space of A takes.
 */
public final class ProjectedInformation {

    /** The normal equations are solved until a projection moves by less than this, relative to the tangent. */
    private static final double CONVERGED = 1e-9;

    private static final int MOST_ITERATIONS = 3_000;

    /** A projection that grows by less than this share of the stamp in so many iterations is at its end. */
    private static final double STALLED = 1e-6;

    private static final int PATIENCE = 25;

    /** A matrix is singular where a scaled pivot is below. */
    private static final double SINGULAR = 1e-12;

    private ProjectedInformation() {}

    /** M^T M of tangents [parameter][pixel]. */
    public static double[][] gram(double[][] tangents) {
        int n = tangents.length;
        double[][] f = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                f[i][j] = dot(tangents[i], tangents[j]);
                f[j][i] = f[i][j];
            }
        }
        return f;
    }

    /** M^T P M by conjugate gradients: from below, to about 1e-6 where the operator hardly passes some of the stamp. */
    public static double[][] through(LinearOperator operator, double[][] tangents) {
        double[][] projected = new double[tangents.length][];
        for (int k = 0; k < tangents.length; k++) {
            projected[k] = projection(operator, tangents[k]);
        }
        double[][] f = new double[tangents.length][tangents.length];
        for (int i = 0; i < f.length; i++) {
            for (int j = 0; j < f.length; j++) {
                // m_i P m_j, symmetric for an exact projector
                f[i][j] = (dot(tangents[i], projected[j]) + dot(projected[i], tangents[j])) / 2;
            }
        }
        return f;
    }

    /** The part of a stamp in the row space of an operator: least squares of A^T y to it (CGLS, Bjorck 1996). */
    public static double[] projection(LinearOperator operator, double[] stamp) {
        double[] y = new double[operator.outputs()];
        double[] residual = stamp.clone();
        double[] s = operator.apply(residual);
        double[] direction = s.clone();
        double gamma = dot(s, s);
        double first = gamma;
        double all = dot(residual, residual);
        double left = all;
        for (int i = 0; i < MOST_ITERATIONS && gamma > CONVERGED * CONVERGED * first; i++) {
            double[] back = operator.transpose(direction);
            double norm = dot(back, back);
            if (!(norm > 0)) {
                break;
            }
            double alpha = gamma / norm;
            for (int p = 0; p < residual.length; p++) {
                residual[p] -= alpha * back[p];
            }
            for (int p = 0; p < y.length; p++) {
                y[p] += alpha * direction[p];
            }
            if (i % PATIENCE == PATIENCE - 1) {
                double now = dot(residual, residual);
                if (left - now < STALLED * all) {
                    break;
                }
                left = now;
            }
            s = operator.apply(residual);
            double next = dot(s, s);
            double beta = next / gamma;
            gamma = next;
            for (int p = 0; p < direction.length; p++) {
                direction[p] = s[p] + beta * direction[p];
            }
        }
        double[] projected = stamp.clone();
        for (int p = 0; p < projected.length; p++) {
            projected[p] -= residual[p];
        }
        return projected;
    }

    /**
     * Share of the information on some parameters that is kept, the others unknown: trace of their covariance before over after.
     *
     * @param before of the stamp
     * @param after of what is made of it
     * @param parameters which: 2 and 3 for the shear
     * @return 0 where the parameters are not determined any more
     */
    public static double kept(double[][] before, double[][] after, int... parameters) {
        double[][] v0 = inverse(before);
        double[][] v = inverse(after);
        if (v0 == null) {
            return Double.NaN;
        }
        if (v == null) {
            return 0;
        }
        double trace0 = 0;
        double trace = 0;
        for (int k : parameters) {
            trace0 += v0[k][k];
            trace += v[k][k];
        }
        return trace0 / trace;
    }

    /** Inverse of a symmetric matrix, scaled to a unit diagonal first; null where it is singular. */
    private static double[][] inverse(double[][] f) {
        int n = f.length;
        double[] scale = new double[n];
        double[][] unit = new double[n][n];
        for (int i = 0; i < n; i++) {
            if (!(f[i][i] > 0)) {
                return null;
            }
            scale[i] = 1 / Math.sqrt(f[i][i]);
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                unit[i][j] = (f[i][j] + f[j][i]) / 2 * (scale[i] * scale[j]);
            }
        }
        try {
            double[][] inverse = new CholeskyDecomposition(MatrixUtils.createRealMatrix(unit), 1e-9, SINGULAR)
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
            return null;
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int p = 0; p < a.length; p++) {
            sum += a[p] * b[p];
        }
        return sum;
    }
}
