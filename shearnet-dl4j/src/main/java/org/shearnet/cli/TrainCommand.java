package org.shearnet.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.shearnet.config.Experiment;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.LayerRow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code shearnet train}: trains the network of a YAML into its run folder. */
@Command(name = "train", description = "Trains the network of a YAML into runs/<name>/.", sortOptions = false)
final class TrainCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "CONFIG", description = "YAML experiment")
    private Path config;

    @Option(
            names = "--resume",
            description = "goes on from the last checkpoint; the result is as if never stopped."
                    + " A finished training goes on with --set train.epochs=N")
    private boolean resume;

    @Option(names = "--fresh", description = "starts over and replaces what an earlier training left")
    private boolean fresh;

    @Option(names = "--dry-run", description = "prints the network layer by layer and trains nothing")
    private boolean dryRun;

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
        Experiment experiment = Experiment.of(config, common.apply(YamlReader.read(config)));
        if (dryRun) {
            printLayers(experiment);
            return ExitCode.OK;
        }
        device.choose();
        Path run = runs.resolve(experiment.name());
        System.out.println(new TrainingRun(experiment, run, common.threads(), start()).train());
        return ExitCode.OK;
    }

    private TrainingRun.Start start() {
        return fresh ? TrainingRun.Start.FRESH : resume ? TrainingRun.Start.RESUME : TrainingRun.Start.NEW;
    }

    private static void printLayers(Experiment experiment) {
        List<LayerRow> layers = TrainingRun.layers(experiment);
        String row = "%-28s %14s %7s %10s %12s %14s%n";
        System.out.printf(Locale.ROOT, row, "layer", "shape", "stride", "receptive", "parameters", "FLOPs");
        long parameters = 0;
        long flops = 0;
        for (LayerRow layer : layers) {
            System.out.printf(
                    Locale.ROOT,
                    row,
                    layer.name(),
                    layer.output(),
                    layer.stride(),
                    layer.receptiveField(),
                    layer.parameters(),
                    layer.flops());
            parameters += layer.parameters();
            flops += layer.flops();
        }
        System.out.printf(Locale.ROOT, row, "in all", "", "", "", parameters, flops);
    }
}
