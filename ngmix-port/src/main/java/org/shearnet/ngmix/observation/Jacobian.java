package org.shearnet.ngmix.observation;

/**
 * Linear map from pixels to the tangent plane: (v, u) = M (row - row0, col - col0), in arcsec.
 *
 * <p>Rows run along y, columns along x; without a rotation v is up and u is right. The origin (row0, col0), zero-based
 * with pixel centres at integers, is where (v, u) = (0, 0).
 *
 * @param row0 row of the origin (pixels)
 * @param col0 column of the origin (pixels)
 * @param dvdrow change of v for one row (arcsec/pixel)
 * @param dvdcol change of v for one column (arcsec/pixel)
 * @param dudrow change of u for one row (arcsec/pixel)
 * @param dudcol change of u for one column (arcsec/pixel)
 */
public record Jacobian(double row0, double col0, double dvdrow, double dvdcol, double dudrow, double dudcol) {

    /**
     * Rejects maps that are not finite or not invertible.
     *
     * @param row0 row of the origin (pixels)
     * @param col0 column of the origin (pixels)
     * @param dvdrow change of v for one row (arcsec/pixel)
     * @param dvdcol change of v for one column (arcsec/pixel)
     * @param dudrow change of u for one row (arcsec/pixel)
     * @param dudcol change of u for one column (arcsec/pixel)
     */
    public Jacobian {
        double sum = row0 + col0 + dvdrow + dvdcol + dudrow + dudcol;
        if (Double.isNaN(sum) || Double.isInfinite(sum)) {
            throw new IllegalArgumentException("a Jacobian of finite numbers is needed");
        }
        if (dvdrow * dudcol - dvdcol * dudrow == 0) {
            throw new IllegalArgumentException("the Jacobian is singular: its determinant is 0");
        }
    }

    /**
     * {@return square pixels of {@code scale} arcsec, rows along v, columns along u}
     *
     * @param row0 row of the origin
     * @param col0 its column
     * @param scale side of a pixel (arcsec)
     */
    public static Jacobian diagonal(double row0, double col0, double scale) {
        return new Jacobian(row0, col0, scale, 0, 0, scale);
    }

    /**
     * {@return square pixels of {@code scale} arcsec with the origin in the middle of a stamp}
     *
     * @param ny rows
     * @param nx columns
     * @param scale side of a pixel (arcsec)
     */
    public static Jacobian centred(int ny, int nx, double scale) {
        return diagonal((ny - 1) / 2.0, (nx - 1) / 2.0, scale);
    }

    /** {@return determinant of the map (arcsec^2); negative where the map flips parity} */
    public double determinant() {
        return dvdrow * dudcol - dvdcol * dudrow;
    }

    /** {@return area of a pixel (arcsec^2)} */
    public double area() {
        return Math.abs(determinant());
    }

    /** {@return side of the square of a pixel's area (arcsec)} */
    public double scale() {
        return Math.sqrt(area());
    }

    /**
     * {@return v of a position (arcsec)}
     *
     * @param row row
     * @param col column
     */
    public double v(double row, double col) {
        return dvdrow * (row - row0) + dvdcol * (col - col0);
    }

    /**
     * {@return u of a position (arcsec)}
     *
     * @param row row
     * @param col column
     */
    public double u(double row, double col) {
        return dudrow * (row - row0) + dudcol * (col - col0);
    }

    /**
     * {@return row of a sky position}
     *
     * @param v along rows (arcsec)
     * @param u along columns (arcsec)
     */
    public double row(double v, double u) {
        return row0 + (dudcol * v - dvdcol * u) / determinant();
    }

    /**
     * {@return column of a sky position}
     *
     * @param v along rows (arcsec)
     * @param u along columns (arcsec)
     */
    public double col(double v, double u) {
        return col0 + (dvdrow * u - dudrow * v) / determinant();
    }

    /**
     * {@return the same map about another origin}
     *
     * @param row row
     * @param col column
     */
    public Jacobian withOrigin(double row, double col) {
        return new Jacobian(row, col, dvdrow, dvdcol, dudrow, dudcol);
    }

    /**
     * {@return true where the linear parts agree exactly}
     *
     * @param other the other map
     */
    public boolean sameScaleAs(Jacobian other) {
        return dvdrow == other.dvdrow && dvdcol == other.dvdcol && dudrow == other.dudrow && dudcol == other.dudcol;
    }
}
