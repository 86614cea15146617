package org.shearnet.galaxysim.render;

import java.util.Arrays;

/**
 * Discrete Fourier transforms, exp(+2 pi i j k / n), unnormalised, of many columns at once.
 *
 * <p>Element k of all columns lies in one contiguous row ({@code re[k][column]}), so that every butterfly is a loop over
 * columns which the JIT compiler turns into vector instructions. Stockham's self-sorting scheme, radices 4, 2, 3 and 5; see
 * Van Loan, Computational Frameworks for the Fast Fourier Transform, 1992. Immutable, shared by threads.
 *
 * <p>Longer than other classes: it has a pass written out for each radix.
 */
public final class Fft {

    private static final double SIN60 = Math.sqrt(3) / 2;
    private static final double COS72 = (Math.sqrt(5) - 1) / 4;
    private static final double COS144 = -(Math.sqrt(5) + 1) / 4;
    private static final double SIN72 = Math.sin(2 * Math.PI / 5);
    private static final double SIN144 = Math.sin(4 * Math.PI / 5);

    private final int n;
    private final int[] radices;
    private final double[] cos;
    private final double[] sin;

    /**
     * Transforms of a length.
     *
     * @param n length, a product of powers of 2, 3 and 5
     */
    public Fft(int n) {
        this.n = n;
        this.radices = factor(n);
        cos = new double[n];
        sin = new double[n];
        for (int i = 0; i < n; i++) {
            cos[i] = Math.cos(2 * Math.PI * i / n);
            sin[i] = Math.sin(2 * Math.PI * i / n);
        }
    }

    /**
     * {@return the smallest length of at least the given one that transforms fast: 2^m times 1, 3, 5 or 9, m at least
     * 3}
     *
     * @param least the least length that will do
     */
    public static int goodSize(int least) {
        int best = Integer.MAX_VALUE;
        for (int odd : new int[] {1, 3, 5, 9}) {
            int size = 8 * odd;
            while (size < least || size < 16) {
                size *= 2;
            }
            best = Math.min(best, size);
        }
        return best;
    }

    /** A width up to a multiple of eight columns: whole vectors, no remainder. */
    static int padded(int width) {
        return width + 7 & ~7;
    }

    /** As {@link #goodSize}, or 4 times 27 times 2^m where that is less. */
    static int closeSize(int least) {
        int other = 4 * 27;
        while (other < least) {
            other *= 2;
        }
        return Math.min(goodSize(least), other);
    }

    private static int[] factor(int n) {
        int[] found = new int[32];
        int count = 0;
        int rest = n;
        for (int radix : new int[] {5, 3, 4, 2}) {
            while (rest % radix == 0) {
                found[count++] = radix;
                rest /= radix;
            }
        }
        if (rest != 1) {
            throw new IllegalArgumentException(n + " has prime factors other than 2, 3, 5");
        }
        return Arrays.copyOf(found, count);
    }

    /** {@return length} */
    public int size() {
        return n;
    }

    /** {@return number of passes: the result lies in the work arrays where it is odd} */
    public int passes() {
        return radices.length;
    }

    /**
     * Transforms the first {@code width} columns; only the first {@code wanted} elements of the result are sure to be
     * made.
     *
     * @param re real parts [n][width], destroyed
     * @param im imaginary parts
     * @param wre work space of the same shape; holds the result where {@link #passes} is odd
     * @param wim work space
     * @param width number of columns
     * @param wanted number of elements of the result that are
     */
    public void transform(double[][] re, double[][] im, double[][] wre, double[][] wim, int width, int wanted) {
        double[][] xr = re;
        double[][] xi = im;
        double[][] yr = wre;
        double[][] yi = wim;
        int length = n;
        int stride = 1;
        for (int radix : radices) {
            int m = length / radix;
            if (m == 1) {
                last(radix, xr, xi, stride, yr, yi, width, wanted);
                return;
            }
            for (int p = 0; p < m; p++) {
                for (int q = 0; q < stride; q++) {
                    butterfly(
                            radix,
                            xr,
                            xi,
                            q + stride * p,
                            stride * m,
                            yr,
                            yi,
                            q + stride * radix * p,
                            stride,
                            p * (n / length),
                            width);
                }
            }
            length = m;
            stride *= radix;
            double[][] t = xr;
            xr = yr;
            yr = t;
            t = xi;
            xi = yi;
            yi = t;
        }
    }

