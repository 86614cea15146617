package org.shearnet.galaxysim.render;

import java.util.Arrays;

/**
 * Discrete Fourier transforms, exp(+2 pi i j k / n), unnormalised, of many columns at once.
 *
 * <p>Element k of all columns lies in one contiguous row ({@code re[k][column]}), so that every butterfly is a loop over
 * columns which the JIT compiler turns into vector instructions. Stockham's self-sorting scheme, radices 4, 2, 3 and 5; see
 * Van Loan, Computational Frameworks for the Fast Fourier Transform, 1992. Immutable, shared by threads.
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

    /** The smallest length of at least the given one that transforms fast: 2^m times 1, 3, 5 or 9, m at least 3. */
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

    /** Length. */
    public int size() {
        return n;
    }

    /** Number of passes: the result lies in the work arrays where it is odd. */
    public int passes() {
        return radices.length;
    }

    /**
     * Transforms the first {@code width} columns.
     *
     * @param re real parts [n][width], destroyed
     * @param im imaginary parts
     * @param wre work space of the same shape; holds the result where {@link #passes} is odd
     * @param wim work space
     */
    public void transform(double[][] re, double[][] im, double[][] wre, double[][] wim, int width) {
        double[][] xr = re;
        double[][] xi = im;
        double[][] yr = wre;
        double[][] yi = wim;
        int length = n;
        int stride = 1;
        for (int radix : radices) {
            int m = length / radix;
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
            case 3 -> {
                int w2 = 2 * w % n;
                radix3(
                        xr[in],
                        xi[in],
                        xr[in + inStep],
                        xi[in + inStep],
                        xr[in + 2 * inStep],
                        xi[in + 2 * inStep],
                        yr[out],
                        yi[out],
                        yr[out + outStep],
                        yi[out + outStep],
                        yr[out + 2 * outStep],
                        yi[out + 2 * outStep],
                        cos[w],
                        sin[w],
                        cos[w2],
                        sin[w2],
                        width);
            }
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

    private static void radix3(
            double[] ar,
            double[] ai,
            double[] br,
            double[] bi,
            double[] cr,
            double[] ci,
            double[] pr,
            double[] pi,
            double[] qr,
            double[] qi,
            double[] rr,
            double[] ri,
            double w1r,
            double w1i,
            double w2r,
            double w2i,
            int width) {
        for (int i = 0; i < width; i++) {
            double sr = br[i] + cr[i];
            double si = bi[i] + ci[i];
            double dr = SIN60 * (br[i] - cr[i]);
            double di = SIN60 * (bi[i] - ci[i]);
            double mr = ar[i] - 0.5 * sr;
            double mi = ai[i] - 0.5 * si;
            pr[i] = ar[i] + sr;
            pi[i] = ai[i] + si;
            double ur = mr - di;
            double ui = mi + dr;
            double vr = mr + di;
            double vi = mi - dr;
            qr[i] = ur * w1r - ui * w1i;
            qi[i] = ur * w1i + ui * w1r;
            rr[i] = vr * w2r - vi * w2i;
            ri[i] = vr * w2i + vi * w2r;
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
        double[] ar = xr[in];
        double[] ai = xi[in];
        double[] br = xr[in + inStep];
        double[] bi = xi[in + inStep];
        double[] cr = xr[in + 2 * inStep];
        double[] ci = xi[in + 2 * inStep];
        double[] dr = xr[in + 3 * inStep];
        double[] di = xi[in + 3 * inStep];
        double[] er = xr[in + 4 * inStep];
        double[] ei = xi[in + 4 * inStep];
        double[] zr = yr[out];
        double[] zi = yi[out];
        for (int i = 0; i < width; i++) {
            zr[i] = ar[i] + br[i] + cr[i] + dr[i] + er[i];
            zi[i] = ai[i] + bi[i] + ci[i] + di[i] + ei[i];
        }
        rotated5(
                ar,
                ai,
                br,
                bi,
                cr,
                ci,
                dr,
                di,
                er,
                ei,
                COS72,
                COS144,
                SIN72,
                SIN144,
                yr[out + outStep],
                yi[out + outStep],
                cos[w],
                sin[w],
                yr[out + 4 * outStep],
                yi[out + 4 * outStep],
                cos[4 * w % n],
                sin[4 * w % n],
                width);
        rotated5(
                ar,
                ai,
                br,
                bi,
                cr,
                ci,
                dr,
                di,
                er,
                ei,
                COS144,
                COS72,
                SIN144,
                -SIN72,
                yr[out + 2 * outStep],
                yi[out + 2 * outStep],
                cos[2 * w % n],
                sin[2 * w % n],
                yr[out + 3 * outStep],
                yi[out + 3 * outStep],
                cos[3 * w % n],
                sin[3 * w % n],
                width);
    }

    private static void rotated5(
            double[] ar,
            double[] ai,
            double[] br,
            double[] bi,
            double[] cr,
            double[] ci,
            double[] dr,
            double[] di,
            double[] er,
            double[] ei,
            double c1,
            double c2,
            double s1,
            double s2,
            double[] pr,
            double[] pi,
            double pwr,
            double pwi,
            double[] qr,
            double[] qi,
            double qwr,
            double qwi,
            int width) {
        for (int i = 0; i < width; i++) {
            double mr = ar[i] + c1 * (br[i] + er[i]) + c2 * (cr[i] + dr[i]);
            double mi = ai[i] + c1 * (bi[i] + ei[i]) + c2 * (ci[i] + di[i]);
            double tr = s1 * (br[i] - er[i]) + s2 * (cr[i] - dr[i]);
            double ti = s1 * (bi[i] - ei[i]) + s2 * (ci[i] - di[i]);
            double ur = mr - ti;
            double ui = mi + tr;
            double vr = mr + ti;
            double vi = mi - tr;
            pr[i] = ur * pwr - ui * pwi;
            pi[i] = ur * pwi + ui * pwr;
            qr[i] = vr * qwr - vi * qwi;
            qi[i] = vr * qwi + vi * qwr;
        }
    }
}
