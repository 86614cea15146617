package org.shearnet.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.shearnet.benchmark.Benchmark;
import org.shearnet.benchmark.BenchmarkResult;
import org.shearnet.benchmark.MeasurementStore;
import org.shearnet.benchmark.Share;
import org.shearnet.config.Experiment;
import org.shearnet.config.NoiseLevels;
import org.shearnet.config.Provenance;
import org.shearnet.estimate.EstimatorSpec;
import org.shearnet.estimate.ShearEstimator;
import org.shearnet.galaxysim.fits.FolderLock;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.net.Backend;
import org.shearnet.report.BenchmarkReport;

/** Measures an experiment's galaxies with all its estimators, whose networks are trained where their run is missing. */
final class BenchmarkRun {

    private final Experiment experiment;
    private final Path runs;
    private final int threads;
    private final boolean fresh;
    private final TrainedNetworks trained;
    private BenchmarkResult result;

    /**
     * For an experiment.
     *
     * @param runs folder of the runs
     * @param fresh whether what an earlier run of the same program has measured is measured anew
     * @param others reads the YAML of another experiment that an estimator names
     */
    BenchmarkRun(Experiment experiment, Path runs, int threads, boolean fresh, Function<Path, YamlNode> others) {
        this(experiment, runs, threads, fresh, new TrainedNetworks(experiment, runs, threads, others, true));
    }

    /**
     * For an experiment whose networks lie elsewhere.
     *
     * @param runs folder of the runs
     * @param fresh whether what an earlier run of the same program has measured is measured anew
     */
    BenchmarkRun(Experiment experiment, Path runs, int threads, boolean fresh, TrainedNetworks trained) {
        this.experiment = experiment;
        this.runs = runs;
        this.threads = threads;
        this.fresh = fresh;
        this.trained = trained;
    }

    /** Trains what is to be trained, measures what is not measured yet, and writes the report; returns its page. */
    Path run() throws IOException {
        MemoryNeed.checkBenchmark(experiment, threads, Runtime.getRuntime().maxMemory());
        List<EstimatorSpec> specs = experiment.benchmark().estimators();
        List<ShearEstimator> estimators = estimators();
        boolean networks = specs.stream().anyMatch(spec -> spec.network() != null);
        System.err.println("shearnet: noise levels: " + noise());
        Provenance provenance = experiment
                .addTo(Provenance.of(CommandLineText.whole()))
                .with("BACKEND", networks ? Backend.summary() : "plain Java")
                .with("NOISE", noise());
        FolderLock own = FolderLock.of(runs.resolve(experiment.name()));
        try {
            result = measure(estimators, store(estimators, folder().resolve("measured")), null);
            return new BenchmarkReport(experiment, result, provenance, trained.learningCurves()).write(folder());
        } finally {
            own.close();
        }
    }

    private List<ShearEstimator> estimators() {
        List<ShearEstimator> estimators = new ArrayList<>();
        for (EstimatorSpec spec : experiment.benchmark().estimators()) {
            estimators.add(spec.make(trained));
        }
        return estimators;
    }

    /** Measures one piece of what is to be measured into a folder of its own, for {@code shearnet merge}; returns it. */
    Path run(Piece piece) throws IOException {
        MemoryNeed.checkBenchmark(experiment, threads, Runtime.getRuntime().maxMemory());
        List<ShearEstimator> estimators = estimators();
        PieceFolder folder = new PieceFolder(PieceFolder.of(runs.resolve(experiment.name()), piece));
        FolderLock own = FolderLock.of(folder.path());
        try {
            folder.begin();
            MeasurementStore store = store(estimators, folder.path().resolve("measured"));
            measure(estimators, store, piece.share());
            Map<String, String> identity = new LinkedHashMap<>(InputIdentity.ofFiles(List.of()));
            identity.put("input", input(experiment));
            identity.put(
                    "network",
                    estimators.stream().map(ShearEstimator::fingerprint).collect(Collectors.joining("\n")));
            folder.end(
                    new PieceCards(
                                    "benchmark",
                                    piece,
                                    0,
                                    0,
                                    experiment.benchmark().galaxies())
                            .with(identity),
                    CommandLineText.given());
        } finally {
            own.close();
        }
        return folder.path();
    }

    /** A text that changes with what is measured. */
    static String input(Experiment experiment) {
        return experiment.hash() + experiment.sceneHash();
    }

    /** What was found; null before {@link #run}. */
    BenchmarkResult result() {
        return result;
    }

    private Path folder() {
        return runs.resolve(experiment.name()).resolve("benchmark");
    }

    /** The levels of the ladder as the configuration has them, and where they come from. */
    private String noise() {
        NoiseLevels levels = experiment.benchmark().noise();
        String unit = levels.unit() == NoiseLevels.Unit.S2N ? "S/N " : "pixel noise ";
        return unit
                + Arrays.stream(levels.values())
                        .mapToObj(v -> String.format(Locale.ROOT, "%.4g", v))
                        .collect(Collectors.joining(", "))
                + " (" + experiment.benchmarkNoise() + ")";
    }

    /** @param share what of it is measured and not summed up; null for everything */
    private BenchmarkResult measure(List<ShearEstimator> estimators, MeasurementStore store, Share share) {
        Benchmark[] benchmark = new Benchmark[1];
        ProgressLine[] line = new ProgressLine[1];
        benchmark[0] = new Benchmark(
                experiment.scene(), experiment.benchmark(), estimators, threads, n -> line[0].step(n), store);
        BenchmarkResult found = null;
        try (ProgressLine progress = new ProgressLine(
                "benchmark", "measurements", benchmark[0].steps() / (share == null ? 1 : share.of()))) {
            line[0] = progress;
            if (share == null) {
                found = benchmark[0].run();
            } else {
                benchmark[0].measure(share);
            }
        } catch (CancellationException e) {
            throw new InterruptedRunException(
                    "interrupted; what is measured so far is kept, go on with: " + CommandLineText.resuming());
        }
        if (store.reused() > 0) {
            System.err.println(
                    "shearnet: " + store.reused() + " measurements were there already (--fresh measures anew)");
        }
        return found;
    }

    /** Measurements are used again only by the very program that made them, on the same stamps. */
    private MeasurementStore store(List<ShearEstimator> estimators, Path measured) throws IOException {
        if (fresh) {
            FolderTree.delete(measured);
        }
        String program = ProgramHash.get();
        Map<String, String> identities = new LinkedHashMap<>();
        identities.put(
                MeasurementStore.OF_ALL,
                String.join(
                        "\n",
                        program,
                        experiment.sceneHash(),
                        Boolean.toString(experiment.benchmark().freeIndex())));
        for (int i = 0; i < estimators.size(); i++) {
            EstimatorSpec spec = experiment.benchmark().estimators().get(i);
            identities.put(
                    spec.label(),
                    String.join(
                            "\n",
                            program,
                            experiment.sceneHash(),
                            spec.toString(),
                            estimators.get(i).fingerprint()));
        }
        return MeasurementStore.in(measured, identities, threads);
    }
}