    /** The last pass, which has no twiddle factors and need not make elements that are not wanted. */
    private void last(
            int radix, double[][] xr, double[][] xi, int stride, double[][] yr, double[][] yi, int width, int wanted) {
        for (int q = 0; q < Math.min(stride, wanted); q++) {
            int outputs = Math.min(radix, (wanted - q + stride - 1) / stride);
            if (radix == 2 && outputs == 1) {
                sum(xr[q], xr[q + stride], yr[q], width);
                sum(xi[q], xi[q + stride], yi[q], width);
            } else if (radix == 4 && outputs == 1) {
                sum4(xr[q], xr[q + stride], xr[q + 2 * stride], xr[q + 3 * stride], yr[q], width);
                sum4(xi[q], xi[q + stride], xi[q + 2 * stride], xi[q + 3 * stride], yi[q], width);
            } else if (radix == 4 && outputs == 2) {
                sum4(xr[q], xr[q + stride], xr[q + 2 * stride], xr[q + 3 * stride], yr[q], width);
                sum4(xi[q], xi[q + stride], xi[q + 2 * stride], xi[q + 3 * stride], yi[q], width);
                // a - c + i (b - d)
                turned4(xr[q], xr[q + 2 * stride], xi[q + 3 * stride], xi[q + stride], yr[q + stride], width);
                turned4(xi[q], xi[q + 2 * stride], xr[q + stride], xr[q + 3 * stride], yi[q + stride], width);
            } else {
                butterfly(radix, xr, xi, q, stride, yr, yi, q, stride, 0, width);
            }
        }
    }

    private static void sum(double[] a, double[] b, double[] out, int width) {
        for (int i = 0; i < width; i++) {
            out[i] = a[i] + b[i];
        }
    }

    private static void sum4(double[] a, double[] b, double[] c, double[] d, double[] out, int width) {
        for (int i = 0; i < width; i++) {
            out[i] = a[i] + c[i] + (b[i] + d[i]);
        }
    }

    /** a - c + b - d. */
    private static void turned4(double[] a, double[] c, double[] b, double[] d, double[] out, int width) {
        for (int i = 0; i < width; i++) {
            out[i] = a[i] - c[i] + (b[i] - d[i]);
        }
    }

    private void butterfly(
            int radix,
            double[][] xr,
            double[][] xi,
            int in,
            int inStep,
            double[][] yr,
            double[][] yi,
            int out,
            int outStep,
            int w,
            int width) {
        switch (radix) {
            case 4 -> radix4(xr, xi, in, inStep, yr, yi, out, outStep, w, width);
            case 2 ->
                radix2(
                        xr[in],
                        xi[in],
                        xr[in + inStep],
                        xi[in + inStep],
                        yr[out],
                        yi[out],
                        yr[out + outStep],
                        yi[out + outStep],
                        cos[w],
                        sin[w],
                        width);
            case 3 -> radix3(xr, xi, in, inStep, yr, yi, out, outStep, w, width);
            default -> radix5(xr, xi, in, inStep, yr, yi, out, outStep, w, width);
        }
    }

    private static void radix2(
            double[] ar,
            double[] ai,
            double[] br,
            double[] bi,
            double[] cr,
            double[] ci,
            double[] dr,
            double[] di,
            double wr,
            double wi,
            int width) {
        for (int i = 0; i < width; i++) {
            double ur = ar[i] - br[i];
            double ui = ai[i] - bi[i];
            cr[i] = ar[i] + br[i];
            ci[i] = ai[i] + bi[i];
            dr[i] = ur * wr - ui * wi;
            di[i] = ur * wi + ui * wr;
        }
    }

    /** Through the result's rows, as radix 4 is: loops short enough to be vectorised. */
    private void radix3(
            double[][] xr,
            double[][] xi,
            int in,
            int inStep,
            double[][] yr,
            double[][] yi,
            int out,
            int outStep,
            int w,
            int width) {
        int second = out + outStep;
        int third = out + 2 * outStep;
        evenAndOdd(xr[in], xr[in + inStep], xr[in + 2 * inStep], yr[out], yr[second], yr[third], width);
        evenAndOdd(xi[in], xi[in + inStep], xi[in + 2 * inStep], yi[out], yi[second], yi[third], width);
        int w2 = 2 * w % n;
        turned(yr[second], yi[second], yr[third], yi[third], cos[w], sin[w], cos[w2], sin[w2], width);
    }

    /** Sum of all, what the other two have in common, and their difference. */
    private static void evenAndOdd(
            double[] a, double[] b, double[] c, double[] sum, double[] even, double[] odd, int width) {
        for (int i = 0; i < width; i++) {
            double x = a[i];
            double y = b[i];
            double z = c[i];
            double s = y + z;
            sum[i] = x + s;
            even[i] = x - 0.5 * s;
            odd[i] = SIN60 * (y - z);
        }
    }

