package org.shearnet.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.shearnet.config.BenchmarkOptions;
import org.shearnet.config.NoiseLevels;
import org.shearnet.errorbars.Recalibration;
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

    /** A galaxy's truth and the reference to it (bytes): an object of 88 bytes. */
    private static final long TRUTH = 92;

    /** An estimate and the reference to it (bytes): an object of 152 bytes. */
    private static final long ANSWER = 156;

    /** An estimate's response, which its calibrated copy shares (bytes). */
    private static final long RESPONSE = 72;

    /** What it takes to sum up one estimator at one level: errors, bounds and truths, of all galaxies and in stamps (bytes). */
    private static final long SUMMING = 200;

    /** What it takes to judge the error bar of a galaxy: the same again, and orders of them (bytes). */
    private static final long JUDGING = 400;

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

    private Rings rings(Share share) {
        return new Rings(
                scene,
                share,
                options.rings(),
                options.ringDraws(),
                options.wrongAssumptions(),
                threads,
                (estimator, batch, stamps) -> measure(estimator, batch, stamps).estimates());
    }

    private ErrorBarStudy study(Share share) {
        return new ErrorBarStudy(
                scene,
                share,
                options,
                estimators,
                levels,
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
        long off = (long) options.offTraining()
                * OffTraining.Kind.values().length
                * Math.max(1, options.ringNoise().length)
                * options.estimators().size()
                * ANSWER;
        long judged = JUDGING * Math.min(options.galaxies(), LevelErrors.MOST_GALAXIES);
        return TRUTH
                + answers
                + off / options.galaxies()
                + (SUMMING + judged / options.galaxies()) * Math.min(threads, sums);
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
                + rings(Share.ALL).steps() * ringLevels.length * estimators.size()
                + study(Share.ALL).steps(ringLevels.length);
    }

    /** Measures a part of the batches, which the store keeps, and sums nothing up. */
    public void measure(Share share) {
        study(share).calibrate(MOST_IN_BATCH);
        int size = HeldOutGalaxies.batch(scene, MOST_IN_BATCH);
        for (int from = 0; from < options.galaxies(); from += size) {
            if (!share.has(from / size)) {
                continue;
            }
            int count = Math.min(size, options.galaxies() - from);
            Supplier<HeldOutGalaxies> batch = batch(from, count);
            truths(from, count, batch);
            for (double sigma : levels) {
                for (int draw = 0; draw < Math.max(1, options.draws()); draw++) {
                    int number = draw;
                    Supplier<Stamps> stamps = new Lazy<>(() -> batch.get().at(sigma, number, threads));
                    for (ShearEstimator estimator : estimators) {
                        measure(estimator, name(sigma, from, count, draw), stamps);
                    }
                }
            }
        }
        if (options.rings() > 0) {
            rings(share).measure(estimators, ringLevels);
        }
        study(share).off(ringLevels, MOST_IN_BATCH);
    }

    /** A batch of galaxies, drawn where something of it is not known yet. */
    private Supplier<HeldOutGalaxies> batch(int from, int count) {
        return new Lazy<>(() -> HeldOutGalaxies.draw(scene, from, count, threads));
    }

    /** What is true of a batch, bounds included. */
    private GalaxyTruth[] truths(int from, int count, Supplier<HeldOutGalaxies> batch) {
        Workers.checkInterrupted();
        boolean[] found = new boolean[1];
        GalaxyTruth[] truths = store.truths(from + "-" + count, () -> {
            found[0] = true;
            return options.freeIndex()
                    ? batch.get().truthsOfFreeIndex(threads, progress::accept)
                    : batch.get().truths(threads, progress::accept);
        });
        if (!found[0]) {
            progress.accept(truths.length);
        }
        return truths;
    }

    /** The name of a batch of galaxies under a draw of their noise. */
    private static String name(double sigma, int from, int count, int draw) {
        return sigma + "-" + from + "-" + count + (draw == 0 ? "" : "-draw" + draw);
    }

    /** Runs it. */
    public BenchmarkResult run() {
        int n = options.galaxies();
        ErrorScales[] scales = study(Share.ALL).calibrate(MOST_IN_BATCH);
        List<GalaxyTruth> truths = new ArrayList<>(n);
        List<BenchmarkResult.SampleStamp> samples = new ArrayList<>();
        ShapeEstimate[][][] estimates = new ShapeEstimate[estimators.size()][levels.length][n];
        int more = Math.max(0, options.draws() - 1);
        ShapeEstimate[][][][] redrawn = new ShapeEstimate[estimators.size()][levels.length][more][n];
        Timing.Watch[][] watches = new Timing.Watch[estimators.size()][levels.length + 1];
        Arrays.stream(watches).forEach(row -> Arrays.setAll(row, i -> new Timing.Watch()));
        int size = HeldOutGalaxies.batch(scene, MOST_IN_BATCH);
        for (int from = 0; from < n; from += size) {
            int count = Math.min(size, n - from);
            Supplier<HeldOutGalaxies> batch = batch(from, count);
            truths.addAll(Arrays.asList(truths(from, count, batch)));
            for (int level = 0; level < levels.length; level++) {
                double sigma = levels[level];
                Supplier<Stamps> stamps = new Lazy<>(() -> batch.get().at(sigma, threads));
                if (from < options.samples()) {
                    samples.addAll(samples(stamps.get(), from, level));
                }
                for (int e = 0; e < estimators.size(); e++) {
                    MeasurementStore.Timed answers = measure(estimators.get(e), name(sigma, from, count, 0), stamps);
                    boolean cold = from == 0 && level == 0;
                    watches[e][level].add(answers, cold);
                    watches[e][levels.length].add(answers, cold);
                    System.arraycopy(answers.estimates(), 0, estimates[e][level], from, count);
                }
                for (int draw = 1; draw <= more; draw++) {
                    int number = draw;
                    Supplier<Stamps> again = new Lazy<>(() -> batch.get().at(sigma, number, threads));
                    for (int e = 0; e < estimators.size(); e++) {
                        String name = name(sigma, from, count, draw);
                        ShapeEstimate[] answers =
                                measure(estimators.get(e), name, again).estimates();
                        System.arraycopy(answers, 0, redrawn[e][level][draw - 1], from, count);
                    }
                }
            }
        }
        return new BenchmarkResult(
                truths, levels, methods(truths, estimates, redrawn, watches, scales), samples, threads);
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
            Recalibration[] errors,
            List<OffTraining> off,
            List<RingStudy> rings,
            Timing[] timings,
            Timing timing) {}

    private List<BenchmarkResult.Method> methods(
            List<GalaxyTruth> truths,
            ShapeEstimate[][][] estimates,
            ShapeEstimate[][][][] redrawn,
            Timing.Watch[][] watches,
            ErrorScales[] scales) {
        Rings rings = rings(Share.ALL);
        Rings.Measured[][] measured = options.rings() == 0 ? null : rings.measure(estimators, ringLevels);
        ShapeEstimate[][][][] off = study(Share.ALL).off(ringLevels, MOST_IN_BATCH);
        List<Answers> all = new ArrayList<>();
        for (int e = 0; e < estimators.size(); e++) {
            Timing[] timings = Arrays.stream(watches[e], 0, levels.length)
                    .map(Timing.Watch::timing)
                    .toArray(Timing[]::new);
            Timing whole = watches[e][levels.length].timing();
            boolean responds = Calibration.responds(estimates[e]);
            for (int calibrated = 0; calibrated < (responds ? 2 : 1); calibrated++) {
                View view = new View(scales[e], calibrated == 1);
                ShapeEstimate[][] seen = new ShapeEstimate[levels.length][];
                ShapeEstimate[][][] again = new ShapeEstimate[levels.length][redrawn[e][0].length][];
                Recalibration[] errors = new Recalibration[levels.length];
                for (int level = 0; level < levels.length; level++) {
                    errors[level] = view.errors(level);
                    seen[level] = view.of(estimates[e][level], level);
                    for (int draw = 0; draw < again[level].length; draw++) {
                        again[level][draw] = view.of(redrawn[e][level][draw], level);
                    }
                }
                all.add(new Answers(
                        estimators.get(e).label() + (calibrated == 1 ? BenchmarkOptions.CALIBRATED : ""),
                        seen,
                        again,
                        errors,
                        off(truths, seen, off[e], view),
                        studies(rings, measured, e, calibrated == 1),
                        timings,
                        whole));
            }
        }
        ErrorBudget[][] budgets = new ErrorBudget[all.size()][more(redrawn) ? levels.length : 0];
        LevelErrors[][][] errors = new LevelErrors[all.size()][levels.length][];
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
                    LevelErrors.Measured stated = new LevelErrors.Measured(
                            levels[level], truths, draws(one, level), one.errors[level].intervals(), scene.seed());
                    errors[i / levels.length][level] = new LevelErrors[] {stated.of(true), stated.of(false)};
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
                    one.label,
                    one.estimates,
                    List.of(summaries[i]),
                    List.of(budgets[i]),
                    states(errors[i]) ? Arrays.stream(errors[i]).map(List::of).toList() : List.of(),
                    one.off,
                    one.rings,
                    one.timing));
        }
        return methods;
    }

    private static boolean states(LevelErrors[][] errors) {
        return Arrays.stream(errors).flatMap(Arrays::stream).anyMatch(e -> e.bars() != null);
    }

    /**
     * How an estimator's answers are looked at.
     *
     * @param scales of its errors; null where they are left as they are
     * @param calibrated whether divided by its own response
     */
    private record View(ErrorScales scales, boolean calibrated) {

        Recalibration errors(int level) {
            return scales == null ? Recalibration.NONE : scales.at(level, calibrated);
        }

        ShapeEstimate[] of(ShapeEstimate[] row, int level) {
            ShapeEstimate[] own = calibrated ? Calibration.apply(row) : row;
            return scales == null ? own : ErrorScales.apply(own, errors(level));
        }
    }

    /** What becomes of error bars under another sky. */
    private List<OffTraining> off(
            List<GalaxyTruth> truths, ShapeEstimate[][] told, ShapeEstimate[][][] off, View view) {
        List<OffTraining> all = new ArrayList<>();
        for (int k = 0; k < ringLevels.length && options.offTraining() > 0; k++) {
            int level = Arrays.binarySearch(levels, ringLevels[k]);
            for (OffTraining.Kind kind : OffTraining.Kind.values()) {
                all.add(OffTraining.of(
                        kind,
                        ringLevels[k],
                        truths,
                        told[level],
                        view.of(off[k][kind.ordinal()], level),
                        view.errors(level).intervals()));
            }
        }
        return all;
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
