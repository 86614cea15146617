package org.shearnet.ngmix.moments;

import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/**
 * Weighted sums of all {@link Moment}s.
 *
 * @param sums in the moments' order
 * @param covariance their covariance
 */
record HigherOrderSums(double[] sums, double[][] covariance) {

    /** Under a round Gaussian of peak 1 at the Jacobian's origin; masked pixels are left out. */
    static HigherOrderSums of(Observation o, double variance) {
        int n = Moment.values().length;
        double[] sums = new double[n];
        double[][] covariance = new double[n][n];
        double[] f = new double[n];
        Jacobian j = o.jacobian();
        for (int y = 0; y < o.ny(); y++) {
            for (int x = 0; x < o.nx(); x++) {
                double inverse = o.weight()[y * o.nx() + x];
                if (!(inverse > 0)) {
                    continue;
                }
                double v = j.v(y, x);
                double u = j.u(y, x);
                Moment.fill(v, u, f);
                double w = Math.exp(-0.5 * (v * v + u * u) / variance);
                double value = w * o.image()[y * o.nx() + x];
                double spread = w * w / inverse;
                for (int a = 0; a < n; a++) {
                    sums[a] += value * f[a];
                    double part = spread * f[a];
                    for (int b = 0; b <= a; b++) {
                        covariance[a][b] += part * f[b];
                    }
                }
            }
        }
        for (int a = 0; a < n; a++) {
            for (int b = 0; b < a; b++) {
                covariance[b][a] = covariance[a][b];
            }
        }
        return new HigherOrderSums(sums, covariance);
    }
}
