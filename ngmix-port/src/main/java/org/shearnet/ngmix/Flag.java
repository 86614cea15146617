package org.shearnet.ngmix;

import java.util.ArrayList;
import java.util.List;

/** What can go wrong with a measurement; a result's {@code flags} is the sum of the bits, 0 for none. */
public enum Flag {
    /** Nothing was tried. */
    NO_ATTEMPT(0),
    /** The centre left the stamp, or moved further than allowed. */
    CENTRE_SHIFT(1),
    /** The flux is not positive where a ratio needs it. */
    NONPOSITIVE_FLUX(2),
    /** The size T is not positive. */
    NONPOSITIVE_SIZE(3),
    /** The determinant of a moment matrix is too low. */
    LOW_DETERMINANT(4),
    /** The iterations ran out before convergence. */
    MAX_ITERATIONS(5),
    /** A variance is not positive. */
    NONPOSITIVE_VARIANCE(6),
    /** Parameters outside the model's range. */
    OUT_OF_RANGE(7),
    /** The variance of a shape is not positive. */
    NONPOSITIVE_SHAPE_VARIANCE(8),
    /** The normal matrix is singular: some parameter is not constrained by the pixels. */
    SINGULAR_MATRIX(9),
    /** The objective is not finite. */
    NOT_FINITE(12),
    /** A division by zero. */
    DIVISION_BY_ZERO(14),
    /** No more pixels than parameters. */
    NO_DEGREES_OF_FREEDOM(15),
    /** Pixels that are not finite under a positive weight, bad weights, or no usable pixel at all. */
    BAD_PIXELS(16),
    /** The PSF could not be measured, or there is none. */
    PSF_FAILED(17),
    /** The best fit lies on the bound of the parameters, |g| = 1, T = 0 or a size beyond the stamp. */
    AT_BOUND(18),
    /** One of the metacalibration images could not be made or measured. */
    METACAL_FAILED(19);

    private final int bit;

    Flag(int position) {
        bit = 1 << position;
    }

    /** {@return this flag's bit} */
    public int bit() {
        return bit;
    }

    /**
     * {@return true where {@code flags} holds this flag}
     *
     * @param flags sum of bits
     */
    public boolean in(int flags) {
        return (flags & bit) != 0;
    }

    /**
     * {@return the flags in a sum, in the order of their bits}
     *
     * @param flags sum of bits
     */
    public static List<Flag> of(int flags) {
        List<Flag> out = new ArrayList<>();
        for (Flag flag : values()) {
            if (flag.in(flags)) {
                out.add(flag);
            }
        }
        return out;
    }

    /**
     * {@return the names of the flags in a sum, for headers and logs: {@code "MAX_ITERATIONS|AT_BOUND"}, or {@code
     * "OK"}}
     *
     * @param flags sum of bits
     */
    public static String names(int flags) {
        if (flags == 0) {
            return "OK";
        }
        return String.join("|", of(flags).stream().map(Flag::name).toList());
    }
}
