package org.shearnet.inspect;

import java.util.Arrays;

/**
 * Information of few numbers, from the covariance of the numbers: F = T^T (sigma^2 J J^T + R)^-1 T, T = J M.
 */
public final class NumberInformation {

    /** Pivots below this share of their diagonal belong to numbers that the others determine. */
    private static final double REDUNDANT = 1e-13;

    private NumberInformation() {}

    /**
     * The information of numbers with Jacobian J on a stamp with white noise.
     *
     * @param rows J, [numbers][pixels]; rows of zeros are left out
     * @param rounding R, variance of each number's own rounding
     * @param sigma of a pixel's noise
     * @param tangents M^T, [6][pixels]
     */
    public static Information of(double[][] rows, double[] rounding, double sigma, double[][] tangents) {
        Solved solved = solve(rows, rounding, sigma, tangents);
        int parameters = tangents.length;
        double[][] fisher = new double[parameters][parameters];
        double[][] lost = new double[parameters][];
        for (int a = 0; a < parameters; a++) {
            lost[a] = tangents[a].clone();
            for (int i = 0; i < solved.live.length; i++) {
                double w = sigma * sigma * solved.weights[a][i];
                double[] row = rows[solved.live[i]];
                for (int p = 0; p < row.length && w != 0; p++) {
                    lost[a][p] -= w * row[p];
                }
            }
            for (int b = 0; b < parameters; b++) {
                fisher[a][b] = EnvelopeCholesky.dot(solved.t[b], 0, solved.weights[a], 0, solved.live.length);
            }
        }
        return new Information(fisher, lost, true, solved.live.length, solved.rank);
    }

    /** C^-1 T, [6][numbers]: the weights of the numbers in the best linear combinations; arguments as of {@link #of}. */
    static double[][] best(double[][] rows, double[] rounding, double sigma, double[][] tangents) {
        Solved solved = solve(rows, rounding, sigma, tangents);
        double[][] weights = new double[tangents.length][rows.length];
        for (int a = 0; a < weights.length; a++) {
            for (int i = 0; i < solved.live.length; i++) {
                weights[a][solved.live[i]] = solved.weights[a][i];
            }
        }
        return weights;
    }

    /** T and C^-1 T of the numbers that see the stamp, [6][live]. */
    private record Solved(int[] live, double[][] t, double[][] weights, int rank) {}

    private static Solved solve(double[][] rows, double[] rounding, double sigma, double[][] tangents) {
        int[] live = java.util.stream.IntStream.range(0, rows.length)
                .filter(i -> Arrays.stream(rows[i]).anyMatch(v -> v != 0))
                .toArray();
        int n = live.length;
        double[][] k = new double[n][];
        double[] scale = new double[n]; // to a unit diagonal
        for (int i = 0; i < n; i++) {
            k[i] = new double[i + 1];
            double[] row = rows[live[i]];
            for (int j = 0; j <= i; j++) {
                double[] other = rows[live[j]];
                k[i][j] = sigma * sigma * EnvelopeCholesky.dot(row, 0, other, 0, row.length);
            }
            k[i][i] += rounding[live[i]];
            scale[i] = 1 / Math.sqrt(k[i][i]);
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                k[i][j] *= scale[i] * scale[j];
            }
        }
        EnvelopeCholesky factor = new EnvelopeCholesky(k, new int[n], REDUNDANT);
        double[][] t = new double[tangents.length][n];
        double[][] weights = new double[tangents.length][];
        for (int a = 0; a < tangents.length; a++) {
            double[] scaled = new double[n];
            for (int i = 0; i < n; i++) {
                double[] row = rows[live[i]];
                t[a][i] = EnvelopeCholesky.dot(row, 0, tangents[a], 0, row.length);
                scaled[i] = scale[i] * t[a][i];
            }
            weights[a] = factor.solve(scaled);
            for (int i = 0; i < n; i++) {
                weights[a][i] *= scale[i];
            }
        }
        return new Solved(live, t, weights, factor.rank());
    }
}
