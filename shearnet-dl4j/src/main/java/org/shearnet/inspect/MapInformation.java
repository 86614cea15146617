package org.shearnet.inspect;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.shearnet.net.StampScaling;

/**
 * Information of maps, from the stamp's side. By Woodbury's identity F = M^T (1 - X^-1) M / sigma^2 with X = 1 + sigma^2 J^T R^-1
 * J, whose size is that of the stamp however many maps there are, and whose entries lie in a band as wide as the maps' receptive
 * field. Division by the flux and numbers beside the maps add a few columns of their own. With z = X^-1 M and y = M - z it is y^T y
 * + sigma^2 (J z)^T R^-1 J z, a sum of squares: a direction that no number sees has no information then, where the difference
 * leaves the rounding of X^-1, of either sign and larger than what the population says of it.
 */
final class MapInformation {

    /** Least rounding of a number over the noise in it: keeps X^-1 right to a ten-thousandth. */
    private static final double LEAST_ROUNDING = 1e-12;

    /** Random vectors for the trace of 1 - X^-1: its error is a fifth of the root of twice the number of pixels, 15 of 2809. */
    private static final int PROBES = 25;

    private MapInformation() {}

    /**
     * The information of maps and of numbers beside them.
     *
     * @param maps Jacobians by the scaled stamp
     * @param mapRounding variance of each map's numbers
     * @param rows Jacobian of the numbers by the pixels, [numbers][pixels]
     * @param rowRounding variance of each number
     */
    static Information of(
            List<LocalJacobian> maps,
            List<double[]> mapRounding,
            StampScaling scaling,
            double[][] rows,
            double[] rowRounding,
            double sigma,
            double[][] tangents) {
        int pixels = tangents[0].length;
        double gain = scaling.factor() * scaling.factor() * sigma * sigma;
        int[] first = new int[pixels];
        Arrays.setAll(first, p -> p);
        maps.forEach(map -> map.envelope(first));
        double[][] d = new double[pixels][];
        for (int p = 0; p < pixels; p++) {
            d[p] = new double[p - first[p] + 1];
        }
        int active = 0;
        double[][] weight = new double[maps.size()][];
        for (int m = 0; m < maps.size(); m++) {
            LocalJacobian map = maps.get(m);
            double[] weights = new double[map.numbers()];
            for (int i = 0; i < weights.length; i++) {
                double noise = gain * map.norm2(i);
                weights[i] = noise == 0 ? 0 : gain / Math.max(mapRounding.get(m)[i], LEAST_ROUNDING * noise);
                active += noise == 0 ? 0 : 1;
            }
            map.addTo(d, first, weights);
            weight[m] = weights;
        }
        double[][] u = columns(d, first, scaling.profile(), rows);
        double[][] g = coupling(u, scaling.profile(), rows, rowRounding, sigma);
        for (int p = 0; p < pixels; p++) {
            d[p][p - first[p]] += 1;
        }
        EnvelopeCholesky factor = new EnvelopeCholesky(d, first, 0);
        double[][] solved = Arrays.stream(tangents).map(factor::solve).toArray(double[][]::new);
        if (u.length > 0) {
            correct(solved, u, g, factor);
        }
        double[][] seen = new double[tangents.length][pixels];
        for (int a = 0; a < seen.length; a++) {
            for (int p = 0; p < pixels; p++) {
                seen[a][p] = tangents[a][p] - solved[a][p];
            }
        }
        double[][] fisher = Information.product(seen, seen);
        for (int m = 0; m < maps.size(); m++) {
            double[][] left = left(maps.get(m), weight[m], scaling.profile(), solved);
            add(fisher, Information.product(left, left));
        }
        for (int k = 0; k < rows.length; k++) {
            int own = u.length - rows.length + k;
            double[] left = new double[solved.length];
            for (int a = 0; a < left.length; a++) {
                left[a] = Math.sqrt(g[own][own]) * EnvelopeCholesky.dot(rows[k], 0, solved[a], 0, pixels);
            }
            for (int a = 0; a < left.length; a++) {
                for (int b = 0; b < left.length; b++) {
                    fisher[a][b] += left[a] * left[b];
                }
            }
        }
        for (double[] row : fisher) {
            for (int b = 0; b < row.length; b++) {
                row[b] /= sigma * sigma;
            }
        }
        return new Information(fisher, solved, true, active + rows.length, rank(pixels, u, g, factor));
    }

