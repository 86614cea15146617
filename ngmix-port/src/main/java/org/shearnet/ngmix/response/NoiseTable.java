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
}
