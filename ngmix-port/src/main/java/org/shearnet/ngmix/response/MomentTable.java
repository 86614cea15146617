package org.shearnet.ngmix.response;

/**
 * Complex moments of a deconvolved image under Gaussian windows, about one centre.
 *
 * <p>In Fourier space, with kappa = k_u + i k_v in units of 1 / scale, the moment of window w is
 *
 * <p>m_pq = i^(p+q) N_w sum_k F(k) / P(k) kappa^p conj(kappa)^q exp(-|kappa|^2 s_w^2 / 2),
 *
 * <p>N_w such that m_00 is the flux under a weight exp(-r^2 / (2 s_w^2)) of peak 1 (counts). In real space m_pq is the p-fold
 * derivative d/du + i d/dv and q-fold d/du - i d/dv of the image under that weight; its spin is p - q, and m_qp is the complex
 * conjugate of m_pq. Shear and shift of the image mix moments of the same window alone ({@link MomentForm}).
 */
final class MomentTable {

    /** Highest order p + q that is kept. */
    static final int ORDER = 6;

    private static final int[][] PLACE = new int[ORDER + 1][ORDER + 1];

    /** Entries with p at least q. */
    static final int ENTRIES = fill();

    private static int fill() {
        int next = 0;
        for (int order = 0; order <= ORDER; order++) {
            for (int q = 0; 2 * q <= order; q++) {
                PLACE[order - q][q] = next++;
            }
        }
        return next;
    }

    private final double[][] re;
    private final double[][] im;

    MomentTable(int windows) {
        re = new double[windows][ENTRIES];
        im = new double[windows][ENTRIES];
    }

    /** Where m_pq stands, p at least q. */
    static int place(int p, int q) {
        return PLACE[p][q];
    }

    double[] re(int window) {
        return re[window];
    }

    double[] im(int window) {
        return im[window];
    }

    double re(int window, int p, int q) {
        return re[window][p >= q ? PLACE[p][q] : PLACE[q][p]];
    }

    double im(int window, int p, int q) {
        return p >= q ? im[window][PLACE[p][q]] : -im[window][PLACE[q][p]];
    }

    /** Adds another, so many times. */
    void add(MomentTable other, double factor) {
        for (int w = 0; w < re.length; w++) {
            for (int k = 0; k < ENTRIES; k++) {
                re[w][k] += factor * other.re[w][k];
                im[w][k] += factor * other.im[w][k];
            }
        }
    }

    /**
     * Adds the sums over a grid.
     *
     * @param valueRe real parts of the image over the PSF about the centre, [k][l + half]
     * @param valueIm imaginary parts
     */
    void add(WindowGrid grid, double[][] valueRe, double[][] valueIm) {
        double[][] sums = new double[ORDER + 1][ORDER + 1];
        for (int w = 0; w < re.length; w++) {
            double[][] weighted = grid.values(w);
            // i^n V: its real part for even n, i times its imaginary part for odd n, as the negative wave number joins
            // in
            weigh(grid, w, valueRe, weighted);
            grid.sum(w, weighted, 0, ORDER, sums);
            weigh(grid, w, valueIm, weighted);
            grid.sum(w, weighted, 1, ORDER - 1, sums);
            for (int order = 0; order <= ORDER; order++) {
                double sign = (order + 1) / 2 % 2 == 0 ? 1 : -1;
                for (int q = 0; 2 * q <= order; q++) {
                    int at = place(order - q, q);
                    re[w][at] += sign * grid.moment(order - q, q, 0, sums);
                    im[w][at] += sign * grid.moment(order - q, q, 1, sums);
                }
            }
        }
    }

    private static void weigh(WindowGrid grid, int window, double[][] values, double[][] out) {
        int shift = grid.half - grid.reach[window];
        for (int k = 0; k < out.length; k++) {
            weigh(grid.weight[window][k], values[k], shift, out[k]);
        }
    }

    private static void weigh(double[] weight, double[] values, int shift, double[] out) {
        if (shift == 0) {
            for (int l = 0; l < out.length; l++) {
                out[l] = weight[l] * values[l];
            }
        } else {
            for (int l = 0; l < out.length; l++) {
                out[l] = weight[l] * values[shift + l];
            }
        }
    }
}