    /** As two stages of radix 2 through rows that stay in the first-level cache: loops short enough to be vectorised. */
    private void radix4(
            double[][] xr,
            double[][] xi,
            int in,
            int inStep,
            double[][] yr,
            double[][] yi,
            int out,
            int outStep,
            int w,
            int width) {
        double[] evenSum = yr[out];
        double[] evenSumIm = yi[out];
        double[] evenDifference = yr[out + outStep];
        double[] evenDifferenceIm = yi[out + outStep];
        double[] oddSum = yr[out + 2 * outStep];
        double[] oddSumIm = yi[out + 2 * outStep];
        double[] oddDifference = yr[out + 3 * outStep];
        double[] oddDifferenceIm = yi[out + 3 * outStep];
        sumAndDifference(xr[in], xr[in + 2 * inStep], evenSum, evenDifference, width);
        sumAndDifference(xi[in], xi[in + 2 * inStep], evenSumIm, evenDifferenceIm, width);
        sumAndDifference(xr[in + inStep], xr[in + 3 * inStep], oddSum, oddDifference, width);
        sumAndDifference(xi[in + inStep], xi[in + 3 * inStep], oddSumIm, oddDifferenceIm, width);
        int w2 = 2 * w % n;
        int w3 = 3 * w % n;
        inPlace(evenSum, evenSumIm, oddSum, oddSumIm, cos[w2], sin[w2], width);
        turned(
                evenDifference,
                evenDifferenceIm,
                oddDifference,
                oddDifferenceIm,
                cos[w],
                sin[w],
                cos[w3],
                sin[w3],
                width);
    }

    private static void sumAndDifference(double[] a, double[] b, double[] sum, double[] difference, int width) {
        for (int i = 0; i < width; i++) {
            double x = a[i];
            double y = b[i];
            sum[i] = x + y;
            difference[i] = x - y;
        }
    }

    /** (a, b) to (a + b, w (a - b)). */
    private static void inPlace(double[] ar, double[] ai, double[] br, double[] bi, double wr, double wi, int width) {
        for (int i = 0; i < width; i++) {
            double xr = ar[i];
            double xi = ai[i];
            double yr = br[i];
            double yi = bi[i];
            double ur = xr - yr;
            double ui = xi - yi;
            ar[i] = xr + yr;
            ai[i] = xi + yi;
            br[i] = ur * wr - ui * wi;
            bi[i] = ur * wi + ui * wr;
        }
    }

    /** (a, b) to (v (a + i b), w (a - i b)). */
    private static void turned(
            double[] ar, double[] ai, double[] br, double[] bi, double vr, double vi, double wr, double wi, int width) {
        for (int i = 0; i < width; i++) {
            double xr = ar[i];
            double xi = ai[i];
            double yr = br[i];
            double yi = bi[i];
            double sr = xr - yi;
            double si = xi + yr;
            double dr = xr + yi;
            double di = xi - yr;
            ar[i] = sr * vr - si * vi;
            ai[i] = sr * vi + si * vr;
            br[i] = dr * wr - di * wi;
            bi[i] = dr * wi + di * wr;
        }
    }

    private void radix5(
            double[][] xr,
            double[][] xi,
            int in,
            int inStep,
            double[][] yr,
            double[][] yi,
            int out,
            int outStep,
            int w,
            int width) {
        int[] from = {in, in + inStep, in + 2 * inStep, in + 3 * inStep, in + 4 * inStep};
        int[] to = {out, out + outStep, out + 2 * outStep, out + 3 * outStep, out + 4 * outStep};
        parts5(xr, from, yr, to, width);
        parts5(xi, from, yi, to, width);
        int w2 = 2 * w % n;
        int w3 = 3 * w % n;
        int w4 = 4 * w % n;
        turned(yr[to[1]], yi[to[1]], yr[to[4]], yi[to[4]], cos[w], sin[w], cos[w4], sin[w4], width);
        turned(yr[to[2]], yi[to[2]], yr[to[3]], yi[to[3]], cos[w2], sin[w2], cos[w3], sin[w3], width);
    }

    /** Sum of five rows; even and odd parts of the other four results. */
    private static void parts5(double[][] x, int[] from, double[][] y, int[] to, int width) {
        double[] a = x[from[0]];
        double[] b = x[from[1]];
        double[] c = x[from[2]];
        double[] d = x[from[3]];
        double[] e = x[from[4]];
        even5(a, b, c, d, e, 1, 1, y[to[0]], width);
        even5(a, b, c, d, e, COS72, COS144, y[to[1]], width);
        even5(a, b, c, d, e, COS144, COS72, y[to[2]], width);
        odd5(b, c, d, e, SIN72, SIN144, y[to[4]], width);
        odd5(b, c, d, e, SIN144, -SIN72, y[to[3]], width);
    }

    private static void even5(
            double[] a, double[] b, double[] c, double[] d, double[] e, double u, double v, double[] out, int width) {
        for (int i = 0; i < width; i++) {
            out[i] = a[i] + u * (b[i] + e[i]) + v * (c[i] + d[i]);
        }
    }

    private static void odd5(
            double[] b, double[] c, double[] d, double[] e, double u, double v, double[] out, int width) {
        for (int i = 0; i < width; i++) {
            out[i] = u * (b[i] - e[i]) + v * (c[i] - d[i]);
        }
    }
}
