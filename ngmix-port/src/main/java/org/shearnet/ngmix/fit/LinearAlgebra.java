package org.shearnet.ngmix.fit;

import java.util.Arrays;

/** Small symmetric systems by Cholesky's decomposition, scaled to a unit diagonal. */
final class LinearAlgebra {
    private static final double SINGULAR = 1e-14;

    private LinearAlgebra() {}

    /**
     * Solves (A + lambda diag A) x = b.
     *
     * @return false where the matrix is singular to rounding
     */
    static boolean solve(double[][] a, double lambda, double[] b, double[] x, double[][] work) {
        int n = b.length;
        if (!factor(a, lambda, work)) {
            return false;
        }
        for (int i = 0; i < n; i++) {
            double sum = b[i] / Math.sqrt(a[i][i]);
            for (int k = 0; k < i; k++) {
                sum -= work[i][k] * x[k];
            }
            x[i] = sum / work[i][i];
        }
        for (int i = n - 1; i >= 0; i--) {
            double sum = x[i];
            for (int k = i + 1; k < n; k++) {
                sum -= work[k][i] * x[k];
            }
            x[i] = sum / work[i][i];
        }
        for (int i = 0; i < n; i++) {
            x[i] /= Math.sqrt(a[i][i]);
        }
        return true;
    }

    private static boolean factor(double[][] a, double lambda, double[][] l) {
        int n = a.length;
        for (int i = 0; i < n; i++) {
            if (!(a[i][i] > 0) || a[i][i] > Double.MAX_VALUE) {
                return false;
            }
            for (int j = 0; j <= i; j++) {
                double sum = i == j ? 1 + lambda : a[i][j] / Math.sqrt(a[i][i]) / Math.sqrt(a[j][j]);
                for (int k = 0; k < j; k++) {
                    sum -= l[i][k] * l[j][k];
                }
                if (i == j) {
                    if (!(sum > SINGULAR)) {
                        return false;
                    }
                    l[i][i] = Math.sqrt(sum);
                } else {
                    l[i][j] = sum / l[j][j];
                }
            }
        }
        return true;
    }

    /** The inverse, or null where the matrix is singular to rounding. */
    static double[][] inverse(double[][] a) {
        int n = a.length;
        double[][] out = new double[n][n];
        double[][] work = new double[n][n];
        double[] unit = new double[n];
        for (int i = 0; i < n; i++) {
            unit[i] = 1;
            if (!solve(a, 0, unit, out[i], work)) {
                return null;
            }
            unit[i] = 0;
        }
        return out;
    }

    /** D C D^T. */
    static double[][] sandwich(double[][] d, double[][] c) {
        int n = d.length;
        int m = c.length;
        double[][] out = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int k = 0; k < m; k++) {
                    for (int l = 0; l < m && d[i][k] != 0; l++) {
                        sum += d[i][k] * c[k][l] * d[j][l];
                    }
                }
                out[i][j] = sum;
                out[j][i] = sum;
            }
        }
        return out;
    }

    /** Adds g to a gradient and a lower triangle by rows to both triangles of a matrix. */
    static void add(double[] g, double[] s, double[][] matrix, double[] gradient) {
        int next = 0;
        for (int i = 0; i < g.length; i++) {
            gradient[i] += g[i];
            for (int j = 0; j <= i; j++) {
                matrix[i][j] += s[next];
                matrix[j][i] += j == i ? 0 : s[next];
                next++;
            }
        }
    }

    /**
     * Adds D g to a gradient and D S D^T to a matrix: sums over basis images to sums over derivatives by parameters.
     *
     * @param d derivative of the model by parameter i = sum over b of d[i][b] * basis image b
     * @param g sums of the basis images with the residuals
     * @param s sums of their products with each other, lower triangle by rows
     * @param matrix both triangles
     */
    static void addChained(double[][] d, double[] g, double[] s, double[][] matrix, double[] gradient) {
        int n = g.length;
        double[] half = new double[n];
        for (int i = 0; i < d.length; i++) {
            double[] di = d[i];
            Arrays.fill(half, 0);
            for (int b = 0; b < n; b++) {
                if (di[b] != 0) {
                    gradient[i] += di[b] * g[b];
                    for (int c = 0; c < n; c++) {
                        half[c] += di[b] * s[c <= b ? b * (b + 1) / 2 + c : c * (c + 1) / 2 + b];
                    }
                }
            }
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int c = 0; c < n; c++) {
                    sum += half[c] * d[j][c];
                }
                matrix[i][j] += sum;
                if (j != i) {
                    matrix[j][i] += sum;
                }
            }
        }
    }
}
