package org.shearnet.ngmix.response;

/** The moments of one galaxy, or why there are none. */
public final class Measured {

    private final int flags;
    private final Local local;
    private final double row;
    private final double col;
    private final double scale;

    Measured(int flags, Local local, double row, double col, double scale) {
        this.flags = flags;
        this.local = local;
        this.row = row;
        this.col = col;
        this.scale = scale;
    }

    static Measured failed(int flags) {
        return new Measured(flags, null, Double.NaN, Double.NaN, Double.NaN);
    }

    /** {@return sum of {@link org.shearnet.ngmix.Flag} bits, 0 for none} */
    public int flags() {
        return flags;
    }

    /** {@return whether there are moments} */
    public boolean isGood() {
        return flags == 0;
    }

    /** {@return row of the centroid (pixels)} */
    public double row() {
        return row;
    }

    /** {@return column of the centroid (pixels)} */
    public double col() {
        return col;
    }

    /** {@return the PSF's scale, in which windows are counted (arcsec)} */
    public double scale() {
        return scale;
    }

    /** {@return arithmetic of functions of these moments} */
    public Jets jets() {
        return new Jets(local);
    }
}
