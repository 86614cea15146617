package org.shearnet.ngmix.response;

/**
 * Power of the noise in moments: for each pair of windows S_PQ = N_a N_b sum_k W_a W_b kappa^P conj(kappa)^Q n(k) / |P(k)|^2, n
 * the noise's power spectrum. Covariances of moments are sums of these ({@link MomentForm#covariance}).
 */
final class NoiseTable {

    /** Two moments of the highest order that covariances are wanted of: 4, and 6 after shear. */
    static final int ORDER = 10;

    private static final int[][] PLACE = new int[ORDER + 1][ORDER + 1];

    /** Entries with P at least Q, P + Q even. */
    static final int ENTRIES = fill();

    private static int fill() {
        int next = 0;
        for (int order = 0; order <= ORDER; order += 2) {
            for (int q = 0; 2 * q <= order; q++) {
                PLACE[order - q][q] = next++;
            }
        }
        return next;
    }

    /** Where S_PQ stands, P at least Q. */
    static int place(int p, int q) {
        return PLACE[p][q];
    }

    private final int windows;
    private final double[][] re;
    private final double[][] im;

    NoiseTable(int windows) {
        this.windows = windows;
        re = new double[windows * windows][];
        im = new double[windows * windows][];
        for (int a = 0; a < windows; a++) {
            for (int b = 0; b <= a; b++) {
                re[a * windows + b] = new double[ENTRIES];
                im[a * windows + b] = new double[ENTRIES];
                re[b * windows + a] = re[a * windows + b];
                im[b * windows + a] = im[a * windows + b];
            }
        }
    }

    /** What of it is not round: the same without the power averaged over directions. */
    NoiseTable anisotropy() {
        NoiseTable rest = new NoiseTable(windows);
        for (int a = 0; a < windows; a++) {
            for (int b = 0; b <= a; b++) {
                System.arraycopy(re(a, b), 0, rest.re(a, b), 0, ENTRIES);
                System.arraycopy(im(a, b), 0, rest.im(a, b), 0, ENTRIES);
                for (int p = 0; 2 * p <= ORDER; p++) {
                    rest.re(a, b)[PLACE[p][p]] = 0;
                }
            }
        }
        return rest;
    }

    double[] re(int a, int b) {
        return re[a * windows + b];
    }

    double[] im(int a, int b) {
        return im[a * windows + b];
    }

    double re(int a, int b, int p, int q) {
        return re[a * windows + b][p >= q ? PLACE[p][q] : PLACE[q][p]];
    }

    double im(int a, int b, int p, int q) {
        double value = im[a * windows + b][p >= q ? PLACE[p][q] : PLACE[q][p]];
        return p >= q ? value : -value;
    }

    /**
     * Adds the sums over a grid.
     *
     * @param density power of the noise over the PSF's, [wave number]
     */
    void add(WindowGrid grid, double[] density) {
        for (int a = 0; a < windows; a++) {
            for (int b = 0; b <= a; b++) {
                add(grid, re(a, b), im(a, b), grid.weight[a], grid.weight[b], density);
            }
        }
    }

    /** Adds another, so many times. */
    void add(NoiseTable other, double factor) {
        for (int a = 0; a < windows; a++) {
            for (int b = 0; b <= a; b++) {
                for (int k = 0; k < ENTRIES; k++) {
                    re(a, b)[k] += factor * other.re(a, b)[k];
                    im(a, b)[k] += factor * other.im(a, b)[k];
                }
            }
        }
    }

    private static void add(
            WindowGrid grid, double[] outRe, double[] outIm, double[] wide, double[] narrow, double[] density) {
        for (int i = 0; i < wide.length; i++) {
            double x = grid.u[i];
            double y = grid.v[i];
            double square = x * x + y * y;
            double spinRe = wide[i] * narrow[i] * density[i];
            double spinIm = 0;
            double x2 = x * x - y * y;
            double y2 = 2 * x * y;
            // spins 0, 2, ... 10; under each all orders up to the last
            for (int spin = 0; spin <= ORDER; spin += 2) {
                double a = spinRe;
                double b = spinIm;
                for (int q = 0; spin + 2 * q <= ORDER; q++) {
                    int place = place(spin + q, q);
                    outRe[place] += a;
                    outIm[place] += b;
                    a *= square;
                    b *= square;
                }
                double next = spinRe * x2 - spinIm * y2;
                spinIm = spinRe * y2 + spinIm * x2;
                spinRe = next;
            }
        }
    }
}
