package org.shearnet.ngmix.response;

import org.shearnet.ngmix.moments.RowSum;
import org.shearnet.ngmix.observation.Jacobian;

/**
 * Wave numbers of half the Fourier plane where the windows of a set do not vanish, and sums over them. Columns k run from 0 to
 * {@code half}, rows l from -half to half; a wave number on the sky in units of 1 / scale is linear in both. Sums of its powers are
 * made of sums of x^j y^m, x = k / half, y = l / half, which go along whole rows of numbers.
 */
final class WindowGrid {

    /** Half the exponent at which a window ends: 8e-7 of its peak. */
    private static final double END = 14;

    /** Highest order of the sums. */
    static final int ORDER = 10;

    final int size;
    final int half;
    /** Last column and row at which each window does not vanish. */
    final int[] reach;
    /**
     * Values of the windows with their norm, [window][k][l + its reach]; twice for those that stand for their negatives, too, zero for
     * these negatives and beyond the window's end.
     */
    final double[][][] weight;

    private final Jacobian jacobian;
    private final double scale;
    /** Powers of x, [power][k]. */
    private final double[][] powersX = new double[ORDER + 1][];
    /** Powers of y for each window, [window][power][l + its reach]. */
    private final double[][][] powersY;
    /** {u by x, u by y, v by x, v by y}. */
    private final double[] toSky;
    /** Real and imaginary parts of the coefficients of x^j y^(order - j) in kappa^(order - q) conj(kappa)^q: [order][q][part][j]. */
    private final double[][][][] kappa = new double[ORDER + 1][][][];
    /** Scratch for the values of a window, [window][k][l + its reach]. */
    private final double[][][] values;

    /** Sums over the columns, [window][l + its reach]. */
    private final double[][] overColumns;

    /**
     * Lays it out.
     *
     * @param widths of the windows in units of the scale
     * @param size side of the padded image (pixels)
     * @param jacobian from pixels to the sky; its origin is not looked at
     * @param scale of the PSF (the sky's unit)
     */
    WindowGrid(double[] widths, int size, Jacobian jacobian, double scale) {
        this.size = size;
        this.jacobian = jacobian;
        this.scale = scale;
        // k_pixel = M^T k_sky
        double stretch = Math.max(
                        Math.hypot(jacobian.dvdrow(), jacobian.dudrow()),
                        Math.hypot(jacobian.dvdcol(), jacobian.dudcol()))
                / scale;
        int windows = widths.length;
        reach = new int[windows];
        for (int w = 0; w < windows; w++) {
            double end = Math.sqrt(2 * END) / widths[w];
            reach[w] = (int) Math.min((size - 1) / 2, Math.ceil(end * stretch * size / (2 * Math.PI)));
        }
        half = reach[0];
        double step = half * 2 * Math.PI / size * scale / jacobian.determinant();
        toSky = new double[] {
            jacobian.dvdrow() * step, -jacobian.dvdcol() * step, -jacobian.dudrow() * step, jacobian.dudcol() * step
        };
        weight = new double[windows][][];
        values = new double[windows][][];
        overColumns = new double[windows][];
        powersY = new double[windows][ORDER + 1][];
        double cell = scale * scale / jacobian.area() / ((double) size * size);
        for (int w = 0; w < windows; w++) {
            weight[w] = new double[reach[w] + 1][2 * reach[w] + 1];
            values[w] = new double[reach[w] + 1][2 * reach[w] + 1];
            overColumns[w] = new double[2 * reach[w] + 1];
            double s2 = widths[w] * widths[w];
            for (int k = 0; k <= reach[w]; k++) {
                for (int l = k == 0 ? 0 : -reach[w]; l <= reach[w]; l++) {
                    double half2 = 0.5 * s2 * square(k, l);
                    double pair = k == 0 && l == 0 ? 1 : 2;
                    weight[w][k][reach[w] + l] = half2 < END ? pair * cell * 2 * Math.PI * s2 * Math.exp(-half2) : 0;
                }
            }
            for (int power = 0; power <= ORDER; power++) {
                powersY[w][power] = powers(-reach[w], reach[w], power);
            }
        }
        for (int power = 0; power <= ORDER; power++) {
            powersX[power] = powers(0, half, power);
        }
        for (int order = 0; order <= ORDER; order++) {
            kappa[order] = new double[order / 2 + 1][][];
            for (int q = 0; 2 * q <= order; q++) {
                kappa[order][q] = coefficients(order - q, q);
            }
        }
    }

    private double square(int k, int l) {
        double x = (double) k / half;
        double y = (double) l / half;
        double u = toSky[0] * x + toSky[1] * y;
        double v = toSky[2] * x + toSky[3] * y;
        return u * u + v * v;
    }

