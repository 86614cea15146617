package org.shearnet.galaxysim.profile;

import java.util.Arrays;

/**
 * Transform of a {@link SampledProfile} along rows of a grid in k: interpolated across the rows of its own grid first, then along
 * the line. Holds buffers: one object a thread.
 */
public final class SampledRows {

    private static final int TAPS = 6;

    private final SampledTransform transform;
    private final Interpolant interpolant;
    private final double scale;
    private final double perStep;
    private final int[] first;
    private final double[][] weights;
    private final double[] lineRe;
    private final double[] lineIm;

    SampledRows(SampledTransform transform, Interpolant interpolant, double factor, double scale, double[] kx) {
        this.transform = transform;
        this.interpolant = interpolant;
        this.scale = scale;
        perStep = scale * transform.size() / (2 * Math.PI);
        first = new int[kx.length];
        weights = new double[kx.length][TAPS];
        for (int i = 0; i < kx.length; i++) {
            double u = kx[i] * perStep;
            int left = (int) Math.floor(u) - 2;
            double window = factor * interpolant.transform(kx[i] * scale);
            first[i] = left + SampledTransform.PAD;
            for (int m = 0; m < TAPS; m++) {
                weights[i][m] = window * Interpolant.QUINTIC.value(u - left - m);
            }
        }
        lineRe = new double[transform.width()];
        lineIm = new double[transform.width()];
    }

    /**
     * Multiplies values of a row.
     *
     * @param ky of the row
     * @param n number of columns from the first
     * @param re real parts
     * @param im imaginary parts, overwritten where there are none
     * @param complex whether there are
     */
    public void multiply(double ky, int n, double[] re, double[] im, boolean complex) {
        double v = ky * perStep;
        int low = (int) Math.floor(v) - 2;
        double window = interpolant.transform(ky * scale);
        Arrays.fill(lineRe, 0);
        Arrays.fill(lineIm, 0);
        for (int j = 0; j < TAPS; j++) {
            double w = window * transform.sign(low + j) * Interpolant.QUINTIC.value(v - low - j);
            double[][] row = transform.rowOf(low + j);
            SampledTransform.add(lineRe, row[0], w);
            SampledTransform.add(lineIm, row[1], w);
        }
        for (int i = 0; i < n; i++) {
            double[] w = weights[i];
            int at = first[i];
            double fr = w[0] * lineRe[at]
                    + w[1] * lineRe[at + 1]
                    + w[2] * lineRe[at + 2]
                    + (w[3] * lineRe[at + 3] + w[4] * lineRe[at + 4] + w[5] * lineRe[at + 5]);
            double fi = w[0] * lineIm[at]
                    + w[1] * lineIm[at + 1]
                    + w[2] * lineIm[at + 2]
                    + (w[3] * lineIm[at + 3] + w[4] * lineIm[at + 4] + w[5] * lineIm[at + 5]);
            double x = re[i];
            double y = complex ? im[i] : 0;
            re[i] = x * fr - y * fi;
            im[i] = x * fi + y * fr;
        }
    }
}
