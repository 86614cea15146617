package org.shearnet.net;

import java.util.Locale;

/** How a number is stored. */
public enum FloatFormat {
    FLOAT32(24, -126),
    FLOAT16(11, -14),
    BFLOAT16(8, -126);

    private final int bits;
    private final int leastExponent;

    /**
     * @param bits of the significand, the hidden one counted
     * @param leastExponent of a normal number
     */
    FloatFormat(int bits, int leastExponent) {
        this.bits = bits;
        this.leastExponent = leastExponent;
    }

    /** Distance between neighbouring numbers at a value. */
    public double ulp(double value) {
        int exponent = value == 0 ? leastExponent : Math.max(leastExponent, Math.getExponent(value));
        return Math.scalb(1.0, exponent - bits + 1);
    }

    /** Variance of the rounding of a value: that of a uniform distribution over one {@link #ulp}. */
    public double roundingVariance(double value) {
        double ulp = ulp(value);
        return ulp * ulp / 12;
    }

    /** The nearest number, ties to even; infinite beyond the largest. */
    public double round(double value) {
        if (!(Math.abs(value) < Double.POSITIVE_INFINITY)) {
            return value;
        }
        double ulp = ulp(value);
        double rounded = Math.rint(value / ulp) * ulp;
        return Math.abs(rounded) > largest() ? Math.copySign(Double.POSITIVE_INFINITY, value) : rounded;
    }

    private double largest() {
        return Math.scalb(2 - Math.scalb(1.0, 1 - bits), 1 - leastExponent);
    }

    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