    private double[] powers(int from, int to, int power) {
        double[] out = new double[to - from + 1];
        for (int k = from; k <= to; k++) {
            out[k - from] = Math.pow((double) k / half, power);
        }
        return out;
    }

    /** Of x^j y^(p + q - j) in kappa^p conj(kappa)^q, [part][j]. */
    private double[][] coefficients(int p, int q) {
        double[] re = {1};
        double[] im = {0};
        for (int factor = 0; factor < p + q; factor++) {
            double sign = factor < p ? 1 : -1;
            double[] nextRe = new double[re.length + 1];
            double[] nextIm = new double[re.length + 1];
            for (int j = 0; j < re.length; j++) {
                // times (u by x + i v by x) x + (u by y + i v by y) y
                nextRe[j + 1] += toSky[0] * re[j] - sign * toSky[2] * im[j];
                nextIm[j + 1] += toSky[0] * im[j] + sign * toSky[2] * re[j];
                nextRe[j] += toSky[1] * re[j] - sign * toSky[3] * im[j];
                nextIm[j] += toSky[1] * im[j] + sign * toSky[3] * re[j];
            }
            re = nextRe;
            im = nextIm;
        }
        return new double[][] {re, im};
    }

    /** Scratch for the values of a window. */
    double[][] values(int window) {
        return values[window];
    }

    /**
     * Sums x^j y^m times the values of a window.
     *
     * @param window number of the window
     * @param values [k][l + its reach]
     * @param first the lowest order j + m, of which every second one is summed
     * @param last the highest
     * @param out the sums, [j][m]
     */
    void sum(int window, double[][] values, int first, int last, double[][] out) {
        double[] sums = overColumns[window];
        for (int j = 0; j <= last; j++) {
            java.util.Arrays.fill(sums, 0);
            RowSum.add(powersX[j], values.length, values, 0, sums);
            for (int m = (first + j) % 2; j + m <= last; m += 2) {
                out[j][m] = dot(powersY[window][m], sums);
            }
        }
    }

    private static double dot(double[] a, double[] b) {
        double even = 0;
        double odd = 0;
        int i = 0;
        for (; i + 2 <= a.length; i += 2) {
            even += a[i] * b[i];
            odd += a[i + 1] * b[i + 1];
        }
        return i < a.length ? even + odd + a[i] * b[i] : even + odd;
    }

    /**
     * A part of the sum of kappa^p conj(kappa)^q, p at least q.
     *
     * @param part 0 for the real one, 1 for the imaginary one
     * @param sums of x^j y^m, [j][m]
     */
    double moment(int p, int q, int part, double[][] sums) {
        double[] factors = kappa[p + q][q][part];
        double sum = 0;
        for (int j = 0; j < factors.length; j++) {
            sum += factors[j] * sums[j][p + q - j];
        }
        return sum;
    }

    /**
     * Slopes and curvature on the sky from those along x and y.
     *
     * @param s gradient along x and y, curvature xx, xy, yy
     * @param factor by which they count
     * @param out gradient along u and v, curvature uu, uv, vv, to which they are added
     */
    void addOnSky(double[] s, double factor, double[] out) {
        double ux = toSky[0];
        double uy = toSky[1];
        double vx = toSky[2];
        double vy = toSky[3];
        out[0] += factor * (ux * s[0] + uy * s[1]);
        out[1] += factor * (vx * s[0] + vy * s[1]);
        out[2] += factor * (ux * ux * s[2] + 2 * ux * uy * s[3] + uy * uy * s[4]);
        out[3] += factor * (ux * vx * s[2] + (ux * vy + uy * vx) * s[3] + uy * vy * s[4]);
        out[4] += factor * (vx * vx * s[2] + 2 * vx * vy * s[3] + vy * vy * s[4]);
    }

    /** Powers of x, [k]. */
    double[] powersX(int power) {
        return powersX[power];
    }

    /** Powers of y over all rows, [l + half]. */
    double[] powersY(int power) {
        return powersY[0][power];
    }

    /**
     * Sets the phases exp(i k.x) of a place.
     *
     * @param col column from which the place counts (pixels)
     * @param row row from which it counts
     * @param atU place along u (units of the scale)
     * @param atV along v
     */
    void phases(double col, double row, double atU, double atV, Phases phases) {
        double pixel = 2 * Math.PI / size;
        double step = pixel * scale / jacobian.determinant();
        phases.set(
                pixel * col + step * (jacobian.dvdrow() * atU - jacobian.dudrow() * atV),
                pixel * row + step * (jacobian.dudcol() * atV - jacobian.dvdcol() * atU),
                half);
    }

    boolean isFor(int otherSize, Jacobian other, double otherScale) {
        return size == otherSize && scale == otherScale && jacobian.sameScaleAs(other);
    }

    double scale() {
        return scale;
    }
}
