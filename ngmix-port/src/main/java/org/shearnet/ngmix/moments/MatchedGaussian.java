package org.shearnet.ngmix.moments;

import org.shearnet.ngmix.gmix.GaussianSweep;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/**
 * Centre and covariance of what is in a stamp by adaptive moments: moments under a Gaussian weight, the weight divided
 * out, and the result taken for the next weight, until weight and result agree.
 *
 * <p>Reference: G. M. Bernstein and M. Jarvis (2002), AJ 123, 583, arXiv:astro-ph/0107431. Masked pixels are left out.
 * Holds buffers: one object a thread.
 */
public final class MatchedGaussian {
    private final GaussianSweep sweep = new GaussianSweep();
    private final double[] s = new double[6];
    private double v;
    private double u;
    private double vv;
    private double vu;
    private double uu;

    /** A search for one thread. */
    public MatchedGaussian() {}

    /**
     * Finds the moments.
     *
     * @param o the image, its weights and its PSF
     * @param t size of the first weight (arcsec^2)
     * @param tolerance change of the covariance, relative to T, at which to stop
     * @param maxRounds rounds after which to stop in any case
     * @return false where they do not settle on a positive flux and size inside the stamp
     */
    public boolean find(Observation o, double t, double tolerance, int maxRounds) {
        v = 0;
        u = 0;
        vv = 0.5 * t;
        vu = 0;
        uu = 0.5 * t;
        Jacobian j = o.jacobian();
        double stamp = j.area() * o.ny() * o.nx();
        for (int round = 0; round < maxRounds; round++) {
            if (!sweep.place(o.ny(), o.nx(), j, v, u, vv, vu, uu)) {
                return false;
            }
            sums(o);
            if (!(s[0] > 0)) {
                return false;
            }
            double dv = s[1] / s[0];
            double du = s[2] / s[0];
            double mvv = s[3] / s[0] - dv * dv;
            double mvu = s[4] / s[0] - dv * du;
            double muu = s[5] / s[0] - du * du;
            double m = mvv * muu - mvu * mvu;
            double w = vv * uu - vu * vu;
            if (!(m > 0) || !(mvv > 0)) {
                return false;
            }
            // inverse of the weighted moments less that of the weight
            double nvv = muu / m - uu / w;
            double nvu = -mvu / m + vu / w;
            double nuu = mvv / m - vv / w;
            double n = nvv * nuu - nvu * nvu;
            if (!(n > 0) || !(nvv > 0)) {
                // wider than the weight can tell: widen it
                vv *= 2;
                vu *= 2;
                uu *= 2;
            } else {
                // the weight pulls the centre back by the same factor as it narrows the moments
                double pullVv = nuu / n;
                double pullVu = -nvu / n;
                double pullUu = nvv / n;
                double qv = (muu * dv - mvu * du) / m;
                double qu = (mvv * du - mvu * dv) / m;
                v += pullVv * qv + pullVu * qu;
                u += pullVu * qv + pullUu * qu;
                double change = Math.abs(pullVv - vv) + Math.abs(pullUu - uu) + Math.abs(pullVu - vu);
                boolean close = change < tolerance * (vv + uu);
                vv = pullVv;
                vu = pullVu;
                uu = pullUu;
                if (close) {
                    return v * v + u * u < stamp;
                }
            }
            if (!(vv + uu < 4 * stamp) || !(v * v + u * u < stamp)) {
                return false;
            }
        }
        return true;
    }

    private void sums(Observation o) {
        Jacobian j = o.jacobian();
        double[] image = o.image();
        double[] weight = o.weight();
        double q = sweep.q();
        java.util.Arrays.fill(s, 0);
        for (int y = sweep.firstRow(); y < sweep.endRow(); y++) {
            sweep.enter(y);
            double[] e = sweep.value();
            double[] r = sweep.ratio();
            double s0 = 0;
            double s1 = 0;
            double s2 = 0;
            double v0 = j.v(y, 0) - v;
            double u0 = j.u(y, 0) - u;
            int offset = y * o.nx();
            // along a row v and u are linear in the column: sums of 1, x, x^2 are enough
            for (int x = sweep.firstColumn(); x < sweep.endColumn(); x++) {
                double f = weight[offset + x] > 0 ? e[x] * image[offset + x] : 0;
                s0 += f;
                double fx = f * x;
                s1 += fx;
                s2 += fx * x;
                e[x] *= r[x];
                r[x] *= q;
            }
            double a = j.dvdcol();
            double b = j.dudcol();
            s[0] += s0;
            s[1] += v0 * s0 + a * s1;
            s[2] += u0 * s0 + b * s1;
            s[3] += v0 * v0 * s0 + 2 * a * v0 * s1 + a * a * s2;
            s[4] += v0 * u0 * s0 + (a * u0 + b * v0) * s1 + a * b * s2;
            s[5] += u0 * u0 * s0 + 2 * b * u0 * s1 + b * b * s2;
        }
    }

    /** {@return flux of the matched Gaussian (counts): twice the weighted sum} */
    public double flux() {
        return 2 * s[0];
    }

    /** {@return centre (arcsec), along rows} */
    public double v() {
        return v;
    }

    /** {@return centre (arcsec), along columns} */
    public double u() {
        return u;
    }

    /** {@return covariance (arcsec^2)} */
    public double vv() {
        return vv;
    }

    /** {@return covariance (arcsec^2)} */
    public double vu() {
        return vu;
    }

    /** {@return covariance (arcsec^2)} */
    public double uu() {
        return uu;
    }
}
