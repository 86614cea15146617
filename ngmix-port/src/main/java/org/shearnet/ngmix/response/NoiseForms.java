package org.shearnet.ngmix.response;

import java.util.List;

/**
 * The covariances of {@link MomentNoise} as linear forms of a {@link NoiseTable}: they follow from the set of moments alone, and are
 * worked out once.
 */
final class NoiseForms {

    /** Changes of the noise: two components of shear, and being made round. */
    static final int CHANGES = 3;

    /** Place of the latter. */
    static final int ROUND = 2;

    /** [moment][moment up to it] */
    private final CovarianceForm[][] covariance;
    /** Symmetric, [component of shear][moment][moment up to it]. */
    private final CovarianceForm[][][] changed = new CovarianceForm[2][][];
    /** {uu, uv, vv} */
    private final CovarianceForm[] gradient;
    /** [component of shear]{uu, uv, vv} */
    private final CovarianceForm[][] gradientChanged = new CovarianceForm[2][];
    /** [change][moment][axis][gradient's axis] */
    private final CovarianceForm[][][][] motion = new CovarianceForm[CHANGES][][][];

    /**
     * Works them out.
     *
     * @param moments of a set
     * @param sheared [component of shear][moment]
     * @param moved [axis][moment]
     * @param gradient of the smoothed image, [axis]
     * @param gradientSheared [component of shear][axis]
     */
    NoiseForms(
            List<MomentForm> moments,
            List<List<MomentForm>> sheared,
            List<List<MomentForm>> moved,
            MomentForm[] gradient,
            MomentForm[][] gradientSheared) {
        covariance = symmetric(moments, moments);
        this.gradient = ofGradient(gradient, gradient);
        for (int j = 0; j < 2; j++) {
            changed[j] = symmetric(sheared.get(j), moments);
            gradientChanged[j] = ofGradient(gradientSheared[j], gradient);
        }
        for (int j = 0; j < CHANGES; j++) {
            motion[j] = new CovarianceForm[moments.size()][2][2];
            for (int k = 0; k < moments.size(); k++) {
                for (int a = 0; a < 2; a++) {
                    MomentForm slope = moved.get(a).get(k);
                    for (int b = 0; b < 2; b++) {
                        motion[j][k][a][b] = j == ROUND
                                ? MomentForm.covariance(slope, gradient[b])
                                : MomentForm.covariance(slope, gradientSheared[j][b])
                                        .plus(MomentForm.covariance(slope.sheared(j), gradient[b]), 1);
                    }
                }
            }
        }
    }

    /** Half of the covariances of either with the other. */
    private static CovarianceForm[][] symmetric(List<MomentForm> a, List<MomentForm> b) {
        CovarianceForm[][] out = new CovarianceForm[a.size()][];
        for (int k = 0; k < out.length; k++) {
            out[k] = new CovarianceForm[k + 1];
            for (int l = 0; l <= k; l++) {
                out[k][l] =
                        MomentForm.covariance(a.get(k), b.get(l)).plus(MomentForm.covariance(a.get(l), b.get(k)), 0.5);
            }
        }
        return out;
    }

    private static CovarianceForm[] ofGradient(MomentForm[] a, MomentForm[] b) {
        return new CovarianceForm[] {
            MomentForm.covariance(a[0], b[0]),
            MomentForm.covariance(a[0], b[1]).plus(MomentForm.covariance(a[1], b[0]), 0.5),
            MomentForm.covariance(a[1], b[1])
        };
    }

    /** Covariance of the moments, [moment][moment]. */
    double[][] covariance(NoiseTable table) {
        return matrix(covariance, table);
    }

    /** Symmetric part of the covariance of sheared moments with moments, [moment][moment]. */
    double[][] changed(int component, NoiseTable table) {
        return matrix(changed[component], table);
    }

    /** Covariances of slopes with components of the gradient, the one or the other changed: [moment][axis][gradient's axis]. */
    double[][][] motion(int change, NoiseTable table) {
        double[][][] out = new double[covariance.length][2][2];
        for (int k = 0; k < out.length; k++) {
            for (int a = 0; a < 2; a++) {
                fill(motion[change][k][a], table, out[k][a]);
            }
        }
        return out;
    }

    /** Covariance of the gradient, {uu, uv, vv}. */
    void gradient(NoiseTable table, double[] out) {
        fill(gradient, table, out);
    }

    /** Symmetric part of that of the sheared gradient with the gradient. */
    void gradientChanged(int component, NoiseTable table, double[] out) {
        fill(gradientChanged[component], table, out);
    }

    private static double[][] matrix(CovarianceForm[][] forms, NoiseTable table) {
        double[][] out = new double[forms.length][forms.length];
        for (int k = 0; k < out.length; k++) {
            fill(forms[k], table, out[k]);
            for (int l = 0; l < k; l++) {
                out[l][k] = out[k][l];
            }
        }
        return out;
    }

    private static void fill(CovarianceForm[] forms, NoiseTable table, double[] out) {
        for (int l = 0; l < forms.length; l++) {
            out[l] = forms[l].of(table);
        }
    }
}
