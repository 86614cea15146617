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

    private static final int M00 = place(0, 0);
    private static final int M10 = place(1, 0);
    private static final int M20 = place(2, 0);
    private static final int M11 = place(1, 1);
    private static final int M30 = place(3, 0);
    private static final int M21 = place(2, 1);
    private static final int M40 = place(4, 0);
    private static final int M31 = place(3, 1);
    private static final int M22 = place(2, 2);
    private static final int M50 = place(5, 0);
    private static final int M41 = place(4, 1);
    private static final int M32 = place(3, 2);
    private static final int M60 = place(6, 0);
    private static final int M51 = place(5, 1);
    private static final int M42 = place(4, 2);
    private static final int M33 = place(3, 3);

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
     * @param valueRe real parts of the image over the PSF about the centre, [wave number]
     * @param valueIm imaginary parts
     */
    void add(WindowGrid grid, double[] valueRe, double[] valueIm) {
        for (int w = 0; w < re.length; w++) {
            double[] outRe = re[w];
            double[] outIm = im[w];
            double[] weight = grid.weight[w];
            for (int i = 0; i < grid.count[w]; i++) {
                double x = grid.u[i];
                double y = grid.v[i];
                // i^n V: its real part for even n, i times its imaginary part for odd n, as the negative wave number
                // joins in
                double even = weight[i] * valueRe[i];
                double odd = -weight[i] * valueIm[i];
                double square = x * x + y * y;
                double x2 = x * x - y * y;
                double y2 = 2 * x * y;
                double x4 = x2 * x2 - y2 * y2;
                double y4 = 2 * x2 * y2;
                double s2 = square * even;
                double s4 = square * s2;
                double o2 = square * odd;
                outRe[M00] += even;
                outRe[M10] += odd * x;
                outIm[M10] += odd * y;
                outRe[M20] -= even * x2;
                outIm[M20] -= even * y2;
                outRe[M11] -= s2;
                double x3 = x * x2 - y * y2;
                double y3 = x * y2 + y * x2;
                outRe[M30] -= odd * x3;
                outIm[M30] -= odd * y3;
                outRe[M21] -= o2 * x;
                outIm[M21] -= o2 * y;
                outRe[M40] += even * x4;
                outIm[M40] += even * y4;
                outRe[M31] += s2 * x2;
                outIm[M31] += s2 * y2;
                outRe[M22] += s4;
                outRe[M50] += odd * (x * x4 - y * y4);
                outIm[M50] += odd * (x * y4 + y * x4);
                outRe[M41] += o2 * x3;
                outIm[M41] += o2 * y3;
                outRe[M32] += square * o2 * x;
                outIm[M32] += square * o2 * y;
                outRe[M60] -= even * (x2 * x4 - y2 * y4);
                outIm[M60] -= even * (x2 * y4 + y2 * x4);
                outRe[M51] -= s2 * x4;
                outIm[M51] -= s2 * y4;
                outRe[M42] -= s4 * x2;
                outIm[M42] -= s4 * y2;
                outRe[M33] -= square * s4;
            }
        }
    }
}
