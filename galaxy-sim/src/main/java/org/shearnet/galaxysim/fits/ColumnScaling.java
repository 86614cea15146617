package org.shearnet.galaxysim.fits;

import java.math.BigDecimal;
import java.util.Arrays;

/**
 * What a table says of how a column's stored numbers are meant: value = TZERO + TSCAL stored, and TNULL for none (FITS standard
 * 4.0, section 7.3). Whole numbers shifted by a whole TZERO, as unsigned ones are stored, stay whole to the last digit.
 *
 * @param scale TSCAL
 * @param zero TZERO
 * @param none TNULL, or null
 */
record ColumnScaling(double scale, BigDecimal zero, Long none) {

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

    /** The values as whole numbers; null where one is not whole, is missing, or does not fit into 64 bits. */
    long[] whole(Object[] stored) {
        if (scale != 1 || zero.stripTrailingZeros().scale() > 0) {
            return null;
        }
        boolean shifted = zero.signum() != 0;
        long[] out = new long[stored.length];
        for (int i = 0; i < out.length; i++) {
            boolean isWhole = stored[i] instanceof Long || stored[i] instanceof Integer || stored[i] instanceof Short;
            if (!isWhole || isNull(stored[i])) {
                return null;
            }
            long value = ((Number) stored[i]).longValue();
            try {
                out[i] = shifted ? zero.add(BigDecimal.valueOf(value)).longValueExact() : value;
            } catch (ArithmeticException e) {
                return null;
            }
        }
        return out;
    }

    /** The values as numbers, NaN where there is none; true counts as 1, false as 0. */
    double[] real(Object[] stored) {
        return Arrays.stream(stored).mapToDouble(this::real).toArray();
    }

    private double real(Object value) {
        if (value instanceof Number number) {
            boolean isReal = value instanceof Double || value instanceof Float;
            return !isReal && isNull(value) ? Double.NaN : zero.doubleValue() + scale * number.doubleValue();
        }
        return Boolean.TRUE.equals(value) ? 1 : 0;
    }

    private boolean isNull(Object value) {
        return none != null && ((Number) value).longValue() == none;
    }
}
