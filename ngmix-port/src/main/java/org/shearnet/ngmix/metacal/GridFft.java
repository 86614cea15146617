package org.shearnet.ngmix.metacal;

import org.shearnet.galaxysim.render.Fft;

/**
 * galaxy-sim's transform of many columns at once, in place, on the sizes that metacalibration's grids have: 2^a and 3 2^a, as
 * GalSim's. Not thread-safe: one object a thread.
 */
final class GridFft {

    private final Fft fft;
    private double[][] workRe = new double[0][0];
    private double[][] workIm = new double[0][0];

    GridFft(int n) {
        if (n < 1 || goodSize(n) != n) {
            throw new IllegalArgumentException("a length of 2^a or 3 2^a is needed, not " + n);
        }
        fft = new Fft(n);
    }

    /** The smallest 2^a or 3 2^a that is at least n. */
    static int goodSize(int n) {
        int power = Integer.highestOneBit(Math.max(1, n));
        if (power == n) {
            return n;
        }
        return n <= power / 2 * 3 && power >= 2 ? power / 2 * 3 : 2 * power;
    }

    /** Sum over j of x_j exp(-2 pi i j k / n) of the first columns of [n][columns], in place. */
    void forward(double[][] re, double[][] im, int columns) {
        inverse(im, re, columns);
    }

    /** The same with exp(+2 pi i j k / n), not normalised. */
    void inverse(double[][] re, double[][] im, int columns) {
        if (workRe.length == 0 || workRe[0].length < columns) {
            workRe = new double[fft.size()][columns];
            workIm = new double[fft.size()][columns];
        }
        fft.transform(re, im, workRe, workIm, columns, fft.size());
        if ((fft.passes() & 1) == 1) {
            for (int k = 0; k < fft.size(); k++) {
                System.arraycopy(workRe[k], 0, re[k], 0, columns);
                System.arraycopy(workIm[k], 0, im[k], 0, columns);
            }
        }
    }
}
