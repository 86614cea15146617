package org.shearnet.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import org.shearnet.benchmark.BenchmarkResult;
import org.shearnet.benchmark.LevelSummary;
import org.shearnet.benchmark.Metric;
import org.shearnet.benchmark.Metrics;
import org.shearnet.config.Experiment;
import org.shearnet.config.Provenance;
import org.shearnet.estimate.NetworkEstimator;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.inspect.InspectedGalaxy;
import org.shearnet.inspect.KeptStudy;
import org.shearnet.net.FloatFormat;
import org.shearnet.net.LayerRow;
import org.shearnet.net.LocalNetwork;
import org.shearnet.net.Model;
import org.shearnet.study.PlannedRun;
import org.shearnet.study.RunResult;
import org.shearnet.study.StudiedEstimator;
import org.shearnet.study.Study;
import org.shearnet.study.StudyRunner;
import org.shearnet.train.DivergedException;
import org.shearnet.train.TrainingLog;

/** One run of a study: the benchmark of its experiment, which trains the network. */
final class StudyTrial implements StudyRunner.Trial {

    private static final List<Metric> BIASES = List.of(
            Metrics.M1,
            Metrics.M1_ERR,
            Metrics.M2,
            Metrics.M2_ERR,
            Metrics.C1,
            Metrics.C1_ERR,
            Metrics.C2,
            Metrics.C2_ERR);

    private final Study study;
    private final int threads;

    StudyTrial(Study study, int threads) {
        this.study = study;
        this.threads = threads;
    }

    @Override
    public RunResult run(PlannedRun run, Path folder) throws IOException {
        try {
            BenchmarkRun benchmark = new BenchmarkRun(
                    run.experiment(), folder.toAbsolutePath().getParent(), threads, false, YamlReader::read);
            benchmark.run();
            return result(run, folder, benchmark.result());
        } catch (InterruptedRunException | CancellationException e) {
            throw e;
        } catch (DivergedException e) {
            return failed(RunResult.Status.DIVERGED, e);
        } catch (RuntimeException | IOException | OutOfMemoryError e) {
            return failed(RunResult.Status.FAILED, e);
        }
    }

    private static RunResult failed(RunResult.Status status, Throwable failure) {
        return RunResult.failure(status, FailureText.oneLine(FailureText.of(failure)), Provenance.commit());
    }

    private RunResult result(PlannedRun run, Path folder, BenchmarkResult found) throws IOException {
        Experiment experiment = run.experiment();
        BenchmarkResult.Method method = found.methods().get(StudiedEstimator.of(study, experiment));
        Map<String, Double> numbers = new LinkedHashMap<>();
        if (experiment.network() != null) {
            List<LayerRow> layers = TrainingRun.layers(experiment);
            numbers.put("parameters", (double)
                    layers.stream().mapToLong(LayerRow::parameters).sum());
            numbers.put(
                    "mflop", 1e-6 * layers.stream().mapToLong(LayerRow::flops).sum());
        }
        Path model = folder.resolve("model.zip");
        if (Files.exists(model)) {
            TrainingLog log = TrainingLog.read(folder.resolve("metrics.csv"));
            numbers.put("train_seconds", log.sum("seconds"));
            numbers.put(
                    "stamps", (double) log.epochs() * experiment.train().data().stamps());
            if (study.kept() > 0) {
                numbers.put(
                        "kept_last", kept(NetworkEstimator.load("kept", model).model(), experiment, found));
            }
        }
        numbers.put(
                "ms_per_stamp",
                new Median()
                        .evaluate(method.levels().stream()
                                .mapToDouble(level -> level.get(Metrics.MS_PER_GALAXY))
                                .toArray()));
        biases(method, numbers);
        return new RunResult(RunResult.Status.OK, "", study.levels(method), numbers, Provenance.commit());
    }

    /** Of the lowest noise at which rings were measured. */
    private static void biases(BenchmarkResult.Method method, Map<String, Double> numbers) {
        for (LevelSummary level : method.levels()) {
            if (level.count(Metrics.RINGS) > 0) {
                BIASES.forEach(metric -> numbers.put(metric.name(), level.get(metric)));
                return;
            }
        }
    }

    /** The share of the information on g that the layer before the answer keeps at the lowest noise. */
    private double kept(Model model, Experiment experiment, BenchmarkResult found) {
        if (model.spec().deconvolves()) {
            return Double.NaN;
        }
        double sigma = Arrays.stream(found.noiseSigma()).min().orElseThrow();
        LocalNetwork network = LocalNetwork.of(model);
        String last = network.vertex(LocalNetwork.ANSWER).below().get(0);
        KeptStudy.Options options =
                new KeptStudy.Options(List.of(last), List.of(sigma), List.of(FloatFormat.FLOAT32), study.kept());
        InspectedGalaxy[] galaxies = InspectedGalaxy.draw(experiment.scene(), study.kept());
        return KeptStudy.means(
                        new KeptStudy(network, InspectedGalaxy.population(experiment.scene()), options)
                                .run(galaxies, threads, n -> {}),
                        sigma,
                        FloatFormat.FLOAT32)
                .getOrDefault(last, Double.NaN);
    }
}
