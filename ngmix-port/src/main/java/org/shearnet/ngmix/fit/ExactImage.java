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
 * <p>The six real images go through three inverse transforms, two at a time. Holds buffers: one object a thread.
 *
 * <p>Longer than other classes: a model and its six derivatives share buffers and transforms.
 */
final class ExactImage implements PixelProblem.Sums {
    /** Row, column, C_rr, C_rc, C_cc, flux, all in pixels. */
    static final int BASIS = 6;

    private static final int LARGEST_GRID = 1024;

    /** Pairs of images. */
    private static final int PLANES = 3;

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
    private double[] factor;
    private double[] both;
    /** By plane: what multiplies the row's ky, or its square, and what is added to that, of the two images one after the other. */
    private double[][] byKy;

    private double[][] added;
    private double[] cos;
    private double[] sin;
    /** [basis][column][row], as the transforms leave them. */
    private double[][][] images = new double[BASIS][0][0];

    private Observation observation;
    private PsfTransform psf;
    private ExactProfile profile;
    private double[][] data = new double[0][0];
    private double[][] weight;
    private double[] residual;
    private double[] weighted;
    /** Sums down the rows: of the products of basis images, of these and the residuals, of chi^2, signal and power. */
    private double[][] products;

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
        if (data.length != nx || data[0].length != ny) {
            data = new double[nx][ny];
            weight = new double[nx][ny];
            residual = new double[ny];
            weighted = new double[ny];
            images = new double[BASIS][nx][ny];
            products = new double[sums.length + BASIS + 3][ny];
        }
        used = 0;
        for (int x = 0; x < nx; x++) {
            for (int y = 0; y < ny; y++) {
                double w = o.weight()[y * nx + x];
                weight[x][y] = w;
                data[x][y] = w > 0 ? o.image()[y * nx + x] : 0;
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
            kernelRe = new double[n][n];
            kernelIm = new double[n][n];
            value = new double[n][n / 2];
            slope = new double[n][n / 2];
            q = new double[n / 2];
            factor = new double[n];
            both = new double[n];
            byKy = new double[PLANES][n];
            added = new double[PLANES][n];
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
            System.arraycopy(br, 0, br, half, half);
            System.arraycopy(bi, 0, bi, half, half);
            profile.fill(q, value[ky], slope[ky], half);
        }
        for (int i = 0; i < half; i++) {
            double kc = step * i;
            // model and C_rr: F, kr^2 F'
            added[0][i] = 1;
            byKy[0][i] = 0;
            added[0][half + i] = 0;
            byKy[0][half + i] = 1;
            // row and column: kr F, kc F
            added[1][i] = 0;
            byKy[1][i] = 1;
            added[1][half + i] = kc;
            byKy[1][half + i] = 0;
            // C_rc and C_cc: 2 kr kc F', kc^2 F'
            added[2][i] = 0;
            byKy[2][i] = 2 * kc;
            added[2][half + i] = kc * kc;
            byKy[2][half + i] = 0;
        }
        for (int plane = 0; plane < PLANES; plane++) {
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

    /**
     * Fills the half planes of two real images' transforms, one beside the other: model and C_rr, row and column, C_rc and
     * C_cc. Column and row of the Nyquist frequency are left out.
     */
    private void fill(int plane, int n, double step) {
        int half = n / 2;
        for (int ky = 0; ky < n; ky++) {
            if (ky == half) {
                Arrays.fill(re[ky], 0, n, 0);
                Arrays.fill(im[ky], 0, n, 0);
                continue;
            }
            double kr = step * (ky < half ? ky : ky - n);
            System.arraycopy((plane == 2 ? slope : value)[ky], 0, both, 0, half);
            System.arraycopy((plane == 1 ? value : slope)[ky], 0, both, half, half);
            weigh(factor, both, byKy[plane], added[plane], plane == 0 ? kr * kr : kr, n);
            // a derivative by the place is -i k times the model
            boolean turned = plane == 1;
            multiply(re[ky], turned ? kernelIm[ky] : kernelRe[ky], factor, 1, n);
            multiply(im[ky], turned ? kernelRe[ky] : kernelIm[ky], factor, turned ? -1 : 1, n);
        }
    }

    private static void weigh(double[] out, double[] both, double[] by, double[] added, double ky, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = both[i] * (ky * by[i] + added[i]);
        }
    }

    private static void multiply(double[] out, double[] a, double[] b, double sign, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = sign * a[i] * b[i];
        }
    }

