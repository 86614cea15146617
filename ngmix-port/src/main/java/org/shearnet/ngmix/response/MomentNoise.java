package org.shearnet.ngmix.response;

import java.util.List;

/**
 * Covariances of the noise in a set's moments, and between it and the same noise sheared with the galaxy, as a measured response
 * wrongly counts it. For a pixel variance of 1.
 */
final class MomentNoise {

    /** Covariance of the moments at a fixed centre, [moment][moment]. */
    final double[][] covariance;
    /** Symmetric part of the covariance of a sheared moment with a moment, [component][moment][moment]. */
    final double[][][] sheared = new double[2][][];
    /** Covariance of the gradient of the smoothed image, {uu, uv, vv}. */
    final double[] gradient = new double[3];
    /** Symmetric part of the covariance of its sheared components with its components, [component]{uu, uv, vv}. */
    final double[][] gradientSheared = new double[2][3];
    /**
     * Covariance of a moment's change along an axis with a sheared component of the gradient, and of the sheared change with the
     * component: [component][moment][axis][gradient's axis].
     */
    final double[][][][] motion = new double[2][][][];

    MomentNoise(MomentSet set, NoiseTable table) {
        List<MomentForm> m = set.moments;
        int n = m.size();
        covariance = new double[n][n];
        for (int k = 0; k < n; k++) {
            for (int l = 0; l <= k; l++) {
                covariance[k][l] = MomentForm.covariance(m.get(k), m.get(l), table);
                covariance[l][k] = covariance[k][l];
            }
        }
        symmetric(set.gradient, set.gradient, table, gradient);
        for (int j = 0; j < 2; j++) {
            List<MomentForm> s = set.sheared.get(j);
            sheared[j] = new double[n][n];
            motion[j] = new double[n][2][2];
            for (int k = 0; k < n; k++) {
                for (int l = 0; l < n; l++) {
                    double half = 0.5 * MomentForm.covariance(s.get(k), m.get(l), table);
                    sheared[j][k][l] += half;
                    sheared[j][l][k] += half;
                }
                for (int a = 0; a < 2; a++) {
                    MomentForm change = set.moved.get(a).get(k);
                    MomentForm shearedChange = change.sheared(j);
                    for (int b = 0; b < 2; b++) {
                        motion[j][k][a][b] = MomentForm.covariance(change, set.gradientSheared[j][b], table)
                                + MomentForm.covariance(shearedChange, set.gradient[b], table);
                    }
                }
            }
            symmetric(set.gradientSheared[j], set.gradient, table, gradientSheared[j]);
        }
    }

    private static void symmetric(MomentForm[] a, MomentForm[] b, NoiseTable table, double[] out) {
        out[0] = MomentForm.covariance(a[0], b[0], table);
        out[1] = 0.5 * (MomentForm.covariance(a[0], b[1], table) + MomentForm.covariance(a[1], b[0], table));
        out[2] = MomentForm.covariance(a[1], b[1], table);
    }
}
