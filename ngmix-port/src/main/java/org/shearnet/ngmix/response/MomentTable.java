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
}
