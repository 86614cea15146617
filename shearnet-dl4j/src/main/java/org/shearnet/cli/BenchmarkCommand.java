package org.shearnet.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.shearnet.config.Experiment;
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
final class BenchmarkCommand implements Callable<Integer>, PieceCommand {

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

    @Option(
            names = "--piece",
            paramLabel = "i/n",
            description = "measures the i-th of n pieces (i from 1) into a folder of its own, for shearnet merge")
    private String piece;

    @Mixin
    private DeviceOption device;

    @Mixin
    private ClusterFlags cluster;

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
        if (piece != null && config == null) {
            throw new UsageException("--piece measures, and --compare does not");
        }
        if (config == null) {
            System.out.println(Comparison.of(compare).write(runs.resolve("comparison")));
            return ExitCode.OK;
        }
        Experiment experiment = Experiment.of(config, common.read(config));
        device.choose();
        cluster.check();
        if (cluster.isGiven()) {
            trainedAll(experiment);
            Path run = runs.resolve(experiment.name());
            cluster.run(
                    ClusterFlags.Work.ofRun(run, Integer.MAX_VALUE, false),
                    pieces -> PieceRuns.of(pieces).join(run, common.threads(), this));
            return ExitCode.OK;
        }
        if (piece != null) {
            Piece part = Piece.parse(piece);
            System.out.println(
                    new BenchmarkRun(experiment, runs, common.threads(), fresh, trained(experiment, false)).run(part));
            return ExitCode.OK;
        }
        System.out.println(new BenchmarkRun(experiment, runs, common.threads(), fresh, common::read).run());
        return ExitCode.OK;
    }

    /** Refuses at once what each piece would refuse. */
    private void trainedAll(Experiment experiment) {
        TrainedNetworks trained = trained(experiment, false);
        experiment.benchmark().estimators().forEach(spec -> spec.make(trained));
    }

    private TrainedNetworks trained(Experiment experiment, boolean trains) {
        return new TrainedNetworks(experiment, runs, common.threads(), common::read, trains);
    }

    @Override
    public PieceWork work() {
        Experiment experiment = Experiment.of(config, common.read(config));
        return new PieceWork(config, experiment.name(), BenchmarkRun.input(experiment));
    }

    @Override
    public Path place(Path run) {
        return run.resolve("benchmark");
    }

    @Override
    public int joined(Path run, int threads) throws IOException {
        Experiment experiment = Experiment.of(config, common.read(config));
        System.out.println(
                new BenchmarkRun(experiment, run.getParent(), threads, false, trained(experiment, false)).run());
        return ExitCode.OK;
    }
}
