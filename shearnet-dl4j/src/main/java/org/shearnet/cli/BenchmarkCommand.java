package org.shearnet.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.shearnet.benchmark.Benchmark;
import org.shearnet.benchmark.BenchmarkResult;
import org.shearnet.benchmark.MeasurementStore;
import org.shearnet.config.Experiment;
import org.shearnet.config.NoiseLevels;
import org.shearnet.config.Provenance;
import org.shearnet.estimate.EstimatorSpec;
import org.shearnet.estimate.ShearEstimator;
import org.shearnet.galaxysim.fits.FolderLock;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.Backend;
import org.shearnet.report.BenchmarkReport;
import org.shearnet.report.Comparison;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code shearnet benchmark}: all estimators over all noise levels, on the same galaxies. */
@Command(
        name = "benchmark",
        description = "Compares all estimators of a YAML over all its noise levels, on the same galaxies;"
                + " trains its networks first where their run is missing.",
        sortOptions = false)
final class BenchmarkCommand implements Callable<Integer> {

    @Parameters(index = "0", arity = "0..1", paramLabel = "CONFIG", description = "YAML experiment")
    private Path config;

    @Option(
            names = "--compare",
            arity = "1..*",
            paramLabel = "RUN",
            description = "sets the benchmarks of several run folders side by side, and measures nothing")
    private List<Path> compare = List.of();

    @Option(names = "--fresh", description = "measures anew what an earlier run of the same program has measured")
    private boolean fresh;

    @Option(
            names = "--resume",
            description = "goes on after an interrupt; this is what it does anyway unless --fresh is given")
    private boolean resume;

    @Option(names = "--runs", paramLabel = "DIR", description = "folder of the runs (default: runs)")
    private Path runs = Path.of("runs");

    @Mixin
    private CommonOptions common;

    @Override
    public Integer call() throws IOException {
        if (fresh && resume) {
            throw new UsageException("--fresh and --resume exclude each other");
        }
        if ((config == null) == compare.isEmpty()) {
            throw new UsageException("give a CONFIG, or --compare RUN...");
        }
        if (config == null) {
            System.out.println(Comparison.of(compare).write(runs.resolve("comparison")));
            return ExitCode.OK;
        }
        Experiment experiment = Experiment.of(config, common.apply(YamlReader.read(config)));
        MemoryNeed.checkBenchmark(
                experiment, common.threads(), Runtime.getRuntime().maxMemory());
        List<EstimatorSpec> specs = experiment.benchmark().estimators();
        TrainedNetworks trained = new TrainedNetworks(experiment, config, runs, common);
        List<ShearEstimator> estimators = new ArrayList<>();
        for (EstimatorSpec spec : specs) {
            estimators.add(spec.make(trained));
        }
        boolean networks = specs.stream().anyMatch(spec -> spec.network() != null);
        Provenance provenance = experiment
                .addTo(Provenance.of(CommandLineText.get()))
                .with("BACKEND", networks ? Backend.summary() : "plain Java");
        Path folder = runs.resolve(experiment.name()).resolve("benchmark");
        System.err.println("shearnet: noise levels: " + noise(experiment));
        provenance = provenance.with("NOISE", noise(experiment));
        FolderLock own = FolderLock.of(runs.resolve(experiment.name()));
        try {
            BenchmarkResult result = measure(experiment, estimators, store(experiment, estimators, folder));
            System.out.println(
                    new BenchmarkReport(experiment, result, provenance, trained.learningCurves()).write(folder));
        } finally {
            own.close();
        }
        return ExitCode.OK;
    }

    /** The levels of the ladder as the configuration has them, and where they come from. */
    private static String noise(Experiment experiment) {
        NoiseLevels levels = experiment.benchmark().noise();
        String unit = levels.unit() == NoiseLevels.Unit.S2N ? "S/N " : "pixel noise ";
        return unit
                + Arrays.stream(levels.values())
                        .mapToObj(v -> String.format(Locale.ROOT, "%.4g", v))
                        .collect(Collectors.joining(", "))
                + " (" + experiment.benchmarkNoise() + ")";
    }

    private BenchmarkResult measure(Experiment experiment, List<ShearEstimator> estimators, MeasurementStore store) {
        Benchmark[] benchmark = new Benchmark[1];
        ProgressLine[] line = new ProgressLine[1];
        benchmark[0] = new Benchmark(
                experiment.scene(), experiment.benchmark(), estimators, common.threads(), n -> line[0].step(n), store);
        BenchmarkResult result;
        try (ProgressLine progress = new ProgressLine("benchmark", "measurements", benchmark[0].steps())) {
            line[0] = progress;
            result = benchmark[0].run();
        } catch (CancellationException e) {
            throw new InterruptedRunException(
                    "interrupted; what is measured so far is kept, go on with: " + CommandLineText.resuming());
        }
        if (store.reused() > 0) {
            System.err.println(
                    "shearnet: " + store.reused() + " measurements were there already (--fresh measures anew)");
        }
        return result;
    }

    /** Measurements are used again only by the very program that made them, on the same stamps. */
    private MeasurementStore store(Experiment experiment, List<ShearEstimator> estimators, Path folder)
            throws IOException {
        Path measured = folder.resolve("measured");
        if (fresh) {
            delete(measured);
        }
        String program = ProgramHash.get();
        Map<String, String> identities = new LinkedHashMap<>();
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
        return MeasurementStore.in(measured, identities, common.threads());
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
