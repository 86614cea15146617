package org.shearnet.ngmix.metacal;

/**
 * Discrete Fourier transforms of many sequences side by side.
 *
 * <p>Data are {@code [n][lanes]} in split real and imaginary arrays: element j of sequence l is at {@code j * lanes + l},
 * so that all loops run over contiguous memory. Stockham's autosorting algorithm with radices 4, 3 and 2; n may be
 * 2^a 3^b. Not thread-safe: one object a thread.
 */
final class LaneFft {
    private static final double SIN_60 = Math.sqrt(0.75);

    private final int n;
    private final double[] cos;
    private final double[] sin;
    private double[] workRe = new double[0];
    private double[] workIm = new double[0];

    LaneFft(int n) {
        if (n < 1 || goodSize(n) != n) {
            throw new IllegalArgumentException("a length of 2^a 3^b is needed, not " + n);
        }
        this.n = n;
        cos = new double[n];
        sin = new double[n];
        for (int i = 0; i < n; i++) {
            cos[i] = Math.cos(2 * Math.PI * i / n);
            sin[i] = -Math.sin(2 * Math.PI * i / n);
        }
    }

    int size() {
        return n;
    }

    /** The smallest 2^a or 3 2^a that is at least n. */
    static int goodSize(int n) {
        int power = Integer.highestOneBit(Math.max(1, n));
        if (power == n) {
            return n;
        }
        return n <= power / 2 * 3 && power >= 2 ? power / 2 * 3 : 2 * power;
    }

    /** Sum over j of x_j exp(-2 pi i j k / n), in place; swap re and im for the opposite sign. */
    void transform(double[] re, double[] im, int lanes) {
        int total = n * lanes;
        if (workRe.length < total) {
            workRe = new double[total];
            workIm = new double[total];
        }
        double[] ar = re;
        double[] ai = im;
        double[] br = workRe;
        double[] bi = workIm;
        int rest = n;
        int stride = 1;
        while (rest > 1) {
            int radix = rest % 4 == 0 ? 4 : rest % 3 == 0 ? 3 : 2;
            int m = rest / radix;
            for (int p = 0; p < m; p++) {
                butterfly(radix, ar, ai, br, bi, p, m, stride, lanes);
            }
            double[] t = ar;
            ar = br;
            br = t;
            t = ai;
            ai = bi;
            bi = t;
            rest = m;
            stride *= radix;
        }
        if (ar != re) {
            System.arraycopy(ar, 0, re, 0, total);
            System.arraycopy(ai, 0, im, 0, total);
        }
    }

    private void butterfly(
            int radix, double[] ar, double[] ai, double[] br, double[] bi, int p, int m, int stride, int lanes) {
        int run = stride * lanes;
        int in = p * run;
        int step = m * run;
        int out = radix * p * run;
        int w = p * stride;
        switch (radix) {
            case 4 -> four(ar, ai, br, bi, in, step, out, run, w);
            case 3 -> three(ar, ai, br, bi, in, step, out, run, w);
            default -> two(ar, ai, br, bi, in, step, out, run, cos[w], sin[w]);
        }
    }

    private static void two(
            double[] ar,
            double[] ai,
            double[] br,
            double[] bi,
            int in,
            int step,
            int out,
            int run,
            double c,
            double s) {
        for (int q = 0; q < run; q++) {
            double xr = ar[in + q];
            double xi = ai[in + q];
            double yr = ar[in + step + q];
            double yi = ai[in + step + q];
            br[out + q] = xr + yr;
            bi[out + q] = xi + yi;
            double dr = xr - yr;
            double di = xi - yi;
            br[out + run + q] = dr * c - di * s;
            bi[out + run + q] = dr * s + di * c;
        }
    }

    private void three(double[] ar, double[] ai, double[] br, double[] bi, int in, int step, int out, int run, int w) {
        double c1 = cos[w];
        double s1 = sin[w];
        double c2 = cos[2 * w];
        double s2 = sin[2 * w];
        for (int q = 0; q < run; q++) {
            double xr = ar[in + q];
            double xi = ai[in + q];
            double sr = ar[in + step + q] + ar[in + 2 * step + q];
            double si = ai[in + step + q] + ai[in + 2 * step + q];
            double dr = SIN_60 * (ai[in + step + q] - ai[in + 2 * step + q]);
            double di = -SIN_60 * (ar[in + step + q] - ar[in + 2 * step + q]);
            br[out + q] = xr + sr;
            bi[out + q] = xi + si;
            double mr = xr - 0.5 * sr;
            double mi = xi - 0.5 * si;
            double ur = mr + dr;
            double ui = mi + di;
            double vr = mr - dr;
            double vi = mi - di;
            br[out + run + q] = ur * c1 - ui * s1;
            bi[out + run + q] = ur * s1 + ui * c1;
            br[out + 2 * run + q] = vr * c2 - vi * s2;
            bi[out + 2 * run + q] = vr * s2 + vi * c2;
        }
    }

    private void four(double[] ar, double[] ai, double[] br, double[] bi, int in, int step, int out, int run, int w) {
        double c1 = cos[w];
        double s1 = sin[w];
        double c2 = cos[2 * w];
        double s2 = sin[2 * w];
        double c3 = cos[3 * w];
        double s3 = sin[3 * w];
        int i1 = in + step;
        int i2 = i1 + step;
        int i3 = i2 + step;
        for (int q = 0; q < run; q++) {
            double p0r = ar[in + q] + ar[i2 + q];
            double p0i = ai[in + q] + ai[i2 + q];
            double m0r = ar[in + q] - ar[i2 + q];
            double m0i = ai[in + q] - ai[i2 + q];
            double p1r = ar[i1 + q] + ar[i3 + q];
            double p1i = ai[i1 + q] + ai[i3 + q];
            double m1r = ai[i1 + q] - ai[i3 + q];
            double m1i = ar[i3 + q] - ar[i1 + q];
            br[out + q] = p0r + p1r;
            bi[out + q] = p0i + p1i;
            double ur = m0r + m1r;
            double ui = m0i + m1i;
            br[out + run + q] = ur * c1 - ui * s1;
            bi[out + run + q] = ur * s1 + ui * c1;
            double vr = p0r - p1r;
            double vi = p0i - p1i;
            br[out + 2 * run + q] = vr * c2 - vi * s2;
            bi[out + 2 * run + q] = vr * s2 + vi * c2;
            double zr = m0r - m1r;
            double zi = m0i - m1i;
            br[out + 3 * run + q] = zr * c3 - zi * s3;
            bi[out + 3 * run + q] = zr * s3 + zi * c3;
        }
    }
}
