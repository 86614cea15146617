package org.shearnet.config;

import java.util.Arrays;

/**
 * The noise levels of a benchmark, lowest noise first.
 *
 * @param unit what the values are
 * @param values pixel noise (counts), ascending; or signal to noise of the median galaxy, descending
 */
public record NoiseLevels(Unit unit, double[] values) {

    /** What a level is given in. */
    public enum Unit {
        /** Standard deviation of a pixel (counts). */
        SIGMA,
        /** Matched-filter signal to noise of the population's median galaxy. */
        S2N
    }

    private static final int DIGITS = 3;

    public NoiseLevels {
        values = values.clone();
        Arrays.sort(values);
        if (unit == Unit.S2N) {
            for (int i = 0; i < values.length / 2; i++) {
                double other = values[values.length - 1 - i];
                values[values.length - 1 - i] = values[i];
                values[i] = other;
            }
        }
    }

    @Override
    public double[] values() {
        return values.clone();
    }

    /**
     * A level as pixel noise, from S/N rounded to three digits.
     *
     * @param value in this list's unit
     * @param medianSignal signal to noise of the median galaxy at pixel noise 1
     */
    public double sigma(double value, double medianSignal) {
        if (unit == Unit.SIGMA) {
            return value;
        }
        double sigma = medianSignal / value;
        return new java.math.BigDecimal(sigma)
                .round(new java.math.MathContext(DIGITS))
                .doubleValue();
    }
}
