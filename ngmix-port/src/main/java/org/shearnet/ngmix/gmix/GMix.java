package org.shearnet.ngmix.gmix;

import java.util.Arrays;
import org.shearnet.ngmix.observation.Jacobian;

/**
 * An immutable mixture of elliptical Gaussians on the sky.
 *
 * <p>Component i has flux p (counts), centre (v, u) (arcsec) and covariance (vv, vu, uu) (arcsec^2); v runs along rows
 * (y), u along columns (x). T = vv + uu (arcsec^2); e1 = (uu - vv)/T, e2 = 2 vu/T. Fluxes may be negative and
 * covariances zero (a point, useful as a PSF's part); only images need covariances that are positive definite.
 *
 * <p>Longer than other classes: it has all algebra of mixtures.
 */
public final class GMix {
    private final double[] p;
    private final double[] v;
    private final double[] u;
    private final double[] vv;
    private final double[] vu;
    private final double[] uu;

    private GMix(int n) {
        p = new double[n];
        v = new double[n];
        u = new double[n];
        vv = new double[n];
        vu = new double[n];
        uu = new double[n];
    }

    /**
     * {@return a mixture from six numbers a component: p, v, u, vv, vu, uu}
     *
     * @param pars p (counts), v, u (arcsec), vv, vu, uu (arcsec^2) of each
     */
    public static GMix of(double... pars) {
        if (pars.length == 0 || pars.length % 6 != 0) {
            throw new IllegalArgumentException("six numbers a Gaussian are needed, not " + pars.length + " in all");
        }
        GMix m = new GMix(pars.length / 6);
        for (int i = 0; i < m.p.length; i++) {
            m.set(i, pars[6 * i], pars[6 * i + 1], pars[6 * i + 2], pars[6 * i + 3], pars[6 * i + 4], pars[6 * i + 5]);
        }
        return m;
    }

    /** {@return a point of flux 1 at the origin: the PSF of one who has none} */
    public static GMix point() {
        return of(1, 0, 0, 0, 0, 0);
    }

    /**
     * A mixture of one ellipse: component i has flux {@code flux * p[i]} and T {@code t * f[i]}.
     *
     * @param g1 reduced shear along x
     * @param g2 reduced shear along the diagonal
     * @param t sum of the second moments (arcsec^2)
     */
    static GMix concentric(
            double v, double u, double g1, double g2, double t, double flux, double[] weights, double[] sizes) {
        double g = g1 * g1 + g2 * g2;
        if (!(g < 1)) {
            throw new IllegalArgumentException("a reduced shear below 1 is needed, not " + Math.sqrt(g));
        }
        double e1 = 2 * g1 / (1 + g);
        double e2 = 2 * g2 / (1 + g);
        GMix m = new GMix(weights.length);
        for (int i = 0; i < weights.length; i++) {
            double h = 0.5 * t * sizes[i];
            m.set(i, flux * weights[i], v, u, h * (1 - e1), h * e2, h * (1 + e1));
        }
        return m;
    }

    private void set(int i, double p, double v, double u, double vv, double vu, double uu) {
        this.p[i] = p;
        this.v[i] = v;
        this.u[i] = u;
        this.vv[i] = vv;
        this.vu[i] = vu;
        this.uu[i] = uu;
    }

    /** {@return number of Gaussians} */
    public int size() {
        return p.length;
    }

    /**
     * {@return flux of component i (counts)}
     *
     * @param i number of the component, from 0
     */
    public double p(int i) {
        return p[i];
    }

    /**
     * {@return centre of component i, v (arcsec)}
     *
     * @param i number of the component, from 0
     */
    public double v(int i) {
        return v[i];
    }

    /**
     * {@return centre of component i, u (arcsec)}
     *
     * @param i number of the component, from 0
     */
    public double u(int i) {
        return u[i];
    }

    /**
     * {@return covariance of component i, vv (arcsec^2)}
     *
     * @param i number of the component, from 0
     */
    public double vv(int i) {
        return vv[i];
    }

    /**
     * {@return covariance of component i, vu (arcsec^2)}
     *
     * @param i number of the component, from 0
     */
    public double vu(int i) {
        return vu[i];
    }

    /**
     * {@return covariance of component i, uu (arcsec^2)}
     *
     * @param i number of the component, from 0
     */
    public double uu(int i) {
        return uu[i];
    }

    /** {@return six numbers a component: p, v, u, vv, vu, uu} */
    public double[] parameters() {
        double[] out = new double[6 * size()];
        for (int i = 0; i < size(); i++) {
            System.arraycopy(new double[] {p[i], v[i], u[i], vv[i], vu[i], uu[i]}, 0, out, 6 * i, 6);
        }
        return out;
    }

    /** {@return total flux (counts)} */
    public double flux() {
        return Arrays.stream(p).sum();
    }

    /** {@return centre of light, v (arcsec)} */
    public double centreV() {
        double sum = 0;
        for (int i = 0; i < size(); i++) {
            sum += p[i] * v[i];
        }
        return sum / flux();
    }

    /** {@return centre of light, u (arcsec)} */
    public double centreU() {
        double sum = 0;
        for (int i = 0; i < size(); i++) {
            sum += p[i] * u[i];
        }
        return sum / flux();
    }

