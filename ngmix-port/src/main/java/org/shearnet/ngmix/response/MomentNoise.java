package org.shearnet.ngmix.response;

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
    static final int CHANGES = NoiseForms.CHANGES;

    /** Place of the latter. */
    static final int ROUND = NoiseForms.ROUND;

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
        NoiseForms forms = set.noise;
        covariance = forms.covariance(table);
        forms.gradient(table, gradient);
        for (int j = 0; j < 2; j++) {
            changed[j] = forms.changed(j, table);
            motion[j] = forms.motion(j, table);
            forms.gradientChanged(j, table, gradientChanged[j]);
        }
        round(forms, table.anisotropy());
    }

    private void round(NoiseForms forms, NoiseTable rest) {
        changed[ROUND] = forms.covariance(rest);
        for (double[] row : changed[ROUND]) {
            halve(row);
        }
        motion[ROUND] = forms.motion(ROUND, rest);
        forms.gradient(rest, gradientChanged[ROUND]);
        halve(gradientChanged[ROUND]);
    }

    private static void halve(double[] row) {
        for (int k = 0; k < row.length; k++) {
            row[k] *= 0.5;
        }
    }
}
