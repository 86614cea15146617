package org.shearnet.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.shearnet.estimate.ShapeEstimate;

/**
 * What one estimator said at one noise level, and the truth of it: what {@link Metrics} are computed from.
 *
 * @param noise pixel noise (counts)
 * @param all galaxies that it answered for
 * @param inside those well inside their stamps
 * @param rings what matched pairs say
 * @param ringsInside those of galaxies well inside their stamps
 */
record LevelSample(
        double noise,
        List<GalaxyTruth> truths,
        Measured all,
        Measured inside,
        RingBias rings,
        RingBias ringsInside,
        Timing timing) {

    private static final int RESAMPLES = 200;

    /**
     * Statistics of a sample, with bootstrap errors over galaxies.
     *
     * @param values of {@link Residuals#NAMES}
     * @param errors of the same
     */
    record Measured(Residuals residuals, double[] values, double[] errors) {

        static Measured of(Residuals residuals) {
            int n = residuals.count();
            double[] values = residuals.statistics(IntStream.range(0, n).toArray());
            double[] errors = n < 2
                    ? Arrays.stream(values).map(v -> Double.NaN).toArray()
                    : Bootstrap.errors(n, RESAMPLES, n, residuals::statistics);
            return new Measured(residuals, values, errors);
        }

        int count() {
            return residuals.count();
        }

        double value(String name) {
            return values[Residuals.NAMES.indexOf(name)];
        }

        double error(String name) {
            return errors[Residuals.NAMES.indexOf(name)];
        }
    }

    /** @param study what matched pairs at this level say; null where none were run */
    static LevelSample of(
            double noise, List<GalaxyTruth> truths, ShapeEstimate[] estimates, RingStudy study, Timing timing) {
        return new LevelSample(
                noise,
                truths,
                Measured.of(residuals(truths, estimates, noise, false)),
                Measured.of(residuals(truths, estimates, noise, true)),
                study == null ? RingBias.NONE : study.all(),
                study == null ? RingBias.NONE : study.inStamp(),
                timing);
    }

    /** Galaxies well inside their stamps. */
    int inStamp() {
        return (int) truths.stream().filter(GalaxyTruth::inStamp).count();
    }

    /** Galaxies without a bound. */
    int withoutBound() {
        return (int) truths.stream().filter(t -> !Double.isFinite(t.sigmaG1())).count();
    }

    /** Matched-filter signal to noise of the median galaxy. */
    double medianSignal() {
        return new Sample(truths.stream().mapToDouble(t -> t.s2n() / noise).toArray()).quantile(0.5);
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

    /**
     * Root of the mean of 1/(1/bound + 1/s0^2) over all galaxies with a bound, failed ones too, with the scatter s0 of the true
     * shears: a bound on the mean, whoever measures.
     */
    double vanTrees() {
        double prior = Math.pow(
                Residuals.quadraticMean(
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
}
