package org.shearnet.ngmix.moments;

import java.util.Arrays;

/**
 * The middle of a zero-padded image's discrete Fourier transform, F(k) = sum I(y, x) exp(-i k.(y, x)): columns kx = 0 to
 * {@code half}, rows ky = -half to half, in steps of 2 pi / size, for any size. Summed directly, along rows first: where few
 * wave numbers are wanted that is less work than a fast transform of the whole grid. Holds buffers: one object a thread.
 */
public final class PatchTransform {
    private int size = -1;
    private int half;
    private int ny;
    private int nx;
    private double[][] cosX;
    private double[][] sinX;
    private double[][] cosY;
    private double[][] sinY;
    private double[][] columns;
    private double[] rowRe;
    private double[] rowIm;

    /** Buffers for one thread. */
    public PatchTransform() {}

    /**
     * Chooses image and grid.
     *
     * @param newNy rows of the image
     * @param newNx columns of the image
     * @param newSize side of the zero-padded image, at least the image's
     * @param newHalf last wave number along each axis
     */
    public void place(int newNy, int newNx, int newSize, int newHalf) {
        if (newNy == ny && newNx == nx && newSize == size && newHalf == half) {
            return;
        }
        ny = newNy;
        nx = newNx;
        size = newSize;
        half = newHalf;
        cosX = new double[half + 1][nx];
        sinX = new double[half + 1][nx];
        cosY = new double[ny][half + 1];
        sinY = new double[ny][half + 1];
        for (int k = 0; k <= half; k++) {
            for (int x = 0; x < nx; x++) {
                double angle = 2 * Math.PI * ((long) k * x % size) / size;
                cosX[k][x] = Math.cos(angle);
                sinX[k][x] = Math.sin(angle);
            }
            for (int y = 0; y < ny; y++) {
                double angle = 2 * Math.PI * ((long) k * y % size) / size;
                cosY[y][k] = Math.cos(angle);
                sinY[y][k] = Math.sin(angle);
            }
        }
        columns = new double[nx][ny];
        rowRe = new double[ny];
        rowIm = new double[ny];
    }

    /**
     * Transforms an image.
     *
     * @param image pixels, row after row
     * @param re real parts, [kx][ky + half]
     * @param im imaginary parts
     */
    public void transform(double[] image, double[][] re, double[][] im) {
        for (int x = 0; x < nx; x++) {
            for (int y = 0; y < ny; y++) {
                columns[x][y] = image[y * nx + x];
            }
        }
        double[] even = new double[half + 1];
        double[] odd = new double[half + 1];
        double[] evenIm = new double[half + 1];
        double[] oddIm = new double[half + 1];
        for (int k = 0; k <= half; k++) {
            Arrays.fill(rowRe, 0);
            Arrays.fill(rowIm, 0);
            for (int x = 0; x < nx; x++) {
                axpy(rowRe, columns[x], cosX[k][x]);
                axpy(rowIm, columns[x], -sinX[k][x]);
            }
            Arrays.fill(even, 0);
            Arrays.fill(odd, 0);
            Arrays.fill(evenIm, 0);
            Arrays.fill(oddIm, 0);
            for (int y = 0; y < ny; y++) {
                axpy(even, cosY[y], rowRe[y]);
                axpy(odd, sinY[y], rowIm[y]);
                axpy(evenIm, cosY[y], rowIm[y]);
                axpy(oddIm, sinY[y], rowRe[y]);
            }
            for (int l = 0; l <= half; l++) {
                re[k][half + l] = even[l] + odd[l];
                im[k][half + l] = evenIm[l] - oddIm[l];
                re[k][half - l] = even[l] - odd[l];
                im[k][half - l] = evenIm[l] + oddIm[l];
            }
        }
    }

    private static void axpy(double[] out, double[] in, double factor) {
        for (int i = 0; i < out.length; i++) {
            out[i] += factor * in[i];
        }
    }
}
