package org.shearnet.ngmix.moments;

import java.util.Arrays;

/**
 * The middle of a zero-padded image's discrete Fourier transform, F(k) = sum I(y, x) exp(-i k.(y, x)): columns kx = 0 to
 * {@code half}, rows ky = -half to half, in steps of 2 pi / size, for any size. Summed directly, along rows first: where few
 * wave numbers are wanted that is less work than a fast transform of the whole grid. Sums go over what is even and what is odd
 * about the image's middle, each with half of the terms. Holds buffers: one object a thread.
 */
public final class PatchTransform {
    private int size = -1;
    private int half;
    private int ny;
    private int nx;
    /** Cosines and sines from the image's middle on, [kx or ky][distance from the middle]. */
    private double[][] cosX;

    private double[][] sinX;
    private double[][] cosY;
    private double[][] sinY;
    /** Turns the origin from the middle to the first pixel, [kx][ky + half]. */
    private double[][] turnRe;

    private double[][] turnIm;
    /** Even and odd along x, [distance][even along y, then odd]. */
    private double[][] evenX;

    private double[][] oddX;
    private double[] cosSum;
    private double[] sinSum;
    /** Even and odd along y, [distance][sums with cos(kx), then those with sin(kx)]. */
    private double[][] evenY;

    private double[][] oddY;
    private double[] evenSum;
    private double[] oddSum;

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
        int hy = (ny + 1) / 2;
        int hx = (nx + 1) / 2;
        cosX = new double[half + 1][hx];
        sinX = new double[half + 1][hx];
        cosY = new double[half + 1][hy];
        sinY = new double[half + 1][hy];
        turnRe = new double[half + 1][2 * half + 1];
        turnIm = new double[half + 1][2 * half + 1];
        for (int k = 0; k <= half; k++) {
            waves(k, nx, cosX[k], sinX[k]);
            waves(k, ny, cosY[k], sinY[k]);
            for (int l = -half; l <= half; l++) {
                double angle = angle((long) k * (nx - 1) + (long) l * (ny - 1));
                turnRe[k][half + l] = Math.cos(angle);
                turnIm[k][half + l] = -Math.sin(angle);
            }
        }
        evenX = new double[hx][2 * hy];
        oddX = new double[hx][2 * hy];
        cosSum = new double[2 * hy];
        sinSum = new double[2 * hy];
        evenY = new double[hy][2 * (half + 1)];
        oddY = new double[hy][2 * (half + 1)];
        evenSum = new double[2 * (half + 1)];
        oddSum = new double[2 * (half + 1)];
    }

    /** Phase of twice so many wave numbers times pixels, of which whole turns are taken off exactly. */
    private double angle(long halves) {
        return Math.PI * (halves % (2L * size)) / size;
    }

    private void waves(int k, int n, double[] cos, double[] sin) {
        for (int d = 0; d < cos.length; d++) {
            // twice the distance from the middle
            double angle = angle((long) k * (2 * d + (n + 1) % 2));
            cos[d] = Math.cos(angle);
            sin[d] = Math.sin(angle);
        }
    }

    /**
     * Transforms an image.
     *
     * @param image pixels, row after row
     * @param re real parts, [kx][ky + half]
     * @param im imaginary parts
     */
    public void transform(double[] image, double[][] re, double[][] im) {
        fold(image);
        int hy = evenY.length;
        int columns = half + 1;
        for (int k = 0; k < columns; k++) {
            Arrays.fill(cosSum, 0);
            Arrays.fill(sinSum, 0);
            RowSum.add(cosX[k], evenX.length, evenX, 0, cosSum);
            RowSum.add(sinX[k], oddX.length, oddX, 0, sinSum);
            for (int d = 0; d < hy; d++) {
                evenY[d][k] = cosSum[d];
                evenY[d][columns + k] = sinSum[d];
                oddY[d][k] = cosSum[hy + d];
                oddY[d][columns + k] = sinSum[hy + d];
            }
        }
        for (int l = 0; l < columns; l++) {
            Arrays.fill(evenSum, 0);
            Arrays.fill(oddSum, 0);
            RowSum.add(cosY[l], evenY.length, evenY, 0, evenSum);
            RowSum.add(sinY[l], oddY.length, oddY, 0, oddSum);
            for (int k = 0; k < columns; k++) {
                double cosCos = evenSum[k];
                double sinCos = evenSum[columns + k];
                double cosSin = oddSum[k];
                double sinSin = oddSum[columns + k];
                re[k][half + l] = cosCos - sinSin;
                im[k][half + l] = -sinCos - cosSin;
                re[k][half - l] = cosCos + sinSin;
                im[k][half - l] = cosSin - sinCos;
            }
        }
        for (int k = 0; k < columns; k++) {
            RowSum.multiply(re[k], im[k], turnRe[k], turnIm[k], re[k], im[k]);
        }
    }

    /** Sums and differences of the pixels that lie across the middle from each other. */
    private void fold(double[] image) {
        int hy = evenY.length;
        for (int i = 0; i < hy; i++) {
            int below = (hy - 1 - i) * nx;
            int above = (ny - hy + i) * nx;
            // a row in the middle stands for itself alone
            double other = above == below ? 0 : 1;
            for (int j = 0; j < evenX.length; j++) {
                int left = evenX.length - 1 - j;
                int right = nx - evenX.length + j;
                boolean middle = left == right;
                double a = image[above + right];
                double b = middle ? 0 : image[above + left];
                double c = other * image[below + right];
                double d = middle ? 0 : other * image[below + left];
                evenX[j][i] = a + b + (c + d);
                evenX[j][hy + i] = a + b - (c + d);
                oddX[j][i] = a - b + (c - d);
                oddX[j][hy + i] = a - b - (c - d);
            }
        }
    }
}
