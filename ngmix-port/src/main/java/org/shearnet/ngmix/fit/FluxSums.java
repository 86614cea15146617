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
    private final double[] weighted;
    private final double[] products;

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
        weighted = new double[data.length];
        products = new double[data.length];
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
            multiply(weight, images[a], weighted);
            signals[a] += sum(weighted, data);
            for (int b = 0; b <= a; b++) {
                double sum = sum(weighted, images[b]);
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

    private static void multiply(double[] a, double[] b, double[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = a[i] * b[i];
        }
    }

    /** Sum of products: these first, in a loop without a reduction, then eight sums side by side. */
    private double sum(double[] a, double[] b) {
        multiply(a, b, products);
        double[] p = products;
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        int i = 0;
        for (; i + 7 < p.length; i += 8) {
            s0 += p[i];
            s1 += p[i + 1];
            s2 += p[i + 2];
            s3 += p[i + 3];
            s4 += p[i + 4];
            s5 += p[i + 5];
            s6 += p[i + 6];
            s7 += p[i + 7];
        }
        for (; i < p.length; i++) {
            s0 += p[i];
        }
        return s0 + s1 + (s2 + s3) + (s4 + s5 + (s6 + s7));
    }
}
