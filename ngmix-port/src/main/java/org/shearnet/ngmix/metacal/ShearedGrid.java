package org.shearnet.ngmix.metacal;

import org.shearnet.ngmix.observation.Jacobian;

/** Matrices between pixel and sky frequencies, as {xx, xy, yx, yy} on (x, y) or (u, v). */
final class ShearedGrid {
    private ShearedGrid() {}

    /** Pixels to sky: (u, v) = W (x, y). */
    static double[] world(Jacobian j) {
        return new double[] {j.dudcol(), j.dudrow(), j.dvdcol(), j.dvdrow()};
    }

    /** Area-preserving shear, symmetric. */
    static double[] shear(double g1, double g2) {
        double f = 1 / Math.sqrt(1 - g1 * g1 - g2 * g2);
        return new double[] {f * (1 + g1), f * g2, f * g2, f * (1 - g1)};
    }

    static double[] multiply(double[] a, double[] b) {
        return new double[] {
            a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3], a[2] * b[0] + a[3] * b[2], a[2] * b[1] + a[3] * b[3]
        };
    }

    static double[] transpose(double[] a) {
        return new double[] {a[0], a[2], a[1], a[3]};
    }

    static double[] inverse(double[] a) {
        double det = a[0] * a[3] - a[1] * a[2];
        return new double[] {a[3] / det, -a[1] / det, -a[2] / det, a[0] / det};
    }

    /** The same map seen in axes turned by 90 degrees: Q a Q^-1 with Q (x, y) = (-y, x). */
    static double[] turned(double[] a) {
        return new double[] {a[3], -a[2], -a[1], a[0]};
    }

    /** The larger and the smaller singular value. */
    static double[] singularValues(double[] a) {
        double sum = Math.hypot(a[0] + a[3], a[1] - a[2]);
        double difference = Math.hypot(a[0] - a[3], a[1] + a[2]);
        return new double[] {(sum + difference) / 2, Math.abs(sum - difference) / 2};
    }

    static boolean same(double[] a, double[] b) {
        for (int i = 0; i < 4; i++) {
            if (Math.abs(a[i] - b[i]) > 1e-14) {
                return false;
            }
        }
        return true;
    }
}
