package org.shearnet.ngmix.metacal;

/**
 * Reads a {@link KImage} at the points of a sheared grid.
 *
 * <p>Point (kx, ky) of the half plane kx = 0 .. n/2, ky = -n/2 .. n/2 - 1, step 2 pi / n, is read at B (kx, ky). B is
 * close to the unit matrix, so along a row the six by six points of the interpolation move on by (nearly) the same
 * amount from point to point; runs over which they do exactly are computed in vectorised loops. Holds buffers: one
 * object a thread.
 */
final class KSampler {
    private static final double[] UNIT = {1, 0, 0, 1};

    private final int n;
    private final int size;
    /** size / n = stride / phases in lowest terms. */
    private final int stride;

    private final int phases;
    private final int lanes;
    private final double[] fx;
    private final double[] fy;
    private final int[] ix;
    private final int[] iy;
    private final double[][] wx = new double[Quintic.TAPS][];
    private final double[][] wy = new double[Quintic.TAPS][];
    private final int[] array = new int[Quintic.TAPS];
    private final int[] shift = new int[Quintic.TAPS];
    private double[][] lineRe = new double[0][];
    private double[][] lineIm = new double[0][];
    private final double[] sumRe;
    private final double[] sumIm;

    KSampler(int n, int size) {
        this.n = n;
        this.size = size;
        int divisor = gcd(n, size);
        stride = size / divisor;
        phases = n / divisor;
        lanes = n / 2 + 1;
        fx = new double[lanes];
        fy = new double[lanes];
        ix = new int[lanes];
        iy = new int[lanes];
        for (int m = 0; m < Quintic.TAPS; m++) {
            wx[m] = new double[lanes];
            wy[m] = new double[lanes];
        }
        sumRe = new double[lanes];
        sumIm = new double[lanes];
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    /** How many arrays the columns of a {@link KImage} for this sampler are dealt out to. */
    int deal() {
        return stride;
    }

    /**
     * Samples one image or two at the same points.
     *
     * @param b matrix {xx, xy, yx, yy} applied to (kx, ky)
     * @param end number of points of each row to read, by ky + n/2; the rest is left alone
     * @param out arrays [2 * images][n * (n/2 + 1)], re and im of each image, row ky at (ky mod n); without the phase of
     *     the images' centres
     */
    void sample(KImage[] images, double[] b, int[] end, double[][] out) {
        if (phases == 1 && ShearedGrid.same(b, UNIT)) {
            copy(images, end, out);
            return;
        }
        double ratio = (double) size / n;
        boolean separable = b[1] == 0 && b[2] == 0;
        for (int row = 0; row < n; row++) {
            int ky = row - n / 2;
            int at = Math.floorMod(ky, n) * lanes;
            for (int phase = 0; phase < phases; phase++) {
                int count = (end[row] - phase + phases - 1) / phases;
                if (count > 0) {
                    place(b, ratio, ky, phase, count, separable);
                    int from = 0;
                    for (int t = 1; t <= count; t++) {
                        if (t == count || iy[t] != iy[from] || ix[t] - ix[from] != stride * (t - from)) {
                            for (int i = 0; i < images.length; i++) {
                                if (separable) {
                                    runAlong(images[i], from, t);
                                } else {
                                    run(images[i], from, t);
                                }
                                scatter(out[2 * i], sumRe, at + phase, from, t);
                                scatter(out[2 * i + 1], sumIm, at + phase, from, t);
                            }
                            from = t;
                        }
                    }
                }
            }
        }
    }

    /** Points that are not sheared, and of which every one is a point of the images: they need no interpolation. */
    private void copy(KImage[] images, int[] end, double[][] out) {
        int array = KImage.PAD % stride;
        for (int i = 0; i < images.length; i++) {
            for (int row = 0; row < n; row++) {
                int ky = row - n / 2;
                int from = images[i].row(stride * ky) * images[i].width() + KImage.PAD / stride;
                int to = Math.floorMod(ky, n) * lanes;
                System.arraycopy(images[i].re(array), from, out[2 * i], to, end[row]);
                System.arraycopy(images[i].im(array), from, out[2 * i + 1], to, end[row]);
            }
        }
    }

    /** @param separable whether all points of the row lie on one line, so that the first tells how far from the rows below */
    private void place(double[] b, double ratio, int ky, int phase, int count, boolean separable) {
        for (int t = 0; t < count; t++) {
            int kx = phase + phases * t;
            double gx = ratio * (b[0] * kx + b[1] * ky);
            double gy = ratio * (b[2] * kx + b[3] * ky);
            ix[t] = (int) Math.floor(gx);
            iy[t] = (int) Math.floor(gy);
            fx[t] = gx - ix[t];
            fy[t] = gy - iy[t];
        }
        for (int m = 0; m < Quintic.TAPS; m++) {
            Quintic.weights(m, fx, wx[m], 0, count);
            Quintic.weights(m, fy, wy[m], 0, separable ? 1 : count);
        }
    }

    private void run(KImage image, int from, int to) {
        java.util.Arrays.fill(sumRe, from, to, 0);
        java.util.Arrays.fill(sumIm, from, to, 0);
        int width = image.width();
        int column = ix[from] - 2 + KImage.PAD - stride * from;
        for (int m = 0; m < Quintic.TAPS; m++) {
            array[m] = Math.floorMod(column + m, stride);
            shift[m] = Math.floorDiv(column + m, stride);
        }
        for (int k = 0; k < Quintic.TAPS; k++) {
            int row = image.row(iy[from] + k - 2) * width;
            taps(image.re(array[0]), image, true, row, wy[k], sumRe, from, to);
            taps(image.im(array[0]), image, false, row, wy[k], sumIm, from, to);
        }
    }

    private void taps(
            double[] first, KImage image, boolean real, int row, double[] weight, double[] sum, int from, int to) {
        six(
                first,
                row + shift[0],
                wx[0],
                part(image, real, 1),
                row + shift[1],
                wx[1],
                part(image, real, 2),
                row + shift[2],
                wx[2],
                part(image, real, 3),
                row + shift[3],
                wx[3],
                part(image, real, 4),
                row + shift[4],
                wx[4],
                part(image, real, 5),
                row + shift[5],
                wx[5],
                weight,
                sum,
                from,
                to);
    }

    private double[] part(KImage image, boolean real, int m) {
        return real ? image.re(array[m]) : image.im(array[m]);
    }

    /** As {@link #run} where all points of the run lie on one line: rows are combined first, then points along it. */
    private void runAlong(KImage image, int from, int to) {
        java.util.Arrays.fill(sumRe, from, to, 0);
        java.util.Arrays.fill(sumIm, from, to, 0);
        int width = image.width();
        int column = ix[from] - 2 + KImage.PAD - stride * from;
        int begin = Math.floorDiv(column, stride) + from;
        int end = Math.min(width, Math.floorDiv(column + Quintic.TAPS - 1, stride) + to);
        if (lineRe.length < stride || lineRe[0].length < width) {
            lineRe = new double[stride][width];
            lineIm = new double[stride][width];
        }
        int row = image.row(iy[from] - 2) * width;
        for (int d = 0; d < stride; d++) {
            combineRows(image.re(d), row, width, lineRe[d], begin, end);
            combineRows(image.im(d), row, width, lineIm[d], begin, end);
        }
        for (int m = 0; m < Quintic.TAPS; m++) {
            int a = Math.floorMod(column + m, stride);
            int o = Math.floorDiv(column + m, stride);
            addTap(lineRe[a], lineIm[a], o, wx[m], sumRe, sumIm, from, to);
        }
    }

    private void combineRows(double[] in, int row, int width, double[] out, int begin, int end) {
        double v0 = wy[0][0];
        double v1 = wy[1][0];
        double v2 = wy[2][0];
        double v3 = wy[3][0];
        double v4 = wy[4][0];
        double v5 = wy[5][0];
        for (int i = begin; i < end; i++) {
            int at = row + i;
            out[i] = v0 * in[at]
                    + v1 * in[at + width]
                    + v2 * in[at + 2 * width]
                    + v3 * in[at + 3 * width]
                    + v4 * in[at + 4 * width]
                    + v5 * in[at + 5 * width];
        }
    }

    private static void addTap(
            double[] re, double[] im, int o, double[] w, double[] sumRe, double[] sumIm, int from, int to) {
        for (int t = from; t < to; t++) {
            sumRe[t] += w[t] * re[o + t];
            sumIm[t] += w[t] * im[o + t];
        }
    }

    private static void six(
            double[] a0,
            int o0,
            double[] w0,
            double[] a1,
            int o1,
            double[] w1,
            double[] a2,
            int o2,
            double[] w2,
            double[] a3,
            int o3,
            double[] w3,
            double[] a4,
            int o4,
            double[] w4,
            double[] a5,
            int o5,
            double[] w5,
            double[] weight,
            double[] sum,
            int from,
            int to) {
        for (int t = from; t < to; t++) {
            sum[t] += weight[t]
                    * (w0[t] * a0[o0 + t]
                            + w1[t] * a1[o1 + t]
                            + w2[t] * a2[o2 + t]
                            + w3[t] * a3[o3 + t]
                            + w4[t] * a4[o4 + t]
                            + w5[t] * a5[o5 + t]);
        }
    }

    private void scatter(double[] out, double[] in, int at, int from, int to) {
        if (phases == 1) {
            System.arraycopy(in, from, out, at + from, to - from);
        } else {
            for (int t = from; t < to; t++) {
                out[at + phases * t] = in[t];
            }
        }
    }
}
