package org.shearnet.ngmix.gmix;

import org.shearnet.ngmix.observation.Jacobian;

/**
 * Evaluates exp(-chi^2/2) of one elliptical Gaussian on a pixel grid, one row after the other.
 *
 * <p>Within a column the exponent is quadratic in the row, so the next row is the present one times a ratio, and the
 * next ratio the present one times a constant: two multiplications a pixel, on contiguous arrays, and no exponential.
 * Rows are started afresh every {@value #RESTART} rows, which keeps the relative error below 1e-12. Only the bounding
 * box of chi^2 &lt; {@value #MAX_CHI2}, or another limit, is visited; what lies outside is below 1e-15 of the peak.
 *
 * <p>Use: {@link #place}, then for each row {@link #enter}, read {@link #value()} at columns {@link #firstColumn()} to
 * {@link #endColumn()} and move on by {@code value[x] *= ratio[x]; ratio[x] *= q} in the caller's own loop.
 *
 * <p>Implementation note: a Gaussian so thin and oblique that the corner of its box underflows is computed pixel by
 * pixel. Holds buffers: one object a thread.
 */
public final class GaussianSweep {
    /** Gaussians are cut where chi^2 exceeds this. */
    public static final double MAX_CHI2 = 72;

    private static final int RESTART = 32;
    private static final int LONGEST_RECURRENCE = 64;
    private static final double DEEPEST_EXPONENT = 600;

    private final double maxChi2;
    private double[] value = new double[0];
    private double[] ratio = new double[0];
    private double q;
    private int x0;
    private int x1;
    private int y0;
    private int y1;
    private int nextRow;
    private int started;
    private boolean thin;
    // exponent = -(a dr^2 + 2 b dr dc + c dc^2), in pixels from the centre
    private double a;
    private double b;
    private double c;
    private double row;
    private double col;

    /** A sweep cut where chi^2 exceeds {@link #MAX_CHI2}. */
    public GaussianSweep() {
        this(MAX_CHI2);
    }

    /**
     * A sweep cut where chi^2 exceeds another limit: exp(-limit/2) of the peak is what may be missing.
     *
     * @param maxChi2 chi^2 beyond which a Gaussian counts as 0
     */
    public GaussianSweep(double maxChi2) {
        this.maxChi2 = maxChi2;
    }

    /**
     * Sets the Gaussian.
     *
     * @param ny rows
     * @param nx columns
     * @param j map from pixels to the sky
     * @param v centre (arcsec), v
     * @param u centre (arcsec), u
     * @param vv covariance (arcsec^2)
     * @param vu covariance (arcsec^2)
     * @param uu covariance (arcsec^2)
     * @return false where the covariance is not positive definite or not finite
     */
    public boolean place(int ny, int nx, Jacobian j, double v, double u, double vv, double vu, double uu) {
        double det = vv * uu - vu * vu;
        if (!(det > 0) || !(vv > 0) || !(det <= Double.MAX_VALUE) || !(Math.abs(v) + Math.abs(u) < 1e100)) {
            return false;
        }
        double qvv = uu / det;
        double qvu = -vu / det;
        double quu = vv / det;
        double h = 0.5;
        a = h * (qvv * j.dvdrow() * j.dvdrow() + 2 * qvu * j.dvdrow() * j.dudrow() + quu * j.dudrow() * j.dudrow());
        c = h * (qvv * j.dvdcol() * j.dvdcol() + 2 * qvu * j.dvdcol() * j.dudcol() + quu * j.dudcol() * j.dudcol());
        b = h
                * (qvv * j.dvdrow() * j.dvdcol()
                        + qvu * (j.dvdrow() * j.dudcol() + j.dvdcol() * j.dudrow())
                        + quu * j.dudrow() * j.dudcol());
        double pixelDet = a * c - b * b;
        if (!(pixelDet > 0) || !(a + c <= Double.MAX_VALUE)) {
            return false;
        }
        row = j.row(v, u);
        col = j.col(v, u);
        double halfRows = Math.sqrt(0.5 * maxChi2 * c / pixelDet);
        double halfCols = Math.sqrt(0.5 * maxChi2 * a / pixelDet);
        y0 = (int) Math.max(0, Math.ceil(row - halfRows));
        y1 = (int) Math.min(ny, Math.floor(row + halfRows) + 1);
        x0 = (int) Math.max(0, Math.ceil(col - halfCols));
        x1 = (int) Math.min(nx, Math.floor(col + halfCols) + 1);
        if (y1 <= y0 || x1 <= x0) {
            y1 = y0;
            x1 = x0;
        }
        double corner = maxChi2 / (1 - Math.abs(b) / Math.sqrt(a * c));
        thin = !(corner < DEEPEST_EXPONENT);
        q = thin ? 1 : Math.exp(-2 * a);
        if (value.length < nx) {
            value = new double[nx];
            ratio = new double[nx];
        }
        nextRow = -1;
        return true;
    }

