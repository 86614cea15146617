package org.shearnet.ngmix.fit;

import java.util.Arrays;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.gmix.GaussianSweep;
import org.shearnet.ngmix.observation.Observation;

/**
 * Chi^2 of one observation as a quadratic function of the fluxes of a mixture's flux groups: what their best values
 * follow from, at a fraction of the cost of {@link NormalEquations}. Holds buffers: one object a thread.
 */
final class FluxSums {
    private final Observation observation;
    private final GMix psf;
    private final GaussianSweep sweep = new GaussianSweep(NormalEquations.CUT);
    private final double[] data;
    private final double[] weight;
    private final double power;
    private final double[][] images;

    /** @param psf the PSF as a kernel (flux 1, centred) */
    FluxSums(Observation observation, GMix psf, int groups) {
        this.observation = observation;
        this.psf = psf;
        data = observation.image();
        weight = observation.weight().clone();
        double sum = 0;
        for (int i = 0; i < data.length; i++) {
            weight[i] = weight[i] > 0 ? weight[i] : 0;
            sum += weight[i] > 0 ? weight[i] * data[i] * data[i] : 0;
        }
        power = sum;
        images = new double[groups][data.length];
    }

    /** Chi^2 of no model at all. */
    double power() {
        return power;
    }

    /**
     * Adds sum w I_a I_b (both triangles) and sum w data I_a of the groups' images of flux 1.
     *
     * @return false, with nothing added, where a covariance is not positive definite
     */
    boolean addTo(MixtureState s, double[][] matrix, double[] signals) {
        for (double[] image : images) {
            Arrays.fill(image, 0);
        }
        for (int k = 0; k < s.components; k++) {
            for (int l = 0; l < psf.size(); l++) {
                if (!addGaussian(s, k, l)) {
                    return false;
                }
            }
        }
        for (int a = 0; a < images.length; a++) {
            signals[a] += sum(weight, images[a], data);
            for (int b = 0; b <= a; b++) {
                double sum = sum(weight, images[a], images[b]);
                matrix[a][b] += sum;
                if (b != a) {
                    matrix[b][a] += sum;
                }
            }
        }
        return true;
    }

    private boolean addGaussian(MixtureState s, int k, int l) {
        double vv = s.vv[k] + psf.vv(l);
        double vu = s.vu[k] + psf.vu(l);
        double uu = s.uu[k] + psf.uu(l);
        int nx = observation.nx();
        if (!sweep.place(
                observation.ny(), nx, observation.jacobian(), s.v[k] + psf.v(l), s.u[k] + psf.u(l), vv, vu, uu)) {
            return false;
        }
        double area = observation.jacobian().area();
        double norm = s.p[k] * psf.p(l) * area / (2 * Math.PI * Math.sqrt(vv * uu - vu * vu));
        double[] image = images[s.fluxGroup[k]];
        for (int y = sweep.firstRow(); y < sweep.endRow(); y++) {
            sweep.enter(y);
            add(image, y * nx, sweep.value(), sweep.ratio(), sweep.q(), norm, sweep.firstColumn(), sweep.endColumn());
        }
        return true;
    }

    private static void add(double[] image, int o, double[] e, double[] r, double q, double norm, int from, int to) {
        for (int x = from; x < to; x++) {
            image[o + x] += norm * e[x];
        }
        for (int x = from; x < to; x++) {
            e[x] *= r[x];
            r[x] *= q;
        }
    }

    private static double sum(double[] a, double[] b, double[] c) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 3 < a.length; i += 4) {
            s0 += a[i] * b[i] * c[i];
            s1 += a[i + 1] * b[i + 1] * c[i + 1];
            s2 += a[i + 2] * b[i + 2] * c[i + 2];
            s3 += a[i + 3] * b[i + 3] * c[i + 3];
        }
        for (; i < a.length; i++) {
            s0 += a[i] * b[i] * c[i];
        }
        return s0 + s1 + (s2 + s3);
    }
}
