package org.shearnet.ngmix.em;

import java.util.Arrays;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.gmix.GaussianSweep;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/**
 * Fits free Gaussians to an image by expectation maximisation, the image taken for a histogram of photons.
 *
 * <p>A constant sky is added first so that no pixel is negative, and stays fixed as one more component. Under a PSF the
 * Gaussians are those before convolution: the PSF's covariance is taken off in every round. Reference: A. P. Dempster,
 * N. M. Laird, D. B. Rubin (1977), J. R. Stat. Soc. B 39, 1. Holds buffers: one object a thread.
 */
public final class EmFitter {
    private static final double SKY = 1e-3;
    private static final double LEAST_VARIANCE = 1e-4;
    private static final double[][] START_SIZE = {
        {1},
        {0.5793612389470884, 1.621860687127999},
        {0.5793612389470884, 1.621860687127999, 7.019347162356363},
        {0.5793612389470884, 1.621860687127999, 7.019347162356363, 16.0},
        {0.5, 1.0, 3.0, 10.0, 20.0}
    };
    /** Fluxes of the starts, no component so faint that it would never grow. */
    private static final double[][] START_FLUX = {
        {1},
        {0.596510042804182, 0.4034898268889178},
        {0.6, 0.35, 0.05},
        {0.59, 0.35, 0.05, 0.01},
        {0.59453032, 0.35671819, 0.03567182, 0.01189061, 0.00118906}
    };

    private final EmOptions options;
    private GaussianSweep[] sweeps = new GaussianSweep[0];
    private double[][] row = new double[0][];
    private double[] total = new double[0];
    /** Sums of each Gaussian: 1, dv, du, dv dv, dv du, du du about its centre, and its PSF's vv, vu, uu. */
    private double[][] sums = new double[0][];

    /** A fitter of the default options. */
    public EmFitter() {
        this(EmOptions.defaults());
    }

    /**
     * A fitter for one thread.
     *
     * @param options all knobs
     */
    public EmFitter(EmOptions options) {
        this.options = options;
    }

    /**
     * {@return n Gaussians about one of the same centre, flux and overall shape, slightly apart}
     *
     * @param one a mixture
     * @param n number of Gaussians
     */
    public static GMix start(GMix one, int n) {
        double[] all = new double[6 * n];
        double sigma = Math.sqrt(0.5 * one.t());
        double[] c = one.covariance();
        for (int i = 0; i < n; i++) {
            double f = START_SIZE[n - 1][i];
            double apart = 0.02 * sigma * i;
            all[6 * i] = one.flux() * START_FLUX[n - 1][i];
            all[6 * i + 1] = one.centreV() + apart;
            all[6 * i + 2] = one.centreU() - apart;
            all[6 * i + 3] = f * c[0];
            all[6 * i + 4] = f * c[1];
            all[6 * i + 5] = f * c[2];
        }
        return GMix.of(all);
    }

    /**
     * Fits an image as it is seen.
     *
     * @param observation the image, its weights and its PSF
     * @param start the Gaussians to start from
     * @return the mixture, and how the fit ended
     */
    public EmResult fit(Observation observation, GMix start) {
        return fit(observation, GMix.point(), start);
    }

