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
    private static final int[] DEGREE = {1, 1, 2, 2, 2, 0, 4};

    private final double[][] factor = new double[SIZE][5];
    private final double[] power = new double[5];
    private final double[] spread = new double[9];
    private double middle;
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
        middle = 0.5 * (sweep.firstColumn() + sweep.endColumn());
        double[] image = o.image();
        double[] weight = o.weight();
        for (int y = sweep.firstRow(); y < sweep.endRow(); y++) {
            sweep.enter(y);
            double[] e = sweep.value();
            double[] r = sweep.ratio();
            double v0 = j.v(y, 0) - v;
            double u0 = j.u(y, 0) - u;
            sumRow(image, weight, y * o.nx(), e, r, q);
            expand(v0 + j.dvdcol() * middle, u0 + j.dudcol() * middle, j.dvdcol(), j.dudcol(), a, b, c);
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

    /** Sums of weight times image and of weight^2 times variance, times powers of the column. */
    private void sumRow(double[] image, double[] weight, int at, double[] e, double[] r, double q) {
        double a0 = 0;
        double a1 = 0;
        double a2 = 0;
        double a3 = 0;
        double a4 = 0;
        Arrays.fill(spread, 0);
        double b0 = 0;
        double b1 = 0;
        double b2 = 0;
        double b3 = 0;
        double b4 = 0;
        double b5 = 0;
        double b6 = 0;
        double b7 = 0;
        double b8 = 0;
        for (int x = sweep.firstColumn(); x < sweep.endColumn(); x++) {
            double w = e[x];
            e[x] = w * r[x];
            r[x] *= q;
            double inverse = weight[at + x];
            if (inverse > 0) {
                weightSum += w;
                pixels++;
                double d = x - middle;
                double d2 = d * d;
                double d4 = d2 * d2;
                double f = w * image[at + x];
                double g = w * w / inverse;
                a0 += f;
                a1 += f * d;
                a2 += f * d2;
                a3 += f * d2 * d;
                a4 += f * d4;
                b0 += g;
                b1 += g * d;
                b2 += g * d2;
                b3 += g * d2 * d;
                g *= d4;
                b4 += g;
                b5 += g * d;
                b6 += g * d2;
                b7 += g * d2 * d;
                b8 += g * d4;
            }
        }
        power[0] = a0;
        power[1] = a1;
        power[2] = a2;
        power[3] = a3;
        power[4] = a4;
        spread[0] = b0;
        spread[1] = b1;
        spread[2] = b2;
        spread[3] = b3;
        spread[4] = b4;
        spread[5] = b5;
        spread[6] = b6;
        spread[7] = b7;
        spread[8] = b8;
    }

    /** Adds a row's sums: every factor is a polynomial in the column. */
    private void expand(double v0, double u0, double v1, double u1, double a, double b, double c) {
        set(V, v0, v1, 0, 0, 0);
        set(U, u0, u1, 0, 0, 0);
        set(M1, u0 * u0 - v0 * v0, 2 * (u0 * u1 - v0 * v1), u1 * u1 - v1 * v1, 0, 0);
        set(M2, 2 * v0 * u0, 2 * (v0 * u1 + v1 * u0), 2 * v1 * u1, 0, 0);
        set(T, u0 * u0 + v0 * v0, 2 * (u0 * u1 + v0 * v1), u1 * u1 + v1 * v1, 0, 0);
        set(FLUX, 1, 0, 0, 0, 0);
        double c0 = a * v0 * v0 + 2 * b * v0 * u0 + c * u0 * u0;
        double c1 = 2 * (a * v0 * v1 + b * (v0 * u1 + v1 * u0) + c * u0 * u1);
        double c2 = a * v1 * v1 + 2 * b * v1 * u1 + c * u1 * u1;
        set(CHI4, c0 * c0, 2 * c0 * c1, 2 * c0 * c2 + c1 * c1, 2 * c1 * c2, c2 * c2);
        int k = 0;
        for (int i = 0; i < SIZE; i++) {
            double[] p = factor[i];
            int degree = DEGREE[i];
            for (int m = 0; m <= degree; m++) {
                sums[i] += p[m] * power[m];
            }
            for (int l = 0; l <= i; l++) {
                double[] q = factor[l];
                double sum = 0;
                for (int m = 0; m <= degree; m++) {
                    for (int n = 0; n <= DEGREE[l]; n++) {
                        sum += p[m] * q[n] * spread[m + n];
                    }
                }
                packed[k++] += sum;
            }
        }
    }

    private void set(int i, double c0, double c1, double c2, double c3, double c4) {
        double[] p = factor[i];
        p[0] = c0;
        p[1] = c1;
        p[2] = c2;
        p[3] = c3;
        p[4] = c4;
    }
}