    private void invert(Fft fft, double[][] a, double[][] b) {
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
        int half = n / 2;
        for (int k = 0; k < n; k++) {
            boolean nyquist = k == half;
            Arrays.fill(tr[k], nyquist ? 0 : ny, wide, 0);
            Arrays.fill(ti[k], nyquist ? 0 : ny, wide, 0);
        }
        // a + i b of the two images, at k and at the mirrored point
        for (int y = 0; y < ny; y++) {
            double[] zr = gr[y];
            double[] zi = gi[y];
            tr[0][y] = zr[0] - zi[half];
            ti[0][y] = zi[0] + zr[half];
            for (int k = 1; k < half; k++) {
                tr[k][y] = zr[k] - zi[half + k];
                ti[k][y] = zi[k] + zr[half + k];
                tr[n - k][y] = zr[k] + zi[half + k];
                ti[n - k][y] = zr[half + k] - zi[k];
            }
        }
        fft.transform(tr, ti, gr, gi, wide, nx);
        double[][] outRe = odd ? gr : tr;
        double[][] outIm = odd ? gi : ti;
        double norm = 1.0 / ((double) n * n);
        for (int x = 0; x < nx; x++) {
            for (int y = 0; y < ny; y++) {
                a[x][y] = norm * outRe[x][y];
                b[x][y] = norm * outIm[x][y];
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
                    out[p][i] += link[p][b] * images[b][i % nx][i / nx] * weight[i % nx][i / nx];
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
        for (double[] product : products) {
            Arrays.fill(product, 0);
        }
        int n = residual.length;
        int rest = sums.length + BASIS;
        for (int x = 0; x < data.length; x++) {
            double[] w = weight[x];
            residuals(
                    data[x],
                    images[5][x],
                    flux,
                    w,
                    residual,
                    products[rest],
                    products[rest + 1],
                    products[rest + 2],
                    n);
            int next = 0;
            for (int a = 0; a < BASIS; a++) {
                multiply(weighted, w, images[a][x], 1, n);
                addProduct(products[sums.length + a], residual, images[a][x], n);
                for (int b = 0; b <= a; b++) {
                    addProduct(products[next++], weighted, images[b][x], n);
                }
            }
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] = total(products[i]);
        }
        for (int a = 0; a < BASIS; a++) {
            slopes[a] = total(products[sums.length + a]);
        }
        chi2 = total(products[rest]);
        signal = total(products[rest + 1]);
        power = total(products[rest + 2]);
    }

    private static void residuals(
            double[] data,
            double[] model,
            double flux,
            double[] weight,
            double[] residual,
            double[] chi2,
            double[] signal,
            double[] power,
            int n) {
        for (int i = 0; i < n; i++) {
            double m = flux * model[i];
            double rest = data[i] - m;
            double w = weight[i];
            double r = w * rest;
            double p = w * m;
            residual[i] = r;
            chi2[i] += r * rest;
            signal[i] += p * data[i];
            power[i] += p * m;
        }
    }

    private static void addProduct(double[] sum, double[] a, double[] b, int n) {
        for (int i = 0; i < n; i++) {
            sum[i] += a[i] * b[i];
        }
    }

    private static double total(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    /** Basis image b of unit flux, [column][row]. */
    double[][] basis(int b) {
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