    /**
     * Fits an image under a PSF.
     *
     * @param observation the image, its weights and its PSF
     * @param psf the PSF
     * @param start the Gaussians before convolution to start from
     * @return the mixture, and how the fit ended
     */
    public EmResult fit(Observation observation, GMix psf, GMix start) {
        if (!observation.isUsable()) {
            return new EmResult(Flag.BAD_PIXELS.bit(), null, Double.NaN, 0, Double.NaN);
        }
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < observation.image().length; i++) {
            if (observation.weight()[i] > 0) {
                min = Math.min(min, observation.image()[i]);
                max = Math.max(max, observation.image()[i]);
            }
        }
        if (!(max > min)) {
            return new EmResult(Flag.LOW_DETERMINANT.bit(), null, Double.NaN, 0, Double.NaN);
        }
        double sky = SKY * (max - min) - min;
        GMix kernel = psf.asKernel();
        double[] p = start.parameters();
        double before = Double.NaN;
        double change = Double.NaN;
        for (int round = 1; round <= options.maxIterations(); round++) {
            double likelihood = expect(observation, kernel, p, sky);
            if (Double.isNaN(likelihood)) {
                return new EmResult(Flag.LOW_DETERMINANT.bit(), null, sky, round, change);
            }
            if (!maximise(p)) {
                return new EmResult(Flag.DIVISION_BY_ZERO.bit(), null, sky, round, change);
            }
            change = Math.abs((likelihood - before) / before);
            before = likelihood;
            if (round >= options.minIterations() && change < options.tolerance()) {
                return new EmResult(0, GMix.of(p), sky, round, change);
            }
        }
        return new EmResult(Flag.MAX_ITERATIONS.bit(), GMix.of(p), sky, options.maxIterations(), change);
    }

    private void allocate(int gaussians, int components, int nx) {
        if (sweeps.length < gaussians || row.length < gaussians || total.length < nx) {
            sweeps = new GaussianSweep[gaussians];
            Arrays.setAll(sweeps, i -> new GaussianSweep());
            row = new double[gaussians][nx];
            total = new double[nx];
        }
        if (sums.length < components) {
            sums = new double[components][9];
        }
        for (double[] s : sums) {
            Arrays.fill(s, 0);
        }
    }

    /** Shares each pixel out among the Gaussians; the log likelihood, or NaN where a covariance is not positive. */
    private double expect(Observation o, GMix psf, double[] p, double sky) {
        int n = p.length / 6;
        int m = psf.size();
        allocate(n * m, n, o.nx());
        Jacobian j = o.jacobian();
        double[] norm = new double[n * m];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < m; k++) {
                double vv = p[6 * i + 3] + psf.vv(k);
                double vu = p[6 * i + 4] + psf.vu(k);
                double uu = p[6 * i + 5] + psf.uu(k);
                double v = p[6 * i + 1] + psf.v(k);
                double u = p[6 * i + 2] + psf.u(k);
                if (!sweeps[i * m + k].place(o.ny(), o.nx(), j, v, u, vv, vu, uu)) {
                    return Double.NaN;
                }
                norm[i * m + k] = p[6 * i] * psf.p(k) * j.area() / (2 * Math.PI * Math.sqrt(vv * uu - vu * vu));
            }
        }
        double likelihood = 0;
        for (int y = 0; y < o.ny(); y++) {
            likelihood += expectRow(o, psf, p, norm, sky, y);
        }
        return likelihood;
    }

    private double expectRow(Observation o, GMix psf, double[] p, double[] norm, double sky, int y) {
        int nx = o.nx();
        int m = psf.size();
        Arrays.fill(total, 0, nx, sky > 0 ? Math.min(sky, Double.MAX_VALUE) : 0);
        boolean[] reached = new boolean[norm.length];
        for (int g = 0; g < norm.length; g++) {
            reached[g] = sweeps[g].enter(y);
            if (reached[g]) {
                double f = norm[g];
                double[] e = sweeps[g].value();
                double[] r = sweeps[g].ratio();
                double q = sweeps[g].q();
                for (int x = sweeps[g].firstColumn(); x < sweeps[g].endColumn(); x++) {
                    row[g][x] = f * e[x];
                    total[x] += f * e[x];
                    e[x] *= r[x];
                    r[x] *= q;
                }
            }
        }
        // the pixels' shares: value over what all components predict there
        double likelihood = 0;
        for (int x = 0; x < nx; x++) {
            int at = y * nx + x;
            double value = o.weight()[at] > 0 ? o.image()[at] + sky : 0;
            if (value > 0 && total[x] > 0) {
                likelihood += value * Math.log(total[x]);
                total[x] = value / total[x];
            } else {
                total[x] = 0;
            }
        }
        Jacobian j = o.jacobian();
        for (int g = 0; g < norm.length; g++) {
            if (reached[g]) {
                double s0 = 0;
                double s1 = 0;
                double s2 = 0;
                for (int x = sweeps[g].firstColumn(); x < sweeps[g].endColumn(); x++) {
                    double f = row[g][x] * total[x];
                    s0 += f;
                    s1 += f * x;
                    s2 += f * x * x;
                }
                int i = g / m;
                int k = g % m;
                double v0 = j.v(y, 0) - p[6 * i + 1] - psf.v(k);
                double u0 = j.u(y, 0) - p[6 * i + 2] - psf.u(k);
                add(sums[i], s0, s1, s2, v0, u0, j.dvdcol(), j.dudcol());
                sums[i][6] += s0 * psf.vv(k);
                sums[i][7] += s0 * psf.vu(k);
                sums[i][8] += s0 * psf.uu(k);
            }
        }
        return likelihood;
    }

    private static void add(double[] s, double s0, double s1, double s2, double v0, double u0, double a, double b) {
        s[0] += s0;
        s[1] += v0 * s0 + a * s1;
        s[2] += u0 * s0 + b * s1;
        s[3] += v0 * v0 * s0 + 2 * a * v0 * s1 + a * a * s2;
        s[4] += v0 * u0 * s0 + (a * u0 + b * v0) * s1 + a * b * s2;
        s[5] += u0 * u0 * s0 + 2 * b * u0 * s1 + b * b * s2;
    }

    private boolean maximise(double[] p) {
        boolean centres = options.vary() == EmOptions.Vary.ALL || options.vary() == EmOptions.Vary.FIXED_COVARIANCES;
        boolean covariances = options.vary() == EmOptions.Vary.ALL || options.vary() == EmOptions.Vary.FIXED_CENTRES;
        for (int i = 0; i < p.length / 6; i++) {
            double[] s = sums[i];
            if (!(s[0] > 0)) {
                return false;
            }
            double dv = centres ? s[1] / s[0] : 0;
            double du = centres ? s[2] / s[0] : 0;
            p[6 * i] = s[0];
            p[6 * i + 1] += dv;
            p[6 * i + 2] += du;
            if (covariances) {
                double vv = (s[3] - s[6]) / s[0] - dv * dv;
                double vu = (s[4] - s[7]) / s[0] - dv * du;
                double uu = (s[5] - s[8]) / s[0] - du * du;
                boolean positive = vv > 0 && uu > 0 && vv * uu - vu * vu > 0;
                p[6 * i + 3] = positive ? vv : LEAST_VARIANCE;
                p[6 * i + 4] = positive ? vu : 0;
                p[6 * i + 5] = positive ? uu : LEAST_VARIANCE;
            }
        }
        return true;
    }
}
