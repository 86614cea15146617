package org.shearnet.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.shearnet.config.BenchmarkOptions;
import org.shearnet.config.NoiseLevels;
import org.shearnet.estimate.EstimatorSpec;
import org.shearnet.estimate.ShapeEstimate;
import org.shearnet.estimate.ShearEstimator;
import org.shearnet.estimate.Stamps;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.parallel.Workers;

/**
 * Measures estimators on the same held-out galaxies at every noise level, all with the same pixels, PSF and noise
 * field, and on matched pairs. Memory holds one batch of images at a time.
 *
 * <p>Longer than other classes: one pass over the galaxies serves all that is measured.
 */
public final class Benchmark {

    /** Stamps of a batch, and fewer where they are large. */
    private static final int MOST_IN_BATCH = 1000;

    /** Rings are run at the level nearest to this one where none is named. */
    private static final double USUAL_RING_NOISE = 1e-3;

    /** A galaxy's truth and the reference to it (bytes): an object of 80 bytes. */
    private static final long TRUTH = 84;

    /** An estimate and the reference to it (bytes): an object of 152 bytes. */
    private static final long ANSWER = 156;

    /** An estimate's response, which its calibrated copy shares (bytes). */
    private static final long RESPONSE = 72;

    /** What it takes to sum up one estimator at one level: errors, bounds and truths, of all galaxies and in stamps (bytes). */
    private static final long SUMMING = 200;

    /** A ring's galaxy: an object of 40 bytes and the reference (bytes). */
    private static final long PROPERTY = 44;

    /** What an array of numbers takes beside them, and the reference (bytes). */
    private static final long ARRAY = 20;

