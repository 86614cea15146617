package org.shearnet.ngmix.response;

import java.util.List;

/**
 * A galaxy's moments about its centroid with all that their response to shear needs: how they change with a shear of the noisy
 * image, and how much of that is the noise's, which no shear of the sky changes.
 *
 * <p>An estimate e is a smooth function of the moments mu, and they of the pixels. Its response is the mean over the noise n of
 * grad e . S (d - n), d the pixels and S the shear of an image. The noise is Gaussian, so the mean of grad e . S n is that of the
 * trace of S C H (Stein's lemma; C the noise's covariance, H the second derivatives of e by the pixels): what has to be taken off
 * is known for each galaxy without its noise, to all orders. The centroid moves with the noise, which adds to H; it enters
 * through {@link #trace} and {@link #change}. Shears about the centroid and about any other point differ by a shift, of which
 * neither e nor the trace knows.
 */
final class Local {

    /** The moments, [moment]. */
    final double[] moments;

    private final MomentNoise of;
    private final double variance;
    /**
     * How they change with the two components of shear, less the part that the moving centroid's noise adds; third, that part where
     * the noise is made round: [change][moment].
     */
    final double[][] change = new double[MomentNoise.CHANGES][];
    /** Covariance of the noise, the centroid's included, [moment][moment]. */
    final double[][] covariance;
    /** Symmetric covariance of the noise changed and as it is, the centroid's included: [change][moment][moment]. */
    final double[][][] trace = new double[MomentNoise.CHANGES][][];

    /**
     * Puts them together.
     *
     * @param variance of a pixel (counts^2)
     */
    Local(MomentSet set, MomentTable table, MomentNoise of, double variance) {
        int n = set.size();
        moments = values(set.moments, table);
        this.of = of;
        this.variance = variance;
        double[][] inverse = inverse(set, table);
        // how a moment follows the gradient's noise through the centroid: -moved . inverse curvature
        double[][] follow = new double[n][2];
        double[][] moved = new double[n][2];
        for (int a = 0; a < 2; a++) {
            double[] along = values(set.moved.get(a), table);
            for (int k = 0; k < n; k++) {
                moved[k][a] = along[k];
            }
        }
        for (int k = 0; k < n; k++) {
            for (int b = 0; b < 2; b++) {
                follow[k][b] = -(moved[k][0] * inverse[0][b] + moved[k][1] * inverse[1][b]);
            }
        }
        covariance = projected(of.covariance, follow, of.gradient, variance);
        double[][] bend = bend(set, table, follow);
        for (int j = 0; j < MomentNoise.CHANGES; j++) {
            boolean shears = j < set.sheared.size();
            trace[j] = projected(of.changed[j], follow, of.gradientChanged[j], variance);
            change[j] = shears ? values(set.sheared.get(j), table) : new double[n];
            double u = shears ? set.gradientSheared[j][0].of(table) : 0;
            double v = shears ? set.gradientSheared[j][1].of(table) : 0;
            double[] spread = spread(inverse, of.gradientChanged[j]);
            for (int k = 0; k < n; k++) {
                double drift = bend[k][0] * spread[0] + 2 * bend[k][1] * spread[1] + bend[k][2] * spread[2];
                for (int a = 0; a < 2; a++) {
                    for (int b = 0; b < 2; b++) {
                        drift -= inverse[a][b] * of.motion[j][k][a][b];
                    }
                }
                change[j][k] += follow[k][0] * u + follow[k][1] * v - variance * drift;
            }
        }
    }

    /** Covariance of the noise in two moments at a fixed centre. */
    double fixed(int k, int l) {
        return variance * of.covariance[k][l];
    }

    private static double[] values(List<MomentForm> forms, MomentTable table) {
        double[] values = new double[forms.size()];
        for (int k = 0; k < values.length; k++) {
            values[k] = forms.get(k).of(table);
        }
        return values;
    }

    /** Inverse of the curvature of the smoothed image at its maximum. */
    private static double[][] inverse(MomentSet set, MomentTable table) {
        double uu = set.curvature[0].of(table);
        double uv = set.curvature[1].of(table);
        double vv = set.curvature[2].of(table);
        double det = uu * vv - uv * uv;
        return new double[][] {{vv / det, -uv / det}, {-uv / det, uu / det}};
    }

    /** Second derivatives {uu, uv, vv} of each moment by the centre, less what the curvature's own change does. */
    private static double[][] bend(MomentSet set, MomentTable table, double[][] follow) {
        double[][] third = new double[3][2];
        for (int k = 0; k < 3; k++) {
            for (int a = 0; a < 2; a++) {
                third[k][a] = set.curvatureMoved[k][a].of(table);
            }
        }
        double[][] bend = new double[follow.length][3];
        for (int k = 0; k < bend.length; k++) {
            for (int d = 0; d < 3; d++) {
                // d^2 gradient_a / dd: for {uu, uv, vv} the curvature's entries moved along
                double u = d == 0 ? third[0][0] : d == 1 ? third[0][1] : third[1][1];
                double v = d == 0 ? third[1][0] : d == 1 ? third[1][1] : third[2][1];
                bend[k][d] = set.movedTwice.get(d).get(k).of(table) + follow[k][0] * u + follow[k][1] * v;
            }
        }
        return bend;
    }

    /** Covariance {uu, uv, vv} of the centroid for one of the gradient. */
    private static double[] spread(double[][] inverse, double[] gradient) {
        double[] row0 = {
            inverse[0][0] * gradient[0] + inverse[0][1] * gradient[1],
            inverse[0][0] * gradient[1] + inverse[0][1] * gradient[2]
        };
        double[] row1 = {
            inverse[1][0] * gradient[0] + inverse[1][1] * gradient[1],
            inverse[1][0] * gradient[1] + inverse[1][1] * gradient[2]
        };
        return new double[] {
            row0[0] * inverse[0][0] + row0[1] * inverse[0][1],
            row0[0] * inverse[1][0] + row0[1] * inverse[1][1],
            row1[0] * inverse[1][0] + row1[1] * inverse[1][1]
        };
    }

    private static double[][] projected(double[][] fixed, double[][] follow, double[] gradient, double variance) {
        int n = fixed.length;
        double[][] out = new double[n][n];
        for (int k = 0; k < n; k++) {
            double u = follow[k][0] * gradient[0] + follow[k][1] * gradient[1];
            double v = follow[k][0] * gradient[1] + follow[k][1] * gradient[2];
            for (int l = 0; l < n; l++) {
                out[k][l] = variance * (fixed[k][l] + u * follow[l][0] + v * follow[l][1]);
            }
        }
        return out;
    }
}
