package org.shearnet.inspect;

/**
 * Cholesky factor of a symmetric positive definite matrix whose rows start late: row i has no entries before {@code first[i]},
 * and neither has its factor (George and Liu 1981, chapter 4). A full matrix is one whose rows start at 0.
 */
final class EnvelopeCholesky {

    private final double[][] rows;
    private final int[] first;
    private final boolean[] redundant;
    private int rank;

    /**
     * Factors a matrix in place.
     *
     * @param rows row i from column {@code first[i]} to i
     * @param tolerance a pivot below this share of its diagonal element belongs to a number that the ones before it determine,
     *     which is left out
     */
    EnvelopeCholesky(double[][] rows, int[] first, double tolerance) {
        this.rows = rows;
        this.first = first;
        redundant = new boolean[rows.length];
        for (int i = 0; i < rows.length; i++) {
            double[] row = rows[i];
            int start = first[i];
            double diagonal = row[i - start];
            for (int j = start; j < i; j++) {
                if (redundant[j]) {
                    row[j - start] = 0;
                    continue;
                }
                int from = Math.max(start, first[j]);
                double sum = row[j - start] - dot(row, from - start, rows[j], from - first[j], j - from);
                row[j - start] = sum / rows[j][j - first[j]];
            }
            double pivot = diagonal - dot(row, 0, row, 0, i - start);
            redundant[i] = !(pivot > tolerance * diagonal);
            row[i - start] = redundant[i] ? 1 : Math.sqrt(pivot);
            rank += redundant[i] ? 0 : 1;
        }
    }

    /** Numbers that are not left out. */
    int rank() {
        return rank;
    }

    /** Solves for a right-hand side; unknowns that are left out are 0. */
    double[] solve(double[] b) {
        double[] x = b.clone();
        for (int i = 0; i < x.length; i++) {
            double[] row = rows[i];
            int start = first[i];
            x[i] = redundant[i] ? 0 : (x[i] - dot(row, 0, x, start, i - start)) / row[i - start];
        }
        for (int i = x.length - 1; i >= 0; i--) {
            double[] row = rows[i];
            int start = first[i];
            x[i] = redundant[i] ? 0 : x[i] / row[i - start];
            for (int j = start; j < i; j++) {
                x[j] -= x[i] * row[j - start];
            }
        }
        return x;
    }

    /** A sum of products, in four sums that the processor adds side by side. */
    static double dot(double[] a, int fromA, double[] b, int fromB, int count) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int k = 0;
        for (; k + 3 < count; k += 4) {
            s0 += a[fromA + k] * b[fromB + k];
            s1 += a[fromA + k + 1] * b[fromB + k + 1];
            s2 += a[fromA + k + 2] * b[fromB + k + 2];
            s3 += a[fromA + k + 3] * b[fromB + k + 3];
        }
        for (; k < count; k++) {
            s0 += a[fromA + k] * b[fromB + k];
        }
        return s0 + s1 + (s2 + s3);
    }
}
