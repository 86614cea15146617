package org.shearnet.ngmix.fit;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.shearnet.galaxysim.render.Fft;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/**
 * One image of a galaxy under a PSF that is an image itself, as sums for a least-squares fit: the model and its
 * derivatives by row, column, the three entries of the covariance, and flux, all drawn from transforms that are products of
 * closed forms and the PSF's transform.
 *
 * <p>The six real images go through three complex inverse transforms. Holds buffers: one object a thread.
 *
 * <p>Longer than other classes: a model and its six derivatives share buffers and transforms.
 */
final class ExactImage implements PixelProblem.Sums {
    /** Row, column, C_rr, C_rc, C_cc, flux, all in pixels. */
    static final int BASIS = 6;

    private static final int LARGEST_GRID = 1024;

    private final Map<Integer, Fft> transforms = new HashMap<>();
    private double[][] re = new double[0][];
    private double[][] im;
    private double[][] workRe;
    private double[][] workIm;
    private double[][] kernelRe;
    private double[][] kernelIm;
    private double[][] value;
    private double[][] slope;
    private double[] q = new double[0];
    private double[] cos;
    private double[] sin;
    private double[][] images = new double[BASIS][0];

    private Observation observation;
    private PsfTransform psf;
    private ExactProfile profile;
    private double[] data = new double[0];
    private double[] weight = new double[0];
    private double[] residual = new double[0];
    private double[] weighted = new double[0];
    private int used;
    private double[][] toPixels;
    private int size;

    /** Sums over pixels of w B_a B_b, lower triangle by rows. */
    private final double[] sums = new double[BASIS * (BASIS + 1) / 2];

    private final double[] slopes = new double[BASIS];
    private double chi2;
    private double signal;
    private double power;

    /** Takes the pixels of an image; those of weight 0 are left out. */
    void load(Observation o, PsfTransform newPsf, ExactProfile newProfile) {
        observation = o;
        psf = newPsf;
        profile = newProfile;
        int ny = o.ny();
        int nx = o.nx();
        if (data.length != ny * nx) {
            data = new double[ny * nx];
            weight = new double[ny * nx];
            residual = new double[ny * nx];
            weighted = new double[ny * nx];
            images = new double[BASIS][ny * nx];
        }
        used = 0;
        // column after column, as the transforms leave their images
        for (int x = 0; x < nx; x++) {
            for (int y = 0; y < ny; y++) {
                double w = o.weight()[y * nx + x];
                weight[x * ny + y] = w;
                data[x * ny + y] = w > 0 ? o.image()[y * nx + x] : 0;
                used += w > 0 ? 1 : 0;
            }
        }
        Jacobian j = o.jacobian();
        double det = j.determinant();
        toPixels = new double[][] {
            {j.dudcol() / det, -j.dvdcol() / det},
            {-j.dudrow() / det, j.dvdrow() / det}
        };
        size = 0;
    }

    @Override
    public int usedPixels() {
        return used;
    }

    /** Chooses the grid for a centre and covariance: no light that matters may reach the stamp around its edges. */
    void chooseGrid(double v, double u, double vv, double vu, double uu) {
        double[] c = covariance(vv, vu, uu);
        double mean = 0.5 * (c[0] + c[2]);
        double major = Math.sqrt(mean + Math.hypot(0.5 * (c[0] - c[2]), c[1]));
        double galaxy = profile.reach() * major;
        double reach = Math.max(psf.reach(), galaxy) + Math.min(psf.reach() / 3, 2 * major);
        double row = observation.jacobian().row(v, u);
        double col = observation.jacobian().col(v, u);
        double half = Math.max(Math.max(row, observation.ny() - 1 - row), Math.max(col, observation.nx() - 1 - col));
        double least = Math.max(Math.max(observation.ny(), observation.nx()), half + reach);
        size = Math.max(size, Fft.goodSize((int) Math.ceil(Math.min(LARGEST_GRID, least))));
    }

    /** Forgets the grid. */
    void releaseGrid() {
        size = 0;
    }

    int gridSize() {
        return size;
    }

    private double[] covariance(double vv, double vu, double uu) {
        double[] r = toPixels[0];
        double[] c = toPixels[1];
        return new double[] {
            r[0] * r[0] * vv + 2 * r[0] * r[1] * vu + r[1] * r[1] * uu,
            r[0] * c[0] * vv + (r[0] * c[1] + r[1] * c[0]) * vu + r[1] * c[1] * uu,
            c[0] * c[0] * vv + 2 * c[0] * c[1] * vu + c[1] * c[1] * uu
        };
    }

