package org.shearnet.ngmix.fit;

/** Covariances of sums over a noise image, from the image moved round its stamp by every whole number of pixels. */
final class ShiftedNoise {
    private ShiftedNoise() {}

    /**
     * Adds the mean over all circular shifts s of P_a(s) P_b(s), P_a(s) = sum_p g_a(p) n(p + s): by Parseval's theorem
     * the sum over wave numbers of the noise's power times conj(G_a) G_b.
     *
     * @param weights g, [a][ny * nx]
     * @param noise [ny * nx]
     */
    static void addTo(double[][] covariance, double[][] weights, double[] noise, int ny, int nx) {
        int n = weights.length;
        double[][] sums = new double[n][nx];
        double[] doubled = new double[2 * nx];
        for (int dy = 0; dy < ny; dy++) {
            for (double[] row : sums) {
                java.util.Arrays.fill(row, 0);
            }
            for (int y = 0; y < ny; y++) {
                System.arraycopy(noise, (y + dy) % ny * nx, doubled, 0, nx);
                System.arraycopy(doubled, 0, doubled, nx, nx);
                for (int a = 0; a < n; a++) {
                    for (int x = 0; x < nx; x++) {
                        double g = weights[a][y * nx + x];
                        if (g != 0) {
                            addShifted(sums[a], doubled, g, x);
                        }
                    }
                }
            }
            for (int a = 0; a < n; a++) {
                for (int b = 0; b < n; b++) {
                    double sum = 0;
                    for (int dx = 0; dx < nx; dx++) {
                        sum += sums[a][dx] * sums[b][dx];
                    }
                    covariance[a][b] += sum / ((double) ny * nx);
                }
            }
        }
    }

    private static void addShifted(double[] sum, double[] row, double factor, int from) {
        for (int dx = 0; dx < sum.length; dx++) {
            sum[dx] += factor * row[from + dx];
        }
    }
}
