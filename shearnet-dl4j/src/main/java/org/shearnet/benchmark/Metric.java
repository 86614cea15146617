package org.shearnet.benchmark;

import java.util.function.ToDoubleFunction;

/**
 * A number that a benchmark gives of an estimator at a noise level.
 *
 * @param place in {@link Metrics#ALL}
 * @param name of its column
 * @param unit empty for none
 * @param meaning in a line
 * @param isWhole whether it is a count
 * @param function computes it
 */
public record Metric(
        int place, String name, String unit, String meaning, boolean isWhole, ToDoubleFunction<LevelSample> function) {

    /** The value as it stands in a CSV. */
    public String csv(double value) {
        return Double.isNaN(value) ? "nan" : isWhole ? Long.toString((long) value) : Double.toString(value);
    }
}
