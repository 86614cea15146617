package org.shearnet.benchmark;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.shearnet.estimate.ShapeEstimate;

/** Turns estimates and truths into the numbers of {@link LevelSummary}. */
final class Summaries {

    private static final int RESAMPLES = 200;

    private Summaries() {}

    /**
     * Sums up one estimator at one noise level.
     *
     * @param noise pixel noise (counts)
     * @param study what matched pairs at this level say; null where none were run
     */
    static LevelSummary of(
            String method,
            double noise,
            List<GalaxyTruth> truths,
            ShapeEstimate[] estimates,
            RingStudy study,
            Timing timing) {
        RingBias rings = study == null ? RingBias.NONE : study.all();
        RingBias ringsInside = study == null ? RingBias.NONE : study.inStamp();
        Residuals all = residuals(truths, estimates, noise, false);
        Residuals inside = residuals(truths, estimates, noise, true);
        Map<String, Object> row = new HashMap<>();
        row.put("method", method);
        row.put("noise_sigma", noise);
        row.put("n", truths.size());
        row.put("n_failed", truths.size() - all.count());
        row.put("n_in_stamp", (int) truths.stream().filter(GalaxyTruth::inStamp).count());
        row.put("n_failed_in_stamp", (int) row.get("n_in_stamp") - inside.count());
        row.put("n_no_bound", (int)
                truths.stream().filter(t -> !Double.isFinite(t.sigmaG1())).count());
        row.put(
                "s2n_median",
                new Sample(truths.stream().mapToDouble(t -> t.s2n() / noise).toArray()).quantile(0.5));
        putWithErrors(row, all, "");
        row.put("crlb_rmse_g1", all.bound1());
        row.put("crlb_rmse_g2", all.bound2());
        row.put("van_trees_rmse", vanTrees(truths, noise));
        row.put("rmse_in_stamp", inside.rmse());
        row.put("crlb_in_stamp", inside.bound());
        putWithErrors(row, inside, "_in_stamp");
        put(row, "m1", rings.m1());
        put(row, "m2", rings.m2());
        put(row, "c1", rings.c1());
        put(row, "c2", rings.c2());
        put(row, "alpha1", rings.alpha1());
        put(row, "alpha2", rings.alpha2());
        put(row, "r1", rings.response1());
        put(row, "r2", rings.response2());
        put(row, "m1_in_stamp", ringsInside.m1());
        put(row, "m2_in_stamp", ringsInside.m2());
        put(row, "c1_in_stamp", ringsInside.c1());
        put(row, "c2_in_stamp", ringsInside.c2());
        row.put("rings_in_stamp", ringsInside.rings());
        row.put("rings", rings.rings());
        row.put("rings_dropped", rings.dropped());
        row.put("ms_per_galaxy", timing.wallMs());
        row.put("cpu_ms_per_galaxy", timing.cpuMs());
        return LevelSummary.of(column -> {
            Object value = row.get(column.getName());
            if (value == null) {
                throw new IllegalStateException("no value for the column " + column.getName());
            }
            return value;
        });
    }

    private static void putWithErrors(Map<String, Object> row, Residuals residuals, String suffix) {
        double[] values =
                residuals.statistics(IntStream.range(0, residuals.count()).toArray());
        double[] errors = residuals.count() < 2
                ? Arrays.stream(values).map(v -> Double.NaN).toArray()
                : Bootstrap.errors(residuals.count(), RESAMPLES, residuals.count(), residuals::statistics);
        for (int k = 0; k < values.length; k++) {
            row.put(Residuals.NAMES.get(k) + suffix, values[k]);
            row.put(Residuals.NAMES.get(k) + suffix + "_err", errors[k]);
        }
    }

    private static void put(Map<String, Object> row, String name, RingBias.Value value) {
        row.put(name, value.value());
        row.put(name + "_err", value.error());
    }

    private static Residuals residuals(
            List<GalaxyTruth> truths, ShapeEstimate[] estimates, double noise, boolean inStampOnly) {
        int[] kept = IntStream.range(0, estimates.length)
                .filter(i -> estimates[i].ok() && (!inStampOnly || truths.get(i).inStamp()))
                .toArray();
        ToDoubleFunction<GalaxyTruth> bound1 = t -> noise * t.sigmaG1();
        ToDoubleFunction<GalaxyTruth> bound2 = t -> noise * t.sigmaG2();
        return new Residuals(
                component(kept, truths, estimates, GalaxyTruth::g1, bound1, ShapeEstimate::g1, ShapeEstimate::g1Err),
                component(kept, truths, estimates, GalaxyTruth::g2, bound2, ShapeEstimate::g2, ShapeEstimate::g2Err));
    }

    private static Residuals.Component component(
            int[] kept,
            List<GalaxyTruth> truths,
            ShapeEstimate[] estimates,
            ToDoubleFunction<GalaxyTruth> truth,
            ToDoubleFunction<GalaxyTruth> bound,
            ToDoubleFunction<ShapeEstimate> estimate,
            ToDoubleFunction<ShapeEstimate> error) {
        return new Residuals.Component(
                Arrays.stream(kept)
                        .mapToDouble(i -> truth.applyAsDouble(truths.get(i)))
                        .toArray(),
                Arrays.stream(kept)
                        .mapToDouble(i -> estimate.applyAsDouble(estimates[i]))
                        .toArray(),
                Arrays.stream(kept)
                        .mapToDouble(i -> bound.applyAsDouble(truths.get(i)))
                        .toArray(),
                Arrays.stream(kept)
                        .mapToDouble(i -> error.applyAsDouble(estimates[i]))
                        .toArray());
    }

    /** Of all galaxies with a bound: a bound on the mean, whoever measures. */
    private static double vanTrees(List<GalaxyTruth> truths, double noise) {
        double prior = Math.pow(
                quadraticMean(
                        new Sample(truths.stream().mapToDouble(GalaxyTruth::g1).toArray()).sd(),
                        new Sample(truths.stream().mapToDouble(GalaxyTruth::g2).toArray()).sd()),
                2);
        return Math.sqrt(truths.stream()
                .filter(t -> Double.isFinite(t.sigmaG1()) && Double.isFinite(t.sigmaG2()))
                .mapToDouble(t -> {
                    double v1 = Math.pow(noise * t.sigmaG1(), 2);
                    double v2 = Math.pow(noise * t.sigmaG2(), 2);
                    return (1 / (1 / v1 + 1 / prior) + 1 / (1 / v2 + 1 / prior)) / 2;
                })
                .average()
                .orElse(Double.NaN));
    }

    static double quadraticMean(double a, double b) {
        return Math.sqrt((a * a + b * b) / 2);
    }
}