    private void reserve(int n) {
        if (re.length < n) {
            int wide = Math.max(n, observation.ny() + 7);
            re = new double[n][wide];
            im = new double[n][wide];
            workRe = new double[n][wide];
            workIm = new double[n][wide];
            kernelRe = new double[n][n / 2];
            kernelIm = new double[n][n / 2];
            value = new double[n][n / 2];
            slope = new double[n][n / 2];
            q = new double[n / 2];
            cos = new double[n];
            sin = new double[n];
        }
    }

    /** Draws model and derivatives for unit flux. */
    void draw(double v, double u, double vv, double vu, double uu) {
        Fft fft = transforms.computeIfAbsent(size, Fft::new);
        int n = size;
        int half = n / 2;
        reserve(n);
        double[] c = covariance(vv, vu, uu);
        double row = observation.jacobian().row(v, u);
        double col = observation.jacobian().col(v, u);
        double[][][] grid = psf.grid(fft);
        double step = 2 * Math.PI / n;
        for (int i = 0; i < half; i++) {
            cos[i] = Math.cos(step * i * col);
            sin[i] = -Math.sin(step * i * col);
        }
        for (int ky = 0; ky < n; ky++) {
            double kr = step * (ky < half ? ky : ky - n);
            double cosY = Math.cos(kr * row);
            double sinY = -Math.sin(kr * row);
            double[] pr = grid[0][ky];
            double[] pi = grid[1][ky];
            double[] br = kernelRe[ky];
            double[] bi = kernelIm[ky];
            double linear = 2 * c[1] * kr;
            double constant = c[0] * kr * kr;
            for (int i = 0; i < half; i++) {
                double kc = step * i;
                q[i] = (c[2] * kc + linear) * kc + constant;
                double a = cos[i] * cosY - sin[i] * sinY;
                double b = sin[i] * cosY + cos[i] * sinY;
                br[i] = pr[i] * a - pi[i] * b;
                bi[i] = pr[i] * b + pi[i] * a;
            }
            profile.fill(q, value[ky], slope[ky], half);
        }
        for (int plane = 0; plane < 3; plane++) {
            fill(plane, n, step);
            invert(fft, images[first(plane)], images[second(plane)]);
        }
    }

    private static int first(int plane) {
        return plane == 0 ? 5 : plane == 1 ? 0 : 3;
    }

    private static int second(int plane) {
        return plane == 0 ? 2 : plane == 1 ? 1 : 4;
    }

    /** Fills one complex plane, a + i b of two real images' transforms: model and C_rr, row and column, C_rc and C_cc. */
    private void fill(int plane, int n, double step) {
        int half = n / 2;
        for (int ky = 0; ky < n; ky++) {
            double[] zr = re[ky];
            double[] zi = im[ky];
            double[] mr = re[(n - ky) % n];
            double[] mi = im[(n - ky) % n];
            zr[half] = 0;
            zi[half] = 0;
            if (ky == half) {
                Arrays.fill(zr, 0, n, 0);
                Arrays.fill(zi, 0, n, 0);
                continue;
            }
            double[] br = kernelRe[ky];
            double[] bi = kernelIm[ky];
            double[] f = value[ky];
            double[] d = slope[ky];
            double kr = step * (ky < half ? ky : ky - n);
            // factor x + i y times the kernel, or times its conjugate at the mirrored point
            double odd = plane == 1 ? -1 : 1;
            for (int i = 0; i < half; i++) {
                double kc = step * i;
                double x = plane == 0 ? f[i] : plane == 1 ? kc * f[i] : 2 * kr * kc * d[i];
                double y = plane == 0 ? kr * kr * d[i] : plane == 1 ? -kr * f[i] : kc * kc * d[i];
                zr[i] = br[i] * x - bi[i] * y;
                zi[i] = br[i] * y + bi[i] * x;
                if (i > 0) {
                    mr[n - i] = odd * (br[i] * x + bi[i] * y);
                    mi[n - i] = odd * (br[i] * y - bi[i] * x);
                }
            }
        }
    }