    private final Scene scene;
    private final BenchmarkOptions options;
    private final List<ShearEstimator> estimators;
    private final int threads;
    private final LongConsumer progress;
    private final MeasurementStore store;
    private final double[] levels;
    private final double[] ringLevels;

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
        NoiseLevels noise = options.noise();
        double signal =
                noise.unit() == NoiseLevels.Unit.S2N ? HeldOutGalaxies.medianSignal(scene, threads) : Double.NaN;
        levels = Arrays.stream(noise.values()).map(v -> noise.sigma(v, signal)).toArray();
        ringLevels = options.ringNoise().length == 0
                ? new double[] {nearest(levels, USUAL_RING_NOISE)}
                : Arrays.stream(options.ringNoise())
                        .map(v -> noise.sigma(v, signal))
                        .sorted()
                        .toArray();
    }

    private static double nearest(double[] levels, double wanted) {
        double best = levels[0];
        for (double level : levels) {
            if (Math.abs(Math.log(level / wanted)) < Math.abs(Math.log(best / wanted))) {
                best = level;
            }
        }
        return best;
    }

    private Rings rings() {
        return new Rings(
                scene,
                options.rings(),
                options.ringDraws(),
                options.wrongAssumptions(),
                threads,
                (estimator, batch, stamps) -> measure(estimator, batch, stamps).estimates());
    }

    /** Bytes that a galaxy takes until the report is written: what is kept, and what summing up takes in each thread. */
    public static long bytesPerGalaxy(BenchmarkOptions options, int threads) {
        long answers = 0;
        long sums = 0;
        int levels = options.noise().values().length;
        for (EstimatorSpec spec : options.estimators()) {
            long one = spec.metacal() == null ? ANSWER : 2 * ANSWER + RESPONSE;
            answers += levels * one * Math.max(1, options.draws());
            sums += (long) levels * (spec.metacal() == null ? 1 : 2);
        }
        return TRUTH + answers + SUMMING * Math.min(threads, sums);
    }

    /** Bytes that are kept of a ring until the report is written. */
    public static long bytesPerRing(BenchmarkOptions options) {
        int conditions = options.wrongAssumptions() ? Condition.values().length : 1;
        int levels = Math.max(1, options.ringNoise().length);
        long numbers = ARRAY + (long) Double.BYTES * RingBias.Column.COUNT;
        return PROPERTY + numbers * conditions * levels * options.estimators().size();
    }

    /** How many stamps are in memory at a time, of galaxies or of rings. */
    public static int stampsInBatch(Scene scene, BenchmarkOptions options) {
        int galaxies = Math.min(options.galaxies(), HeldOutGalaxies.batch(scene, MOST_IN_BATCH));
        return options.rings() == 0 ? galaxies : Math.max(galaxies, Rings.stampsInBatch(scene));
    }

    /** Bytes of each of them. */
    public static long bytesPerStamp(Scene scene) {
        return HeldOutGalaxies.stampBytes(scene);
    }

    /** How many measurements there are to do. */
    public long steps() {
        return options.galaxies() * (1L + (long) estimators.size() * levels.length * Math.max(1, options.draws()))
                + rings().steps() * ringLevels.length * estimators.size();
    }

    /** Runs it. */
    public BenchmarkResult run() {
        int n = options.galaxies();
        List<GalaxyTruth> truths = new ArrayList<>(n);
        List<BenchmarkResult.SampleStamp> samples = new ArrayList<>();
        ShapeEstimate[][][] estimates = new ShapeEstimate[estimators.size()][levels.length][n];
        int more = Math.max(0, options.draws() - 1);
        ShapeEstimate[][][][] redrawn = new ShapeEstimate[estimators.size()][levels.length][more][n];
        Timing.Watch[][] watches = new Timing.Watch[estimators.size()][levels.length + 1];
        Arrays.stream(watches).forEach(row -> Arrays.setAll(row, i -> new Timing.Watch()));
        int size = HeldOutGalaxies.batch(scene, MOST_IN_BATCH);
        for (int from = 0; from < n; from += size) {
            HeldOutGalaxies batch = HeldOutGalaxies.draw(scene, from, Math.min(size, n - from), threads);
            truths.addAll(Arrays.asList(
                    options.freeIndex()
                            ? batch.truthsOfFreeIndex(threads, progress::accept)
                            : batch.truths(threads, progress::accept)));
            for (int level = 0; level < levels.length; level++) {
                double sigma = levels[level];
                Supplier<Stamps> stamps = new Lazy<>(() -> batch.at(sigma, threads));
                if (from < options.samples()) {
                    samples.addAll(samples(stamps.get(), from, level));
                }
                for (int e = 0; e < estimators.size(); e++) {
                    MeasurementStore.Timed answers =
                            measure(estimators.get(e), sigma + "-" + from + "-" + batch.count(), stamps);
                    boolean cold = from == 0 && level == 0;
                    watches[e][level].add(answers, cold);
                    watches[e][levels.length].add(answers, cold);
                    System.arraycopy(answers.estimates(), 0, estimates[e][level], from, batch.count());
                }
                for (int draw = 1; draw <= more; draw++) {
                    int number = draw;
                    Supplier<Stamps> again = new Lazy<>(() -> batch.at(sigma, number, threads));
                    for (int e = 0; e < estimators.size(); e++) {
                        String name = sigma + "-" + from + "-" + batch.count() + "-draw" + draw;
                        ShapeEstimate[] answers =
                                measure(estimators.get(e), name, again).estimates();
                        System.arraycopy(answers, 0, redrawn[e][level][draw - 1], from, batch.count());
                    }
                }
            }
        }
        return new BenchmarkResult(truths, levels, methods(truths, estimates, redrawn, watches), samples, threads);
    }

    private MeasurementStore.Timed measure(ShearEstimator estimator, String batch, Supplier<Stamps> stamps) {
        Workers.checkInterrupted();
        boolean[] measured = new boolean[1];
        MeasurementStore.Timed answers = store.get(estimator.label(), batch, stamps, made -> {
            measured[0] = true;
            return estimator.estimate(made, threads, progress::accept);
        });
        if (!measured[0]) {
            progress.accept(answers.estimates().length);
        }
        return answers;
    }

    /** An estimator's answers before they are summed up; one that knows its response comes a second time, calibrated. */
    private record Answers(
            String label,
            ShapeEstimate[][] estimates,
            ShapeEstimate[][][] redrawn,
            List<RingStudy> rings,
            Timing[] timings,
            Timing timing) {}

    private List<BenchmarkResult.Method> methods(
            List<GalaxyTruth> truths,
            ShapeEstimate[][][] estimates,
            ShapeEstimate[][][][] redrawn,
            Timing.Watch[][] watches) {
        Rings rings = rings();
        Rings.Measured[][] measured = options.rings() == 0 ? null : rings.measure(estimators, ringLevels);
        List<Answers> all = new ArrayList<>();
        for (int e = 0; e < estimators.size(); e++) {
            String label = estimators.get(e).label();
            Timing[] timings = Arrays.stream(watches[e], 0, levels.length)
                    .map(Timing.Watch::timing)
                    .toArray(Timing[]::new);
            Timing whole = watches[e][levels.length].timing();
            all.add(new Answers(label, estimates[e], redrawn[e], studies(rings, measured, e, false), timings, whole));
            if (Calibration.responds(estimates[e])) {
                all.add(new Answers(
                        label + BenchmarkOptions.CALIBRATED,
                        Arrays.stream(estimates[e]).map(Calibration::apply).toArray(ShapeEstimate[][]::new),
                        Arrays.stream(redrawn[e])
                                .map(level -> Arrays.stream(level)
                                        .map(Calibration::apply)
                                        .toArray(ShapeEstimate[][]::new))
                                .toArray(ShapeEstimate[][][]::new),
                        studies(rings, measured, e, true),
                        timings,
                        whole));
            }
        }
        ErrorBudget[][] budgets = new ErrorBudget[all.size()][more(redrawn) ? levels.length : 0];
        LevelSummary[][] summaries = new LevelSummary[all.size()][levels.length];
        Workers.run(
                all.size() * levels.length,
                threads,
                () -> null,
                (nothing, i) -> {
                    Answers one = all.get(i / levels.length);
                    int level = i % levels.length;
                    if (more(redrawn)) {
                        budgets[i / levels.length][level] =
                                ErrorBudget.of(levels[level], truths, draws(one, level), true);
                    }
                    summaries[i / levels.length][level] = LevelSummary.of(
                            one.label,
                            LevelSample.of(
                                    levels[level],
                                    truths,
                                    one.estimates[level],
                                    one.rings.stream()
                                            .filter(r -> r.noiseSigma() == levels[level])
                                            .findFirst()
                                            .orElse(null),
                                    one.timings[level]));
                },
                done -> {});
        List<BenchmarkResult.Method> methods = new ArrayList<>();
        for (int i = 0; i < summaries.length; i++) {
            Answers one = all.get(i);
            methods.add(new BenchmarkResult.Method(
                    one.label, one.estimates, List.of(summaries[i]), List.of(budgets[i]), one.rings, one.timing));
        }
        return methods;
    }

    private static boolean more(ShapeEstimate[][][][] redrawn) {
        return redrawn[0][0].length > 0;
    }

    /** All draws at a level, [draw][galaxy]. */
    private static ShapeEstimate[][] draws(Answers one, int level) {
        ShapeEstimate[][] draws = new ShapeEstimate[one.redrawn[level].length + 1][];
        draws[0] = one.estimates[level];
        System.arraycopy(one.redrawn[level], 0, draws, 1, one.redrawn[level].length);
        return draws;
    }

    private List<RingStudy> studies(Rings rings, Rings.Measured[][] measured, int estimator, boolean calibrated) {
        List<RingStudy> studies = new ArrayList<>();
        if (measured != null) {
            for (Rings.Measured one : measured[estimator]) {
                studies.add(rings.study(one, calibrated));
            }
        }
        return studies;
    }

    /** The first galaxies, spread over the noise levels from the lowest on. */
    private List<BenchmarkResult.SampleStamp> samples(Stamps stamps, int from, int level) {
        List<BenchmarkResult.SampleStamp> chosen = new ArrayList<>();
        int to = Math.min(options.samples(), from + stamps.count());
        for (int i = from; i < to; i++) {
            if (i * levels.length / options.samples() == level) {
                double[] image = stamps.images()[i - from].clone();
                chosen.add(new BenchmarkResult.SampleStamp(
                        i, level, stamps.nx(), stamps.ny(), stamps.pixelScale(), image));
            }
        }
        return chosen;
    }
}
