package org.shearnet.cli;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.shearnet.config.Experiment;
import org.shearnet.galaxysim.fits.AtomicFile;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.Conformance;
import org.shearnet.net.DeviceComparison;
import org.shearnet.net.Network;
import org.shearnet.net.NetworkSpec;
import org.shearnet.net.cuda.Device;
import org.shearnet.net.cuda.DeviceException;
import org.shearnet.net.cuda.Devices;
import org.shearnet.net.cuda.Precision;
import org.shearnet.net.engine.Shape;
import org.shearnet.speed.DeviceWork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code shearnet gpu-check}: all that is to be known of a device; {@code scripts/gpu-check} runs it, and PyTorch beside it. */
@Command(
        name = "gpu-check",
        hidden = true,
        description = "Checks a device: its kernels, whole networks, a training beside the processor's, speed, memory.",
        sortOptions = false)
final class GpuCheckCommand implements Callable<Integer> {

    private static final double MIB = 1024 * 1024;

    @Parameters(index = "0", paramLabel = "CONFIG", description = "YAML experiment that is trained for the comparison")
    private Path config;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "folder for gpu-check.json and what is trained",
            required = true)
    private Path out;

    @Option(names = "--steps", paramLabel = "N", description = "steps of the compared training (default: 200)")
    private int steps = 200;

    @Option(names = "--seconds", paramLabel = "S", description = "length of one measurement (default: 1)")
    private double seconds = 1;

    @Option(names = "--size", paramLabel = "N", description = "pixels of a stamp's side (default: 53)")
    private int size = 53;

    @Option(names = "--batches", paramLabel = "N,...", split = ",", description = "batches (default: 64,512,4096)")
    private List<Integer> batches = List.of(64, 512, 4096);

    @Option(
            names = "--networks",
            paramLabel = "NAME,...",
            split = ",",
            description = "architectures whose speed is measured")
    private List<String> networks = List.of("enhanced", "dilated", "multiscale", "d4", "unet");

    @Mixin
    private DeviceOption where;

    @Mixin
    private CommonOptions common;

    private final Map<String, Object> report = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException {
        where.use();
        Device device = Devices.chosen();
        if (device == null) {
            throw new UsageException("gpu-check needs --device cuda or cuda:N");
        }
        Files.createDirectories(out);
        report.put("facts", device.facts());
        device.facts().forEach((name, value) -> System.out.printf("%-24s %s%n", name, value));
        boolean good = conformance(device);
        good &= comparison(device);
        good &= training();
        Devices.choose("cpu");
        where.use();
        speed(Devices.chosen());
        report.put("passed", good);
        save();
        System.out.println(good ? "all is well" : "SOMETHING IS WRONG: see above");
        return good ? ExitCode.OK : ExitCode.FAILURE;
    }

    /** What is known so far, so that nothing is lost where time runs out. */
    private void save() throws IOException {
        String json = new GsonBuilder()
                .setPrettyPrinting()
                .serializeSpecialFloatingPointValues()
                .create()
                .toJson(report);
        AtomicFile.write(out.resolve("gpu-check.json"), file -> Files.writeString(file, json));
    }

    private boolean conformance(Device device) throws IOException {
        Conformance.Report of = Conformance.run(device);
        System.out.printf(
                Locale.ROOT,
                "conformance: %d cases in %.1f s, worst %.1e (%s), allowed %.0e%n",
                of.cases().size(),
                of.seconds(),
                of.worst().error(),
                of.worst().name(),
                of.tolerance());
        of.cases().stream()
                .filter(c -> !(c.error() <= of.tolerance()))
                .forEach(c -> System.out.printf(Locale.ROOT, "  WRONG %.1e %s%n", c.error(), c.name()));
        report.put("conformance", of.cases());
        save();
        return of.passed();
    }

    private boolean comparison(Device device) throws IOException {
        List<DeviceComparison.Result> results = DeviceComparison.all(device, new Shape(size, size, 1));
        boolean good = true;
        for (DeviceComparison.Result r : results) {
            boolean own = r.difference() <= device.precision().tolerance() && r.again() && r.predicts();
            System.out.printf(
                    Locale.ROOT,
                    "%-20s differs from the processor by %.1e%s%s%s%n",
                    r.network(),
                    r.difference(),
                    r.again() ? "" : ", NOT THE SAME TWICE",
                    r.predicts() ? "" : ", ANOTHER PREDICTION WITHOUT TRAINING",
                    own ? "" : "  WRONG");
            good &= own;
        }
        report.put("networks", results);
        save();
        return good;
    }

    /** The same training on device and processor, step by step, and on the device again. */
    private boolean training() throws IOException {
        YamlNode root = YamlReader.override(common.apply(YamlReader.read(config)), "train.epochs=1");
        int batch = Experiment.of(config, root).train().data().batch();
        Experiment experiment =
                Experiment.of(config, YamlReader.override(root, "train.stamps=" + (long) steps * batch));
        ComparedTraining training = new ComparedTraining(experiment, out, common.threads());
        ComparedTraining.Run first = training.run("device");
        ComparedTraining.Run again = training.run("device-again");
        String device = Devices.chosen().name();
        Precision precision = Devices.chosen().precision();
        Devices.choose("cpu");
        ComparedTraining.Run processor = training.run("processor");
        ComparedTraining.Difference d = first.beside(processor);
        boolean same = first.beside(again).isNone();
        boolean good = same && d.isSmall(precision);
        System.out.printf(
                Locale.ROOT,
                "training of %d steps on %s: loss differs by %.1e after 10 steps, %.1e at most; weights by %.1e of the largest;"
                        + " held-out RMSE %.5f and %.5f; %.0f and %.0f stamps/s with drawing; %s%s%n",
                first.losses().length,
                device,
                d.early(),
                d.loss(),
                d.weights(),
                first.rmse(),
                processor.rmse(),
                first.pace(),
                processor.pace(),
                same ? "the same twice, bit for bit" : "NOT THE SAME TWICE",
                good ? "" : "  WRONG");
        report.put(
                "training",
                Map.of("difference", d, "same_twice", same, "device", first.told(), "processor", processor.told()));
        save();
        return good;
    }

    private void speed(Device device) throws IOException {
        List<Map<String, Object>> rows = new ArrayList<>();
        Shape stamp = new Shape(size, size, 1);
        Map<String, Object> graphs = new LinkedHashMap<>();
        for (String name : networks) {
            graphs.put(name, Network.json(NetworkSpec.of(name), stamp, stamp));
        }
        report.put("graphs", graphs);
        report.put("speed", rows);
        report.put("size", size);
        for (int batch : batches) {
            for (String name : networks) {
                rows.add(row(device, NetworkSpec.of(name), name, stamp, batch));
                save();
            }
        }
    }

    private Map<String, Object> row(Device device, NetworkSpec spec, String name, Shape stamp, int batch) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("network", name);
        row.put("batch", batch);
        row.put("parameters", Network.parameters(spec, stamp, stamp));
        for (boolean trains : new boolean[] {true, false}) {
            String word = trains ? "train" : "infer";
            long before = device.freeBytes();
            try (DeviceWork work = new DeviceWork(device, spec, stamp, batch, trains)) {
                row.put(word, work.perSecond(seconds));
                row.put(word + "_mib", (before - device.freeBytes()) / MIB);
            } catch (DeviceException e) {
                row.put(word + "_problem", e.getMessage());
            }
        }
        System.out.println(row);
        return row;
    }
}
