package org.shearnet.ngmix.response;

import java.util.Arrays;
import org.shearnet.ngmix.observation.Jacobian;

/**
 * Wave numbers of half the Fourier plane where the windows of a set do not vanish: those of the widest window first, so that each
 * window's are the first of all.
 */
final class WindowGrid {

    /** Half the exponent at which a window ends: 8e-7 of its peak. */
    private static final double END = 14;

    final int size;
    final int half;
    /** How many wave numbers each window has. */
    final int[] count;

    final int[] column;
    final int[] row;
    /** Wave numbers on the sky in units of 1 / scale. */
    final double[] u;

    final double[] v;
    /** Values of the windows with their norm, [window][wave number]; twice for those that stand for their negatives, too. */
    final double[][] weight;

    private final double[] widths;
    private final Jacobian jacobian;
    private final double scale;

    /**
     * Lays it out.
     *
     * @param widths of the windows in units of the scale
     * @param size side of the padded image (pixels)
     * @param jacobian from pixels to the sky; its origin is not looked at
     * @param scale of the PSF (the sky's unit)
     */
    WindowGrid(double[] widths, int size, Jacobian jacobian, double scale) {
        this.widths = widths.clone();
        this.size = size;
        this.jacobian = jacobian;
        this.scale = scale;
        // k_pixel = M^T k_sky
        double stretch = Math.max(
                        Math.hypot(jacobian.dvdrow(), jacobian.dudrow()),
                        Math.hypot(jacobian.dvdcol(), jacobian.dudcol()))
                / scale;
        double end = Math.sqrt(2 * END) / widths[0];
        half = (int) Math.min((size - 1) / 2, Math.ceil(end * stretch * size / (2 * Math.PI)));
        int windows = widths.length;
        double[] squares = new double[windows];
        for (int w = 0; w < windows; w++) {
            squares[w] = 2 * END / (widths[w] * widths[w]);
        }
        double step = 2 * Math.PI / size * scale / jacobian.determinant();
        double uByColumn = jacobian.dvdrow() * step;
        double uByRow = -jacobian.dvdcol() * step;
        double vByColumn = -jacobian.dudrow() * step;
        double vByRow = jacobian.dudcol() * step;
        int most = (half + 1) * (2 * half + 1);
        int[] class0 = new int[most];
        count = new int[windows];
        int[] from = new int[windows + 1];
        for (int k = 0, i = 0; k <= half; k++) {
            for (int l = -half; l <= half; l++, i++) {
                double ku = uByColumn * k + uByRow * l;
                double kv = vByColumn * k + vByRow * l;
                double k2 = ku * ku + kv * kv;
                int w = windows - 1;
                while (w >= 0 && k2 >= squares[w]) {
                    w--;
                }
                // of a column k = 0 the negatives are in the grid themselves
                class0[i] = k == 0 && l < 0 ? -1 : w;
                if (class0[i] >= 0) {
                    from[windows - 1 - w + 1]++;
                }
            }
        }
        for (int c = 0; c < windows; c++) {
            from[c + 1] += from[c];
            count[windows - 1 - c] = from[c + 1];
        }
        int points = from[windows];
        column = new int[points];
        row = new int[points];
        u = new double[points];
        v = new double[points];
        weight = new double[windows][];
        for (int w = 0; w < windows; w++) {
            weight[w] = new double[count[w]];
        }
        int[] next = Arrays.copyOf(from, windows);
        double cell = scale * scale / jacobian.area() / ((double) size * size);
        for (int k = 0, i = 0; k <= half; k++) {
            for (int l = -half; l <= half; l++, i++) {
                if (class0[i] < 0) {
                    continue;
                }
                int at = next[windows - 1 - class0[i]]++;
                column[at] = k;
                row[at] = l;
                u[at] = uByColumn * k + uByRow * l;
                v[at] = vByColumn * k + vByRow * l;
                double k2 = u[at] * u[at] + v[at] * v[at];
                double pair = k == 0 && l == 0 ? 1 : 2;
                for (int w = class0[i]; w >= 0; w--) {
                    double s2 = widths[w] * widths[w];
                    weight[w][at] = pair * cell * 2 * Math.PI * s2 * Math.exp(-0.5 * s2 * k2);
                }
            }
        }
    }

    /** Sets the phases exp(i k.x) of a place (units of the scale). */
    void phases(double atU, double atV, Phases phases) {
        double step = 2 * Math.PI / size * scale / jacobian.determinant();
        phases.set(
                step * (jacobian.dvdrow() * atU - jacobian.dudrow() * atV),
                step * (jacobian.dudcol() * atV - jacobian.dvdcol() * atU),
                half);
    }

    boolean isFor(int otherSize, Jacobian other, double otherScale) {
        return size == otherSize && scale == otherScale && jacobian.sameScaleAs(other);
    }

    double scale() {
        return scale;
    }
}
