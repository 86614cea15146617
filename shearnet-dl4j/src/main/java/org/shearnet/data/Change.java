package org.shearnet.data;

/**
 * One thing of a galaxy's stamp made a little different, to see how an answer responds.
 *
 * @param kind what
 * @param amount by how much: a shear (of the galaxy or the PSF, dimensionless) or a shift (pixels)
 */
public record Change(Kind kind, double amount) {

    /** The galaxy as it is. */
    public static final Change NONE = new Change(Kind.NONE, 0);

    /** What changes. */
    public enum Kind {
        NONE,
        /** The galaxy before the PSF is sheared along the x axis. */
        SHEAR_1,
        /** The galaxy before the PSF is sheared along the diagonal. */
        SHEAR_2,
        /** The galaxy moves along x. */
        SHIFT_X,
        /** The galaxy moves along y. */
        SHIFT_Y,
        /** The PSF is sheared along the x axis. */
        PSF_1,
        /** The PSF is sheared along the diagonal. */
        PSF_2
    }

    /** The same kind by the opposite amount. */
    public Change opposite() {
        return new Change(kind, -amount);
    }
}
