package org.shearnet.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import org.shearnet.config.BenchmarkOptions;
import org.shearnet.estimate.ShapeEstimate;
import org.shearnet.estimate.ShearEstimator;
import org.shearnet.estimate.Stamps;
import org.shearnet.galaxysim.scene.Scene;

/**
 * Measures estimators on the same held-out galaxies at every noise level, all with the same pixels, PSF and noise
 * field. Memory holds one batch of images at a time.
 */
public final class Benchmark {

    private static final int BATCH = 1000;

    private final Scene scene;
    private final BenchmarkOptions options;
    private final List<ShearEstimator> estimators;
    private final int threads;
    private final LongConsumer progress;
    private final MeasurementStore store;

    /**
     * Prepares a benchmark.
     *
     * @param progress is told how many more measurements of {@link #steps()} are done, from any thread
     * @param store keeps and finds again what was measured
     */
    public Benchmark(
            Scene scene,
            BenchmarkOptions options,
            List<ShearEstimator> estimators,
            int threads,
            LongConsumer progress,
            MeasurementStore store) {
        this.scene = scene;
        this.options = options;
        this.estimators = List.copyOf(estimators);
        this.threads = threads;
        this.progress = progress;
        this.store = store;
    }

    /** How many measurements there are to do. */
    public long steps() {
        return options.galaxies() * (1L + (long) estimators.size() * options.noiseSigma().length)
                + Rings.steps(options) * estimators.size();
    }

    /** Runs it. */
    public BenchmarkResult run() {
        double[] levels = options.noiseSigma();
        int n = options.galaxies();
        List<GalaxyTruth> truths = new ArrayList<>(n);
        List<BenchmarkResult.SampleStamp> samples = new ArrayList<>();
        ShapeEstimate[][][] estimates = new ShapeEstimate[estimators.size()][levels.length][n];
        Stopwatch[][] watches = new Stopwatch[estimators.size()][levels.length];
        Arrays.stream(watches).forEach(row -> Arrays.setAll(row, i -> new Stopwatch()));
        for (int from = 0; from < n; from += BATCH) {
            HeldOutGalaxies batch = HeldOutGalaxies.draw(scene, from, Math.min(BATCH, n - from), threads);
            truths.addAll(Arrays.asList(batch.truths(threads, progress::accept)));
            for (int level = 0; level < levels.length; level++) {
                Stamps stamps = batch.at(levels[level], threads);
                if (from == 0) {
                    samples.addAll(samples(stamps, level, levels.length));
                }
                String name = levels[level] + "-" + from + "-" + stamps.count();
                for (int e = 0; e < estimators.size(); e++) {
                    ShearEstimator estimator = estimators.get(e);
                    MeasurementStore.Timed answers = store.get(
                            estimator.label(), name, () -> estimator.estimate(stamps, threads, progress::accept));
                    watches[e][level].add(answers);
                    System.arraycopy(answers.estimates(), 0, estimates[e][level], from, stamps.count());
                }
            }
        }
        List<BenchmarkResult.Method> methods = new ArrayList<>();
        for (int e = 0; e < estimators.size(); e++) {
            methods.add(method(estimators.get(e), truths, estimates[e], watches[e]));
        }
        return new BenchmarkResult(truths, levels, methods, samples, threads);
    }

    private BenchmarkResult.Method method(
            ShearEstimator estimator, List<GalaxyTruth> truths, ShapeEstimate[][] estimates, Stopwatch[] watches) {
        RingStudy rings = options.rings() == 0
                ? RingStudy.NONE
                : new Rings(scene, options, threads, progress, store).study(estimator);
        List<LevelSummary> levels = new ArrayList<>();
        for (int i = 0; i < estimates.length; i++) {
            double noise = options.noiseSigma()[i];
            levels.add(Summaries.of(
                    estimator.label(),
                    noise,
                    truths,
                    estimates[i],
                    noise == options.ringNoiseSigma() ? rings.all() : RingBias.NONE,
                    watches[i].warmMs()));
        }
        return new BenchmarkResult.Method(estimator.label(), estimates, levels, rings, watches[0].coldMs());
    }

    /** The first galaxies, spread over the noise levels from the quietest on. */
    private List<BenchmarkResult.SampleStamp> samples(Stamps stamps, int level, int levels) {
        List<BenchmarkResult.SampleStamp> chosen = new ArrayList<>();
        for (int i = 0; i < Math.min(options.samples(), stamps.count()); i++) {
            if (i * levels / options.samples() == level) {
                chosen.add(new BenchmarkResult.SampleStamp(
                        i, level, stamps.nx(), stamps.ny(), stamps.pixelScale(), stamps.images()[i].clone()));
            }
        }
        return chosen;
    }

    /** Wall time of an estimator at one level: the first batch apart from the warm rest. */
    private static final class Stopwatch {
        private double cold = Double.NaN;
        private double warmMs;
        private long warmCount;

        void add(MeasurementStore.Timed batch) {
            if (Double.isNaN(cold)) {
                cold = batch.msPerStamp();
            } else {
                warmMs += batch.msPerStamp() * batch.estimates().length;
                warmCount += batch.estimates().length;
            }
        }

        double coldMs() {
            return cold;
        }

        double warmMs() {
            return warmCount == 0 ? cold : warmMs / warmCount;
        }
    }
}
