package org.shearnet.study;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Noise levels as names of columns: {@code 1e-5}, {@code 2.5e-3}, {@code 50}. */
final class LevelName {

    private static final int DIGITS = 6;

    /** From here to {@link #LARGE} a level is written out. */
    private static final double SMALL = 0.1;

    private static final double LARGE = 1e5;

    private LevelName() {}

    static String of(double level) {
        BigDecimal value = new BigDecimal(level).round(new MathContext(DIGITS)).stripTrailingZeros();
        if (level >= SMALL && level < LARGE) {
            return value.toPlainString();
        }
        int exponent = value.precision() - value.scale() - 1;
        return value.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
    }

    static String of(double[] levels) {
        return Arrays.stream(levels).mapToObj(LevelName::of).collect(Collectors.joining(", "));
    }
}
