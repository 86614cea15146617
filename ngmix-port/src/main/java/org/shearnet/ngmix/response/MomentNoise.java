package org.shearnet.ngmix.response;

import java.util.List;

/**
 * Covariances of the noise in a set's moments, and between it and the same noise sheared with the galaxy, as a measured response
 * wrongly counts it. For a pixel variance of 1.
 *
 * <p>Each is kept for three changes of the noise: its shear by gamma1 and by gamma2, and, third, half of what of it is not round,
 * which a PSF that is not round leaves: the change of a mean estimate when the noise is made round.
 */
final class MomentNoise {

    /** Covariance of the moments at a fixed centre, [moment][moment]. */
    final double[][] covariance;
    /** Changes of the noise: two components of shear, and being made round. */
    static final int CHANGES = 3;

    /** Place of the latter. */
    static final int ROUND = 2;

    /** Symmetric part of the covariance of a changed moment with a moment, [change][moment][moment]. */
    final double[][][] changed = new double[CHANGES][][];
    /** Covariance of the gradient of the smoothed image, {uu, uv, vv}. */
    final double[] gradient = new double[3];
    /** Symmetric part of the covariance of its changed components with its components, [change]{uu, uv, vv}. */
    final double[][] gradientChanged = new double[CHANGES][3];
    /**
     * Covariance of a moment's slope along an axis with a changed component of the gradient, and of the changed slope with the
     * component: [change][moment][axis][gradient's axis].
     */
    final double[][][][] motion = new double[CHANGES][][][];

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
            changed[j] = new double[n][n];
            motion[j] = new double[n][2][2];
            for (int k = 0; k < n; k++) {
                for (int l = 0; l < n; l++) {
                    double half = 0.5 * MomentForm.covariance(s.get(k), m.get(l), table);
                    changed[j][k][l] += half;
                    changed[j][l][k] += half;
                }
                for (int a = 0; a < 2; a++) {
                    MomentForm slope = set.moved.get(a).get(k);
                    MomentForm shearedSlope = slope.sheared(j);
                    for (int b = 0; b < 2; b++) {
                        motion[j][k][a][b] = MomentForm.covariance(slope, set.gradientSheared[j][b], table)
                                + MomentForm.covariance(shearedSlope, set.gradient[b], table);
                    }
                }
            }
            symmetric(set.gradientSheared[j], set.gradient, table, gradientChanged[j]);
        }
        round(set, table.anisotropy());
    }

    private void round(MomentSet set, NoiseTable rest) {
        int n = set.size();
        changed[ROUND] = new double[n][n];
        motion[ROUND] = new double[n][2][2];
        for (int k = 0; k < n; k++) {
            for (int l = 0; l <= k; l++) {
                double half = 0.5 * MomentForm.covariance(set.moments.get(k), set.moments.get(l), rest);
                changed[ROUND][k][l] = half;
                changed[ROUND][l][k] = half;
            }
            for (int a = 0; a < 2; a++) {
                for (int b = 0; b < 2; b++) {
                    motion[ROUND][k][a][b] =
                            MomentForm.covariance(set.moved.get(a).get(k), set.gradient[b], rest);
                }
            }
        }
        symmetric(set.gradient, set.gradient, rest, gradientChanged[ROUND]);
        for (int k = 0; k < gradientChanged[ROUND].length; k++) {
            gradientChanged[ROUND][k] *= 0.5;
        }
    }

    private static void symmetric(MomentForm[] a, MomentForm[] b, NoiseTable table, double[] out) {
        out[0] = MomentForm.covariance(a[0], b[0], table);
        out[1] = 0.5 * (MomentForm.covariance(a[0], b[1], table) + MomentForm.covariance(a[1], b[0], table));
        out[2] = MomentForm.covariance(a[1], b[1], table);
    }
}