    private void invert(Fft fft, double[] a, double[] b) {
        int n = fft.size();
        int ny = observation.ny();
        int nx = observation.nx();
        int wide = ny + 7 & ~7;
        fft.transform(re, im, workRe, workIm, n, ny);
        boolean odd = (fft.passes() & 1) == 1;
        double[][] gr = odd ? workRe : re;
        double[][] gi = odd ? workIm : im;
        double[][] tr = odd ? re : workRe;
        double[][] ti = odd ? im : workIm;
        for (int k = 0; k < n; k++) {
            double[] outRe = tr[k];
            double[] outIm = ti[k];
            for (int y = 0; y < ny; y++) {
                outRe[y] = gr[y][k];
                outIm[y] = gi[y][k];
            }
            Arrays.fill(outRe, ny, wide, 0);
            Arrays.fill(outIm, ny, wide, 0);
        }
        fft.transform(tr, ti, gr, gi, wide, nx);
        double[][] zr = odd ? gr : tr;
        double[][] zi = odd ? gi : ti;
        double norm = 1.0 / ((double) n * n);
        for (int x = 0; x < nx; x++) {
            for (int y = 0; y < ny; y++) {
                a[x * ny + y] = norm * zr[x][y];
                b[x * ny + y] = norm * zi[x][y];
            }
        }
    }

    /**
     * Adds this image's part of the normal equations, in (v, u, vv, vu, uu, flux).
     *
     * @param byParameter derivatives of (v, u, vv, vu, uu, flux) by the fit's parameters, [6][parameters]
     */
    void addTo(double flux, double[][] byParameter, double[][] matrix, double[] gradient) {
        sum(flux);
        LinearAlgebra.addChained(link(flux, byParameter, gradient.length), slopes, sums, matrix, gradient);
    }

    /** Derivatives of the model by the fit's n parameters, times the weights, [n][ny*nx], row after row. */
    double[][] weightedDerivatives(double flux, double[][] byParameter, int n) {
        int ny = observation.ny();
        int nx = observation.nx();
        double[][] link = link(flux, byParameter, n);
        double[][] out = new double[n][ny * nx];
        for (int p = 0; p < n; p++) {
            for (int b = 0; b < BASIS; b++) {
                for (int i = 0; i < ny * nx && link[p][b] != 0; i++) {
                    out[p][i % ny * nx + i / ny] += link[p][b] * images[b][i] * weight[i];
                }
            }
        }
        return out;
    }

    /** Derivatives of the fit's n parameters as combinations of the basis images, [n][6]. */
    private double[][] link(double flux, double[][] byParameter, int n) {
        double[] r = toPixels[0];
        double[] c = toPixels[1];
        double[][] chain = {
            {r[0], r[1], 0, 0, 0, 0},
            {c[0], c[1], 0, 0, 0, 0},
            {0, 0, r[0] * r[0], 2 * r[0] * r[1], r[1] * r[1], 0},
            {0, 0, r[0] * c[0], r[0] * c[1] + r[1] * c[0], r[1] * c[1], 0},
            {0, 0, c[0] * c[0], 2 * c[0] * c[1], c[1] * c[1], 0},
            {0, 0, 0, 0, 0, 1}
        };
        double[][] link = new double[n][BASIS];
        for (int i = 0; i < BASIS; i++) {
            double scale = i == 5 ? 1 : flux;
            for (int k = 0; k < BASIS; k++) {
                double by = scale * chain[i][k];
                for (int p = 0; p < n && by != 0; p++) {
                    link[p][i] += by * byParameter[k][p];
                }
            }
        }
        return link;
    }

    /** Sums over the pixels of products of the basis images, with each other and with the residual. */
    private void sum(double flux) {
        double[] model = images[5];
        int n = data.length;
        double c = 0;
        double s = 0;
        double p = 0;
        for (int i = 0; i < n; i++) {
            double m = flux * model[i];
            double rest = data[i] - m;
            double w = weight[i];
            residual[i] = w * rest;
            c += w * rest * rest;
            s += w * data[i] * m;
            p += w * m * m;
        }
        chi2 = c;
        signal = s;
        power = p;
        int next = 0;
        for (int a = 0; a < BASIS; a++) {
            double[] one = images[a];
            double g = 0;
            for (int i = 0; i < n; i++) {
                weighted[i] = weight[i] * one[i];
                g += residual[i] * one[i];
            }
            slopes[a] = g;
            for (int b = 0; b <= a; b++) {
                double[] two = images[b];
                double t = 0;
                for (int i = 0; i < n; i++) {
                    t += weighted[i] * two[i];
                }
                sums[next++] = t;
            }
        }
    }

    /** Basis image b of unit flux, column after column. */
    double[] basis(int b) {
        return images[b];
    }

    @Override
    public double chi2() {
        return chi2;
    }

    @Override
    public double signal() {
        return signal;
    }

    @Override
    public double power() {
        return power;
    }
}