    /** {@return second central moments of the whole: {vv, vu, uu} (arcsec^2)} */
    public double[] covariance() {
        double cv = centreV();
        double cu = centreU();
        double[] out = new double[3];
        for (int i = 0; i < size(); i++) {
            out[0] += p[i] * (vv[i] + (v[i] - cv) * (v[i] - cv));
            out[1] += p[i] * (vu[i] + (v[i] - cv) * (u[i] - cu));
            out[2] += p[i] * (uu[i] + (u[i] - cu) * (u[i] - cu));
        }
        double flux = flux();
        for (int k = 0; k < 3; k++) {
            out[k] /= flux;
        }
        return out;
    }

    /** {@return T of the whole (arcsec^2)} */
    public double t() {
        double[] m = covariance();
        return m[0] + m[2];
    }

    /** {@return distortion {e1, e2} of the whole} */
    public double[] e() {
        double[] m = covariance();
        double t = m[0] + m[2];
        return new double[] {(m[2] - m[0]) / t, 2 * m[1] / t};
    }

    /** {@return reduced shear {g1, g2} of the whole; NaN where |e| is not below 1} */
    public double[] g() {
        double[] e = e();
        double scale = 1 / (1 + Math.sqrt(1 - e[0] * e[0] - e[1] * e[1]));
        return new double[] {e[0] * scale, e[1] * scale};
    }

    /**
     * {@return this mixture moved so that its centre of light lies at (v, u)}
     *
     * @param newV along rows (arcsec)
     * @param newU along columns (arcsec)
     */
    public GMix centredAt(double newV, double newU) {
        double dv = newV - centreV();
        double du = newU - centreU();
        GMix m = new GMix(size());
        for (int i = 0; i < size(); i++) {
            m.set(i, p[i], v[i] + dv, u[i] + du, vv[i], vu[i], uu[i]);
        }
        return m;
    }

    /**
     * {@return this mixture with its total flux set}
     *
     * @param flux total flux (counts)
     */
    public GMix withFlux(double flux) {
        double scale = flux / flux();
        GMix m = new GMix(size());
        for (int i = 0; i < size(); i++) {
            m.set(i, p[i] * scale, v[i], u[i], vv[i], vu[i], uu[i]);
        }
        return m;
    }

    /** {@return this mixture centred on its own light and of flux 1: what a model is convolved by} */
    public GMix asKernel() {
        return centredAt(0, 0).withFlux(1);
    }

    /**
     * {@return convolution with a PSF, whose flux and place are divided out: {@code psf.asKernel()} is used, and the
     * flux and centre of this mixture stay}
     *
     * @param psf the PSF
     */
    public GMix convolve(GMix psf) {
        GMix kernel = psf.asKernel();
        GMix m = new GMix(size() * kernel.size());
        int k = 0;
        for (int i = 0; i < size(); i++) {
            for (int j = 0; j < kernel.size(); j++) {
                m.set(
                        k++,
                        p[i] * kernel.p[j],
                        v[i] + kernel.v[j],
                        u[i] + kernel.u[j],
                        vv[i] + kernel.vv[j],
                        vu[i] + kernel.vu[j],
                        uu[i] + kernel.uu[j]);
            }
        }
        return m;
    }

    /**
     * {@return every component sheared about its own centre: covariance C becomes S C S with the area-preserving shear
     * S}
     *
     * @param g1 reduced shear along x
     * @param g2 reduced shear along the diagonal
     * @throws IllegalArgumentException where |g| is not below 1
     */
    public GMix sheared(double g1, double g2) {
        if (!(g1 * g1 + g2 * g2 < 1)) {
            throw new IllegalArgumentException("a reduced shear below 1 is needed");
        }
        GMix m = new GMix(size());
        for (int i = 0; i < size(); i++) {
            double f = 1 / (1 - g1 * g1 - g2 * g2);
            // S C S with the area-preserving shear S on (u, v)
            double a = uu[i] * (1 + g1) + vu[i] * g2;
            double b = vu[i] * (1 + g1) + vv[i] * g2;
            double c = uu[i] * g2 + vu[i] * (1 - g1);
            double d = vu[i] * g2 + vv[i] * (1 - g1);
            m.set(
                    i,
                    p[i],
                    v[i],
                    u[i],
                    f * (c * g2 + d * (1 - g1)),
                    f * (a * g2 + b * (1 - g1)),
                    f * (a * (1 + g1) + b * g2));
        }
        return m;
    }

    /**
     * {@return image [ny * nx] of flux per pixel (counts), sampled at pixel centres}
     *
     * @param ny rows
     * @param nx columns
     * @param jacobian map from pixels to the sky
     */
    public double[] image(int ny, int nx, Jacobian jacobian) {
        double[] image = new double[ny * nx];
        GaussianSweep sweep = new GaussianSweep();
        for (int i = 0; i < size(); i++) {
            if (!sweep.place(ny, nx, jacobian, v[i], u[i], vv[i], vu[i], uu[i])) {
                throw new IllegalArgumentException("component " + i + " has no positive definite covariance");
            }
            double norm = p[i] * jacobian.area() / (2 * Math.PI * Math.sqrt(vv[i] * uu[i] - vu[i] * vu[i]));
            addTo(image, nx, sweep, norm);
        }
        return image;
    }

    private static void addTo(double[] image, int nx, GaussianSweep sweep, double norm) {
        double q = sweep.q();
        for (int y = sweep.firstRow(); y < sweep.endRow(); y++) {
            sweep.enter(y);
            double[] e = sweep.value();
            double[] r = sweep.ratio();
            int offset = y * nx;
            for (int x = sweep.firstColumn(); x < sweep.endColumn(); x++) {
                image[offset + x] += norm * e[x];
                e[x] *= r[x];
                r[x] *= q;
            }
        }
    }
}