    /** sigma R^-1/2 J z of maps, [6][numbers]. */
    private static double[][] left(LocalJacobian map, double[] weights, double[] profile, double[][] solved) {
        double[][] left = new double[solved.length][];
        for (int a = 0; a < left.length; a++) {
            double[] scaled = solved[a].clone();
            if (profile != null) {
                double flux = Arrays.stream(scaled).sum();
                for (int p = 0; p < scaled.length; p++) {
                    scaled[p] -= flux * profile[p];
                }
            }
            left[a] = map.times(scaled);
            for (int i = 0; i < weights.length; i++) {
                left[a][i] *= Math.sqrt(weights[i]);
            }
        }
        return left;
    }

    private static void add(double[][] sum, double[][] other) {
        for (int a = 0; a < sum.length; a++) {
            for (int b = 0; b < sum.length; b++) {
                sum[a][b] += other[a][b];
            }
        }
    }

    /** The trace of 1 - X^-1, estimated with random signs (Hutchinson 1990): how many directions are seen above the rounding. */
    private static int rank(int pixels, double[][] u, double[][] g, EnvelopeCholesky factor) {
        SplittableRandom random = new SplittableRandom(1);
        double[][] signs = new double[PROBES][pixels];
        for (double[] probe : signs) {
            Arrays.setAll(probe, p -> random.nextBoolean() ? 1 : -1);
        }
        double[][] solved = Arrays.stream(signs).map(factor::solve).toArray(double[][]::new);
        if (u.length > 0) {
            correct(solved, u, g, factor);
        }
        double unseen = 0;
        for (int k = 0; k < PROBES; k++) {
            unseen += EnvelopeCholesky.dot(signs[k], 0, solved[k], 0, pixels) / PROBES;
        }
        return (int) Math.round(pixels - unseen);
    }

    /** For division by the flux a column of ones and one of A q, q the profile; then the rows. A is {@code d} still. */
    private static double[][] columns(double[][] d, int[] first, double[] profile, double[][] rows) {
        if (profile == null) {
            return rows;
        }
        double[][] u = new double[rows.length + 2][];
        u[0] = new double[d.length];
        Arrays.fill(u[0], 1);
        u[1] = new double[d.length];
        for (int p = 0; p < d.length; p++) {
            for (int q = first[p]; q <= p; q++) {
                u[1][p] += d[p][q - first[p]] * profile[q];
                u[1][q] += q < p ? d[p][q - first[p]] * profile[p] : 0;
            }
        }
        System.arraycopy(rows, 0, u, 2, rows.length);
        return u;
    }

    private static double[][] coupling(
            double[][] u, double[] profile, double[][] rows, double[] rowRounding, double sigma) {
        double[][] g = new double[u.length][u.length];
        int offset = u.length - rows.length;
        if (offset > 0) {
            g[0][0] = EnvelopeCholesky.dot(profile, 0, u[1], 0, profile.length);
            g[0][1] = -1;
            g[1][0] = -1;
        }
        for (int k = 0; k < rows.length; k++) {
            double noise = sigma * sigma * EnvelopeCholesky.dot(rows[k], 0, rows[k], 0, rows[k].length);
            double rounding = Math.max(rowRounding[k], LEAST_ROUNDING * noise);
            g[offset + k][offset + k] = noise == 0 ? 0 : sigma * sigma / rounding;
        }
        return g;
    }

    /** Turns D^-1 m into (D + U G U^T)^-1 m. */
    private static void correct(double[][] solved, double[][] u, double[][] g, EnvelopeCholesky factor) {
        double[][] du = Arrays.stream(u).map(factor::solve).toArray(double[][]::new);
        RealMatrix coupling = MatrixUtils.createRealMatrix(g);
        RealMatrix inner = MatrixUtils.createRealIdentityMatrix(u.length)
                .add(coupling.multiply(MatrixUtils.createRealMatrix(Information.product(u, du))));
        RealMatrix middle = new LUDecomposition(inner, 0).getSolver().solve(coupling);
        for (double[] x : solved) {
            double[] seen = new double[u.length];
            for (int k = 0; k < u.length; k++) {
                seen[k] = EnvelopeCholesky.dot(u[k], 0, x, 0, x.length);
            }
            double[] weights = middle.operate(seen);
            for (int k = 0; k < u.length; k++) {
                for (int p = 0; p < x.length; p++) {
                    x[p] -= weights[k] * du[k][p];
                }
            }
        }
    }
}
