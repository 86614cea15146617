package org.shearnet.ngmix.moments;

import java.util.Arrays;
import org.shearnet.ngmix.gmix.GaussianSweep;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/** Sums of image times Gaussian weight times polynomials, with their covariances. Holds buffers: one object a thread. */
final class WeightedSums {
    static final int V = 0;
    static final int U = 1;
    static final int M1 = 2;
    static final int M2 = 3;
    static final int T = 4;
    static final int FLUX = 5;
    static final int CHI4 = 6;
    static final int SIZE = 7;

    private final GaussianSweep sweep = new GaussianSweep();
    private final double[] f = new double[SIZE];
    final double[] sums = new double[SIZE];
    final double[][] covariance = new double[SIZE][SIZE];
    private final double[] packed = new double[SIZE * (SIZE + 1) / 2];
    private double weightSum;
    private int pixels;

    /** Sum of the weights, of peak 1, over unmasked pixels. */
    double weightSum() {
        return weightSum;
    }

    /** Number of unmasked pixels that the weight reaches. */
    int pixels() {
        return pixels;
    }

    /**
     * Sums about (v, u) under a Gaussian of peak 1.
     *
     * @return false where the weight is not positive definite
     */
    boolean sum(Observation o, double v, double u, double vv, double vu, double uu) {
        Jacobian j = o.jacobian();
        if (!sweep.place(o.ny(), o.nx(), j, v, u, vv, vu, uu)) {
            return false;
        }
        double det = vv * uu - vu * vu;
        double a = uu / det;
        double b = -vu / det;
        double c = vv / det;
        Arrays.fill(sums, 0);
        Arrays.fill(packed, 0);
        weightSum = 0;
        pixels = 0;
        double q = sweep.q();
        double[] image = o.image();
        double[] weight = o.weight();
        for (int y = sweep.firstRow(); y < sweep.endRow(); y++) {
            sweep.enter(y);
            double[] e = sweep.value();
            double[] r = sweep.ratio();
            double v0 = j.v(y, 0) - v;
            double u0 = j.u(y, 0) - u;
            for (int x = sweep.firstColumn(); x < sweep.endColumn(); x++) {
                int at = y * o.nx() + x;
                double w = e[x];
                e[x] *= r[x];
                r[x] *= q;
                if (weight[at] > 0) {
                    double dv = v0 + j.dvdcol() * x;
                    double du = u0 + j.dudcol() * x;
                    double chi2 = a * dv * dv + 2 * b * dv * du + c * du * du;
                    add(w, image[at], 1 / weight[at], dv, du, chi2);
                }
            }
        }
        int k = 0;
        for (int i = 0; i < SIZE; i++) {
            for (int l = 0; l <= i; l++) {
                covariance[i][l] = packed[k];
                covariance[l][i] = packed[k++];
            }
        }
        return true;
    }

    private void add(double w, double value, double variance, double dv, double du, double chi2) {
        weightSum += w;
        pixels++;
        double wi = w * value;
        double wv = w * w * variance;
        double vv = dv * dv;
        double uu = du * du;
        f[V] = dv;
        f[U] = du;
        f[M1] = uu - vv;
        f[M2] = 2 * dv * du;
        f[T] = uu + vv;
        f[FLUX] = 1;
        f[CHI4] = chi2 * chi2;
        int k = 0;
        for (int i = 0; i < SIZE; i++) {
            sums[i] += wi * f[i];
            double g = wv * f[i];
            for (int l = 0; l <= i; l++) {
                packed[k++] += g * f[l];
            }
        }
    }
}
