package org.shearnet.galaxysim.fits;

import java.math.BigDecimal;

/**
 * What a table says of how a column's stored numbers are meant: value = TZERO + TSCAL stored, and TNULL for none (FITS standard
 * 4.0, section 7.3). Whole numbers shifted by a whole TZERO, as unsigned ones are stored, stay whole to the last digit.
 *
 * @param scale TSCAL
 * @param zero TZERO
 * @param none TNULL, or null
 */
record ColumnScaling(double scale, BigDecimal zero, Long none) {

    /** A shift that takes no stored number of up to 32 bits out of 64. */
    private static final BigDecimal LARGEST_SHIFT = BigDecimal.valueOf(1L << 62);

    /**
     * The scaling of a column.
     *
     * @param number of the column, from 1
     * @throws BadDataException where a card holds no number, or TSCAL is 0
     */
    static ColumnScaling of(FitsHeader header, int number) {
        BigDecimal scale = card(header, "TSCAL" + number, BigDecimal.ONE);
        if (scale.signum() == 0) {
            throw new BadDataException("TSCAL" + number + " is 0, which leaves nothing of column " + number);
        }
        BigDecimal none = card(header, "TNULL" + number, null);
        return new ColumnScaling(
                scale.doubleValue(),
                card(header, "TZERO" + number, BigDecimal.ZERO),
                none == null ? null : none.longValue());
    }

    private static BigDecimal card(FitsHeader header, String key, BigDecimal otherwise) {
        String text = header.text(key);
        try {
            return text == null ? otherwise : new BigDecimal(text.strip().replace('D', 'E'));
        } catch (NumberFormatException e) {
            throw new BadDataException(key + " must be a number, not '" + text + "'", e);
        }
    }

    /** Whether stored numbers of a kind stay whole, TNULL's and those beyond 64 bits aside. */
    boolean keepsWhole(Class<?> kind) {
        boolean isWhole = kind == long.class || kind == int.class || kind == short.class || kind == byte.class;
        return isWhole && scale == 1 && zero.stripTrailingZeros().scale() <= 0;
    }

    /** Whether all stored numbers of a kind are whole numbers of 64 bits, whatever they are. */
    boolean alwaysWhole(Class<?> kind) {
        boolean fits = zero.signum() == 0 || kind != long.class && zero.abs().compareTo(LARGEST_SHIFT) <= 0;
        return keepsWhole(kind) && none == null && fits;
    }

    /** Whether a stored number is a whole number of 64 bits. */
    boolean isWhole(Number stored) {
        if (isNull(stored)) {
            return false;
        }
        try {
            whole(stored);
            return true;
        } catch (ArithmeticException e) {
            return false;
        }
    }

    /** The value of a whole number. */
    long whole(Number stored) {
        return zero.signum() == 0
                ? stored.longValue()
                : zero.add(BigDecimal.valueOf(stored.longValue())).longValueExact();
    }

    /** The value, NaN where there is none. */
    double real(Number stored) {
        boolean isReal = stored instanceof Double || stored instanceof Float;
        if (!isReal && isNull(stored)) {
            return Double.NaN;
        }
        double scaled = scale * stored.doubleValue();
        return zero.signum() == 0 ? scaled : zero.doubleValue() + scaled; // 0 added to -0.0 is 0.0
    }

    private boolean isNull(Number stored) {
        return none != null && stored.longValue() == none;
    }
}
