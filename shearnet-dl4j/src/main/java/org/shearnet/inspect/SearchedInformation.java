package org.shearnet.inspect;

import org.shearnet.net.LocalNetwork;

/**
 * A lower bound of the information of numbers whose Jacobian is too large to write down. Any weights W read the numbers with the
 * loss (M - J^T W)^T (M - J^T W) + W^T R W / sigma^2, and the best weights lose least; a few steps of conjugate gradients for the
 * least squares J^T W = M (Paige and Saunders 1982, algorithm CGLS) come near them from above.
 */
final class SearchedInformation {

    private final double[][] weights;
    private final double[][] left;
    private final double[][] tangents;
    private int active;

    /** @param steps of the search; each is a tangent and a cotangent for every parameter */
    SearchedInformation(LocalNetwork.Point point, String vertex, double[][] tangents, int steps) {
        this.tangents = tangents;
        weights = new double[tangents.length][];
        left = new double[tangents.length][];
        for (int a = 0; a < tangents.length; a++) {
            double[] r = tangents[a].clone();
            double[] s = point.tangents(r, vertex).get(vertex);
            double[] w = new double[s.length];
            double[] p = s.clone();
            double gamma = dot(s, s);
            for (int step = 0; step < steps && gamma > 0; step++) {
                double[] q = point.cotangent(vertex, p);
                double alpha = gamma / dot(q, q);
                add(w, alpha, p);
                add(r, -alpha, q);
                s = point.tangents(r, vertex).get(vertex);
                double next = dot(s, s);
                for (int i = 0; i < p.length; i++) {
                    p[i] = s[i] + next / gamma * p[i];
                }
                gamma = next;
            }
            weights[a] = w;
            left[a] = r;
        }
        for (int i = 0; i < weights[0].length; i++) {
            active += weights[0][i] != 0 ? 1 : 0;
        }
    }

    /** The bound at a noise and with a rounding of the numbers. */
    Information at(double sigma, double[] rounding) {
        int n = tangents.length;
        double[][] fisher = Information.product(tangents, tangents);
        double[][] loss = Information.product(left, left);
        for (int a = 0; a < n; a++) {
            for (int b = 0; b < n; b++) {
                double rounded = 0;
                for (int i = 0; i < rounding.length; i++) {
                    rounded += weights[a][i] * rounding[i] * weights[b][i];
                }
                fisher[a][b] = (fisher[a][b] - loss[a][b] - rounded / (sigma * sigma)) / (sigma * sigma);
            }
        }
        return new Information(fisher, left, false, active, 0);
    }

    private static double dot(double[] a, double[] b) {
        return EnvelopeCholesky.dot(a, 0, b, 0, a.length);
    }

    private static void add(double[] y, double factor, double[] x) {
        for (int i = 0; i < y.length; i++) {
            y[i] += factor * x[i];
        }
    }
}
