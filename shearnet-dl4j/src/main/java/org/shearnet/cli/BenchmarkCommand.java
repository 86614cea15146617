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
    private DeviceOption device;

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
        Experiment experiment = Experiment.of(config, common.read(config));
        device.choose();
        System.out.println(new BenchmarkRun(experiment, runs, common.threads(), fresh, common::read).run());
        return ExitCode.OK;
    }
}
