package org.shearnet.galaxysim.render;

import java.util.Arrays;

/**
 * The way from wave numbers to pixels for grids far larger than the stamp. Lines of constant ky are transformed a few at a
 * time and only the stamp's columns of each are kept, so that memory grows with the grid's side, not with its area. For
 * grids that are not aliased.
 */
final class LongLines {

    private static final int LANES = 16;

    private final KRows rows;
    private final int n;
    private final Fft fft;
    private final double[] rowRe;
    private final double[] rowIm;

    LongLines(KRows rows, int n) {
        this.rows = rows;
        this.n = n;
        fft = new Fft(n);
        rowRe = new double[rows.reach() + 1];
        rowIm = new double[rows.reach() + 1];
    }

    /** Adds one partition to an image; what is added where is as for short lines. */
    void draw(KPartition partition, double[] out, int nx, boolean add) {
        int width = Fft.padded(partition.width());
        double[][] re = new double[n][width];
        double[][] im = new double[n][width];
        double[][] lineRe = new double[n][LANES];
        double[][] lineIm = new double[n][LANES];
        double[][] workRe = new double[n][LANES];
        double[][] workIm = new double[n][LANES];
        boolean odd = (fft.passes() & 1) == 1;
        for (int first = 0; first <= rows.reach(); first += LANES) {
            int lanes = Math.min(LANES, rows.reach() + 1 - first);
            for (int k = 0; k < n; k++) {
                Arrays.fill(lineRe[k], 0);
                Arrays.fill(lineIm[k], 0);
            }
            for (int lane = 0; lane < lanes; lane++) {
                line(first + lane, lane, lineRe, lineIm);
            }
            fft.transform(lineRe, lineIm, workRe, workIm, LANES, partition.width());
            for (int lane = 0; lane < lanes; lane++) {
                keep(first + lane, lane, odd ? workRe : lineRe, odd ? workIm : lineIm, partition.width(), re, im);
            }
        }
        double[][] pixels = odd ? new double[n][width] : re;
        fft.transform(re, im, odd ? pixels : new double[n][width], new double[n][width], width, partition.height());
        double norm = 1.0 / ((double) n * n);
        for (int y = 0; y < partition.height(); y++) {
            int at = (partition.bottom() + y) * nx + partition.left();
            for (int x = 0; x < partition.width(); x++) {
                out[at + x] = (add ? out[at + x] : 0) + norm * pixels[y][x];
            }
        }
    }

    /** A whole line: to the left of kx = 0 it is the complex conjugate of its mirror image, the line at -ky. */
    private void line(int ky, int lane, double[][] re, double[][] im) {
        int count = rows.count(ky);
        boolean complex = rows.row(ky, count, rowRe, rowIm);
        for (int k = 0; k < count; k++) {
            re[k][lane] = rowRe[k];
            im[k][lane] = complex ? rowIm[k] : 0;
        }
        if (ky != 0) {
            complex = rows.row(-ky, count, rowRe, rowIm);
        }
        for (int k = 1; k < count; k++) {
            re[n - k][lane] = rowRe[k];
            im[n - k][lane] = complex ? -rowIm[k] : 0;
        }
    }

    /** The image is real, so the line at -ky becomes the complex conjugate. */
    private void keep(int ky, int lane, double[][] fromRe, double[][] fromIm, int width, double[][] re, double[][] im) {
        for (int x = 0; x < width; x++) {
            re[ky][x] = fromRe[x][lane];
            im[ky][x] = fromIm[x][lane];
            if (ky > 0) {
                re[n - ky][x] = re[ky][x];
                im[n - ky][x] = -im[ky][x];
            }
        }
    }
}
