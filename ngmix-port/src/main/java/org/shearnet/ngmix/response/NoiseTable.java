package org.shearnet.ngmix.response;

/**
 * Power of the noise in moments: for each pair of windows S_PQ = N_a N_b sum_k W_a W_b kappa^P conj(kappa)^Q n(k) / |P(k)|^2, n
 * the noise's power spectrum. Covariances of moments are sums of these ({@link CovarianceForm}).
 */
final class NoiseTable {

    /** Two moments of the highest order that covariances are wanted of: 4, and 6 after shear. */
    static final int ORDER = WindowGrid.ORDER;

    private static final int[][] PLACE = new int[ORDER + 1][ORDER + 1];

    /** Entries with P at least Q, P + Q even. */
    private static final int ENTRIES = fill();

    private static int fill() {
        int next = 0;
        for (int order = 0; order <= ORDER; order += 2) {
            for (int q = 0; 2 * q <= order; q++) {
                PLACE[order - q][q] = next++;
            }
        }
        return next;
    }

    /** Where the real part of S_PQ of two windows stands among all numbers; its imaginary part follows. */
    static int place(int a, int b, int p, int q) {
        int pair = a >= b ? a * (a + 1) / 2 + b : b * (b + 1) / 2 + a;
        return 2 * (pair * ENTRIES + PLACE[Math.max(p, q)][Math.min(p, q)]);
    }

    private final int windows;
    private final double[] numbers;

    NoiseTable(int windows) {
        this.windows = windows;
        numbers = new double[windows * (windows + 1) * ENTRIES];
    }

    /** What of it is not round: the same without the power averaged over directions. */
    NoiseTable anisotropy() {
        NoiseTable rest = new NoiseTable(windows);
        rest.add(this, 1);
        for (int a = 0; a < windows; a++) {
            for (int b = 0; b <= a; b++) {
                for (int p = 0; 2 * p <= ORDER; p++) {
                    rest.numbers[place(a, b, p, p)] = 0;
                }
            }
        }
        return rest;
    }

    /** A number, by its place. */
    double number(int place) {
        return numbers[place];
    }

    /**
     * Adds the sums over a grid.
     *
     * @param density power of the noise over the PSF's, [k][l + half]
     */
    void add(WindowGrid grid, double[][] density) {
        double[][] sums = new double[ORDER + 1][ORDER + 1];
        for (int a = 0; a < windows; a++) {
            for (int b = 0; b <= a; b++) {
                double[][] power = grid.values(a);
                int shift = grid.reach[b] - grid.reach[a];
                int toDensity = grid.half - grid.reach[a];
                for (int k = 0; k < power.length; k++) {
                    multiply(grid.weight[a][k], grid.weight[b][k], shift, density[k], toDensity, power[k]);
                }
                grid.sum(a, power, 0, ORDER, sums);
                for (int order = 0; order <= ORDER; order += 2) {
                    for (int q = 0; 2 * q <= order; q++) {
                        int at = place(a, b, order - q, q);
                        numbers[at] += grid.moment(order - q, q, 0, sums);
                        numbers[at + 1] += grid.moment(order - q, q, 1, sums);
                    }
                }
            }
        }
    }

    private static void multiply(
            double[] narrow, double[] wide, int toWide, double[] density, int toDensity, double[] out) {
        for (int l = 0; l < out.length; l++) {
            out[l] = narrow[l] * wide[toWide + l] * density[toDensity + l];
        }
    }

    /** Adds another, so many times. */
    void add(NoiseTable other, double factor) {
        for (int k = 0; k < numbers.length; k++) {
            numbers[k] += factor * other.numbers[k];
        }
    }
}
