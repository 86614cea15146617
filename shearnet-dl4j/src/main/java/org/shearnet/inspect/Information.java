package org.shearnet.inspect;

import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;

/**
 * What numbers say of the six parameters of a galaxy, by their linear Fisher information.
 *
 * @param fisher [6][6], in the parameters' own units
 * @param lost the part of each tangent that no reader of the numbers sees, [6][pixels], in the stamp's own pixels
 * @param exact whether this is the information itself, or at least that much of it
 * @param active numbers that move with the stamp at all
 * @param rank independent directions of the stamp that are seen
 */
public record Information(double[][] fisher, double[][] lost, boolean exact, int active, int rank) {

    private static final int N = InspectedGalaxy.PARAMETERS;
    private static final int G1 = 2;
    private static final int G2 = 3;

    /** Least eigenvalue of a matrix scaled to a unit diagonal: below it a direction counts as not seen. */
    private static final double UNSEEN = 1e-15;

    /** M^T M / sigma^2: the information of the stamp itself. */
    public static double[][] ofStamp(double[][] tangents, double sigma) {
        double[][] f = product(tangents, tangents);
        for (double[] row : f) {
            for (int j = 0; j < row.length; j++) {
                row[j] /= sigma * sigma;
            }
        }
        return f;
    }

    /** a b^T. */
    static double[][] product(double[][] a, double[][] b) {
        double[][] f = new double[a.length][b.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b.length; j++) {
                f[i][j] = EnvelopeCholesky.dot(a[i], 0, b[j], 0, a[i].length);
            }
        }
        return f;
    }

    /**
     * The share of a galaxy's information that is kept, the others not known better than the population knows them: for both
     * components of the shear together, then for each parameter.
     *
     * @param stamp information of the stamp
     * @param known inverse variances of the population; zeros for no such knowledge
     * @return [7]: g, x, y, g1, g2, size, flux
     */
    public double[] kept(double[][] stamp, double[] known) {
        return shares(fisher, stamp, known);
    }

    /** The same of a Fisher matrix, for g alone. */
    static double kept(double[][] fisher, double[][] stamp, double[] known) {
        return shares(fisher, stamp, known)[0];
    }

    private static double[] shares(double[][] fisher, double[][] stamp, double[] known) {
        double[] best = variances(stamp, known, stamp);
        double[] here = variances(fisher, known, stamp);
        double[] kept = new double[N + 1];
        kept[0] = (best[G1] + best[G2]) / (here[G1] + here[G2]);
        for (int k = 0; k < N; k++) {
            kept[k + 1] = best[k] / here[k];
        }
        return kept;
    }

    /** Diagonal of (F + L)^-1; huge where a parameter is not determined. */
    private static double[] variances(double[][] f, double[] known, double[][] scaleOf) {
        double[] scale = new double[N];
        double[][] unit = new double[N][N];
        for (int i = 0; i < N; i++) {
            scale[i] = 1 / Math.sqrt(scaleOf[i][i] + known[i]);
        }
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) {
                unit[i][j] =
                        0.5 * (f[i][j] + f[j][i]) * scale[i] * scale[j] + (i == j ? known[i] * scale[i] * scale[i] : 0);
            }
        }
        EigenDecomposition eigen = new EigenDecomposition(MatrixUtils.createRealMatrix(unit));
        double[] variances = new double[N];
        for (int k = 0; k < N; k++) {
            double lambda = Math.max(eigen.getRealEigenvalue(k), UNSEEN);
            for (int i = 0; i < N; i++) {
                double u = eigen.getEigenvector(k).getEntry(i);
                variances[i] += scale[i] * scale[i] * u * u / lambda;
            }
        }
        return variances;
    }
}
