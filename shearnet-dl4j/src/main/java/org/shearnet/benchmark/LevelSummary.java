package org.shearnet.benchmark;

/**
 * One estimator at one noise level.
 *
 * @param method the estimator's label
 * @param values of {@link Metrics#ALL}, in its order
 */
public record LevelSummary(String method, double[] values) {

    /** All metrics of a sample. */
    static LevelSummary of(String method, LevelSample sample) {
        return new LevelSummary(
                method,
                Metrics.ALL.stream()
                        .mapToDouble(metric -> metric.function().applyAsDouble(sample))
                        .toArray());
    }

    /** The value of a metric, NaN where there is none. */
    public double get(Metric metric) {
        return values[metric.place()];
    }

    /** The value of a count. */
    public int count(Metric metric) {
        return (int) get(metric);
    }
}
