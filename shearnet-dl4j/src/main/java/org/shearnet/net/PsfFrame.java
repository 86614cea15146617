package org.shearnet.net;

import org.shearnet.galaxysim.profile.Interpolant;
import org.shearnet.net.engine.Shape;

/**
 * Brings a PSF image of any size into the frame that a graph has for it, centre on centre: cut or padded with zeros; where
 * one has an odd and the other an even number of pixels, so that the centres lie half a pixel apart, interpolated.
 */
final class PsfFrame {

    private static final Interpolant BETWEEN = Interpolant.LANCZOS5;

    private PsfFrame() {}

    /**
     * The image in the frame.
     *
     * @param psf [ny * nx]; returned as it is where it has the frame's size
     */
    static double[] fit(double[] psf, Shape from, Shape to) {
        if (psf == null || from.equals(to)) {
            return psf;
        }
        double[] rows = new double[from.height() * to.width()];
        for (int y = 0; y < from.height(); y++) {
            line(psf, y * from.width(), 1, from.width(), rows, y * to.width(), 1, to.width());
        }
        double[] out = new double[to.height() * to.width()];
        for (int x = 0; x < to.width(); x++) {
            line(rows, x, to.width(), from.height(), out, x, to.width(), to.height());
        }
        return out;
    }

    private static void line(
            double[] in, int at, int stride, int length, double[] out, int outAt, int outStride, int outLength) {
        boolean between = (length - outLength) % 2 != 0;
        for (int k = 0; k < outLength; k++) {
            double position = k - 0.5 * (outLength - 1) + 0.5 * (length - 1);
            int near = (int) Math.floor(position);
            double value = 0;
            double weights = 0;
            int reach = between ? BETWEEN.reach() : 0;
            for (int j = near - Math.max(0, reach - 1); j <= near + reach; j++) {
                double weight = between ? BETWEEN.value(position - j) : 1;
                weights += weight;
                if (j >= 0 && j < length) {
                    value += weight * in[at + j * stride];
                }
            }
            out[outAt + k * outStride] = value / weights;
        }
    }
}