    /**
     * Makes {@link #value()} hold a row.
     *
     * @param y the row after the last one entered, or any row to start with
     * @return false where the Gaussian does not reach the row
     */
    public boolean enter(int y) {
        if (y < y0 || y >= y1) {
            return false;
        }
        if (thin) {
            fillPixelByPixel(y);
        } else if (y != nextRow || y - started >= RESTART) {
            start(y);
        }
        nextRow = y + 1;
        return true;
    }

    private void start(int y) {
        started = y;
        double dr = y - row;
        if (x1 - x0 > LONGEST_RECURRENCE) {
            for (int x = x0; x < x1; x++) {
                double dc = x - col;
                value[x] = Math.exp(-(a * dr * dr + (2 * b * dr + c * dc) * dc));
                ratio[x] = Math.exp(-(a * (2 * dr + 1) + 2 * b * dc));
            }
            return;
        }
        int top = (int) Math.min(x1 - 1.0, Math.max(x0, Math.rint(col - b * dr / c)));
        double dc = top - col;
        double e = Math.exp(-(a * dr * dr + (2 * b * dr + c * dc) * dc));
        double step = Math.exp(-2 * c);
        double right = Math.exp(-(c * (2 * dc + 1) + 2 * b * dr));
        double left = Math.exp(-(c * (1 - 2 * dc) - 2 * b * dr));
        value[top] = e;
        double f = e;
        for (int x = top + 1; x < x1; x++) {
            f *= right;
            right *= step;
            value[x] = f;
        }
        f = e;
        for (int x = top - 1; x >= x0; x--) {
            f *= left;
            left *= step;
            value[x] = f;
        }
        double across = Math.exp(-2 * b);
        double g = Math.exp(-(a * (2 * dr + 1) + 2 * b * (x0 - col)));
        for (int x = x0; x < x1; x++) {
            ratio[x] = g;
            g *= across;
        }
    }

    private void fillPixelByPixel(int y) {
        double dr = y - row;
        for (int x = x0; x < x1; x++) {
            double dc = x - col;
            double s = a * dr * dr + (2 * b * dr + c * dc) * dc;
            value[x] = s < 0.5 * maxChi2 ? Math.exp(-s) : 0;
            ratio[x] = 1;
        }
    }

    /** {@return exp(-chi^2/2) of the row entered last, by column} */
    public double[] value() {
        return value;
    }

    /** {@return what the value of the next row is divided by that of this one, by column} */
    public double[] ratio() {
        return ratio;
    }

    /** {@return what the next ratio is divided by this one} */
    public double q() {
        return q;
    }

    /** {@return first column of the box} */
    public int firstColumn() {
        return x0;
    }

    /** {@return the column after the last one of the box} */
    public int endColumn() {
        return x1;
    }

    /** {@return first row of the box} */
    public int firstRow() {
        return y0;
    }

    /** {@return the row after the last one of the box} */
    public int endRow() {
        return y1;
    }
}
