package org.shearnet.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.shearnet.benchmark.Benchmark;
import org.shearnet.benchmark.BenchmarkResult;
import org.shearnet.benchmark.MeasurementStore;
import org.shearnet.config.EstimatorSpec;
import org.shearnet.config.Experiment;
import org.shearnet.config.Provenance;
import org.shearnet.estimate.Estimators;
import org.shearnet.estimate.NetworkEstimator;
import org.shearnet.estimate.ShearEstimator;
import org.shearnet.galaxysim.yaml.ConfigException;
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

    @Option(names = "--fresh", description = "measures anew what an earlier run of the same commit has measured")
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
            Comparison comparison = new Comparison();
            for (Path run : compare) {
                comparison.add(run);
            }
            System.out.println(comparison.write(runs.resolve("comparison")));
            return ExitCode.OK;
        }
        Experiment experiment = Experiment.of(config, common.apply(YamlReader.read(config)));
        Map<String, Path> learningCurves = new LinkedHashMap<>();
        List<ShearEstimator> estimators = new ArrayList<>();
        for (EstimatorSpec spec : experiment.benchmark().estimators()) {
            estimators.add(Estimators.create(spec, wanted -> network(experiment, wanted, learningCurves)));
        }
        Provenance provenance =
                Provenance.of(CommandLineText.get()).with(experiment).with("BACKEND", backend(estimators));
        Path folder = runs.resolve(experiment.name()).resolve("benchmark");
        BenchmarkResult result = measure(experiment, estimators, store(experiment, estimators, folder));
        Path page = new BenchmarkReport(experiment, result, provenance, learningCurves).write(folder);
        System.out.println(page);
        return ExitCode.OK;
    }

    private static String backend(List<ShearEstimator> estimators) {
        return estimators.stream().anyMatch(e -> NetworkEstimator.behind(e) != null) ? Backend.summary() : "plain Java";
    }

    private BenchmarkResult measure(Experiment experiment, List<ShearEstimator> estimators, MeasurementStore store) {
        Benchmark[] benchmark = new Benchmark[1];
        ProgressLine[] line = new ProgressLine[1];
        benchmark[0] = new Benchmark(
                experiment.scene(), experiment.benchmark(), estimators, common.threads(), n -> line[0].step(n), store);
        try (ProgressLine progress = new ProgressLine("benchmark", "measurements", benchmark[0].steps())) {
            line[0] = progress;
            BenchmarkResult result = benchmark[0].run();
            if (store.reused() > 0) {
                System.err.println(
                        "shearnet: " + store.reused() + " measurements were there already (--fresh measures anew)");
            }
            return result;
        }
    }

    /** Measurements are used again only by the very commit that made them. */
    private MeasurementStore store(Experiment experiment, List<ShearEstimator> estimators, Path folder) {
        if (fresh
                || Provenance.commit().endsWith("-dirty")
                || Provenance.commit().equals("unknown")) {
            return MeasurementStore.none();
        }
        Map<String, String> identities = new LinkedHashMap<>();
        for (int i = 0; i < estimators.size(); i++) {
            EstimatorSpec spec = experiment.benchmark().estimators().get(i);
            NetworkEstimator network = NetworkEstimator.behind(estimators.get(i));
            String model = network == null ? "" : network.fingerprint();
            identities.put(
                    spec.label(),
                    String.join("\n", Provenance.commit(), experiment.trainingHash(), spec.toString(), model));
        }
        return MeasurementStore.in(folder.resolve("measured"), identities);
    }

    /** The run that an estimator names, trained now if it is missing. */
    private NetworkEstimator network(Experiment experiment, EstimatorSpec spec, Map<String, Path> learningCurves) {
        try {
            Experiment owner = owner(experiment, spec);
            Path run = owner == null ? Path.of(spec.network()) : runs.resolve(owner.name());
            Path file = run.resolve("model.zip");
            boolean trained = Files.exists(file);
            if (!trained && owner == null) {
                throw new ConfigException(run + ": no trained network there (model.zip)");
            }
            if (!trained) {
                new TrainingRun(owner, run, common.threads(), true).train();
            }
            NetworkEstimator estimator = NetworkEstimator.load(spec.label(), file);
            if (trained) {
                checkOrigin(estimator, owner, run);
            }
            Path curve = run.resolve("learning-curve.png");
            if (Files.exists(curve)) {
                learningCurves.put(spec.label(), curve);
            }
            return estimator;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** A network that was trained for another scene or in another way must not pass for this experiment's. */
    private static void checkOrigin(NetworkEstimator estimator, Experiment owner, Path run) {
        String origin = estimator.model().provenance().get(TrainingRun.TRAINING_HASH);
        if (owner != null && !owner.trainingHash().equals(origin)) {
            throw new ConfigException(
                    run + ": its network was trained with another scene, network or train section than " + owner.file()
                            + " has now; remove the folder, or give the experiment another name");
        }
        System.err.println("shearnet: using the network of " + run);
    }

    /** The experiment that trains the network: this one, another YAML, or none for a run folder. */
    private Experiment owner(Experiment experiment, EstimatorSpec spec) {
        if (spec.network().isEmpty()) {
            return experiment;
        }
        if (!spec.network().matches(".*\\.ya?ml")) {
            return null;
        }
        Path other = config.resolveSibling(spec.network());
        return Experiment.of(other, common.apply(YamlReader.read(other)));
    }
}
