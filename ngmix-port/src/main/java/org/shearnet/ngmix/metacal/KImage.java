package org.shearnet.ngmix.metacal;

import java.util.Arrays;

/**
 * The Fourier transform of a zero-padded real image on a fine grid, to be read between its points.
 *
 * <p>F(k) = sum I(x, y) exp(-i k.(x - nx/2, y - ny/2)), integer halves; k in radians a pixel, grid step 2 pi / size.
 * Rows hold ky = -size/2 - pad .. size/2 + pad, columns kx = -pad .. size/2 + pad; columns are dealt out to
 * {@code deal} arrays in turn (column c is element c / deal of array c % deal), so that samples every {@code deal}
 * columns are contiguous. Two images of one size are transformed at the cost of one.
 */
final class KImage {
    /** Rows and columns beyond the period, for interpolation and a shear of a few per cent. */
    static final int PAD = 10;

    private final int size;
    private final int deal;
    private final int width;
    private final int rows;
    private final double[][] re;
    private final double[][] im;
    private int ny;
    private int nx;

    KImage(int size, int deal) {
        this.size = size;
        this.deal = deal;
        int columns = size / 2 + 1 + 2 * PAD;
        width = (columns + deal - 1) / deal;
        rows = size + 1 + 2 * PAD;
        re = new double[deal][rows * width];
        im = new double[deal][rows * width];
    }

    /** Memory of one on a grid (bytes). */
    static long bytes(long gridSize) {
        return 2 * Double.BYTES * (gridSize + 1 + 2 * PAD) * (gridSize / 2 + 1 + 2 * PAD);
    }

    int size() {
        return size;
    }

    int deal() {
        return deal;
    }

    int width() {
        return width;
    }

    int ny() {
        return ny;
    }

    int nx() {
        return nx;
    }

    double[] re(int array) {
        return re[array];
    }

    double[] im(int array) {
        return im[array];
    }

    /** Buffers of a transform; one a thread. */
    static final class Workspace {
        private final int size;
        private final GridFft fft;
        private double[][] rowRe = new double[0][0];
        private double[][] rowIm = new double[0][0];
        private final double[][] halfRe;
        private final double[][] halfIm;

        Workspace(int size) {
            this.size = size;
            fft = new GridFft(size);
            halfRe = new double[size][size / 2 + 1];
            halfIm = new double[size][size / 2 + 1];
        }

        /** Memory of one for images of so many rows (bytes). */
        static long bytes(long gridSize, int ny) {
            return Double.BYTES * (2 * gridSize * (gridSize / 2 + 1) + 2 * gridSize * ny);
        }
    }

    /** Transforms one image, or two at once; {@code second} and {@code to} may both be null. */
    static void load(double[] first, KImage into, double[] second, KImage to, int ny, int nx, Workspace w) {
        int size = w.size;
        if (w.rowRe.length == 0 || w.rowRe[0].length < ny) {
            w.rowRe = new double[size][ny];
            w.rowIm = new double[size][ny];
        }
        clear(w.rowRe);
        clear(w.rowIm);
        for (int x = 0; x < nx; x++) {
            int at = Math.floorMod(x - nx / 2, size);
            for (int y = 0; y < ny; y++) {
                w.rowRe[at][y] = first[y * nx + x];
                if (second != null) {
                    w.rowIm[at][y] = second[y * nx + x];
                }
            }
        }
        w.fft.forward(w.rowRe, w.rowIm, ny);
        transformColumns(into, false, ny, nx, w);
        if (second != null) {
            transformColumns(to, true, ny, nx, w);
        }
    }

    /** The second half of the transform, of the first image or the second, from the rows of both. */
    private static void transformColumns(KImage to, boolean second, int ny, int nx, Workspace w) {
        int lanes = w.size / 2 + 1;
        clear(w.halfRe);
        clear(w.halfIm);
        for (int k = 0; k < lanes; k++) {
            int minus = k == 0 ? 0 : w.size - k;
            for (int y = 0; y < ny; y++) {
                int at = Math.floorMod(y - ny / 2, w.size);
                double pr = w.rowRe[k][y];
                double pi = w.rowIm[k][y];
                double mr = w.rowRe[minus][y];
                double mi = w.rowIm[minus][y];
                w.halfRe[at][k] = 0.5 * (second ? pi + mi : pr + mr);
                w.halfIm[at][k] = 0.5 * (second ? mr - pr : pi - mi);
            }
        }
        w.fft.forward(w.halfRe, w.halfIm, lanes);
        to.fill(w.halfRe, w.halfIm, ny, nx);
    }

    private static void clear(double[][] rows) {
        for (double[] row : rows) {
            Arrays.fill(row, 0);
        }
    }

    private void fill(double[][] halfRe, double[][] halfIm, int newNy, int newNx) {
        ny = newNy;
        nx = newNx;
        int half = size / 2;
        for (int r = 0; r < rows; r++) {
            int ky = Math.floorMod(r - half - PAD, size);
            int mirror = Math.floorMod(-ky, size);
            for (int a = 0; a < deal; a++) {
                double[] outRe = re[a];
                double[] outIm = im[a];
                int at = r * width;
                for (int i = 0; i < width; i++) {
                    int kx = a + i * deal - PAD;
                    if (kx >= 0 && kx <= half) {
                        outRe[at + i] = halfRe[ky][kx];
                        outIm[at + i] = halfIm[ky][kx];
                    } else {
                        int from = kx < 0 ? -kx : size - kx;
                        outRe[at + i] = halfRe[mirror][from];
                        outIm[at + i] = -halfIm[mirror][from];
                    }
                }
            }
        }
    }

    /** Index of the row of ky within an array of the deal, in units of {@link #width()}. */
    int row(int ky) {
        return ky + size / 2 + PAD;
    }

    /** F between the points, about the image's true centre, at k in radians a pixel; {re, im}. */
    double[] at(double kx, double ky) {
        double sign = kx < 0 ? -1 : 1;
        double gx = sign * kx * size / (2 * Math.PI);
        double gy = sign * ky * size / (2 * Math.PI);
        int ix = (int) Math.floor(gx);
        int iy = (int) Math.floor(gy);
        double sumRe = 0;
        double sumIm = 0;
        for (int n = 0; n < Quintic.TAPS; n++) {
            double wy = Quintic.weight(n, gy - iy);
            for (int m = 0; m < Quintic.TAPS; m++) {
                double w = wy * Quintic.weight(m, gx - ix);
                int c = ix + m - 2 + PAD;
                int at = row(iy + n - 2) * width + c / deal;
                sumRe += w * re[c % deal][at];
                sumIm += w * im[c % deal][at];
            }
        }
        sumIm *= sign;
        double phase = kx * ((nx - 1) / 2.0 - nx / 2) + ky * ((ny - 1) / 2.0 - ny / 2);
        double c = Math.cos(phase);
        double s = Math.sin(phase);
        return new double[] {sumRe * c - sumIm * s, sumRe * s + sumIm * c};
    }
}
