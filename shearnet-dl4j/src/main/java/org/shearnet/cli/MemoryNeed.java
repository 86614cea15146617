package org.shearnet.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.shearnet.benchmark.Benchmark;
import org.shearnet.config.BenchmarkOptions;
import org.shearnet.config.Experiment;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.net.NetworkSpec;
import org.shearnet.train.TrainOptions;

/**
 * Refuses what cannot fit into Java's heap before any work begins. It counts what grows with the numbers of a configuration
 * (docs/robustness.md has it beside the least heap in which such runs end); the program itself takes about 40 MB more.
 */
final class MemoryNeed {

    /** A stamp's place in the order of an epoch (bytes). */
    private static final double PLACE = Integer.BYTES;

    /** What is kept of a stamp of a network that sees moments alone: 47 inputs, four labels and their units (bytes). */
    private static final double KEPT = 450;

    /** A held-out stamp's labels, answers and errors (bytes). */
    private static final double HELD = 220;

    /** Copies of the weights in the heap: four of the optimiser's, and as many of a checkpoint that is gone on from. */
    private static final double PARAMETER = 8 * Float.BYTES;

    /**
     * What some number of a configuration asks for.
     *
     * @param section of the YAML
     * @param key in it; empty for the section as a whole
     * @param what the things, with their number
     * @param count how many there are; 1 where it would not help to have fewer
     * @param bytes that each takes
     */
    private record Need(String section, String key, String what, long count, double bytes) {

        static Need of(String section, String key, long count, double bytes) {
            return new Need(section, key, Long.toString(count), count, bytes);
        }

        double all() {
            return count * bytes;
        }
    }

    private MemoryNeed() {}

    /**
     * Checks {@code benchmark.galaxies}, {@code benchmark.rings} and the stamps of a batch.
     *
     * @param heap bytes that there are
     * @throws ConfigException naming the number that fits
     */
    static void checkBenchmark(Experiment experiment, int threads, long heap) {
        BenchmarkOptions options = experiment.benchmark();
        Scene scene = experiment.scene();
        int stamps = Benchmark.stampsInBatch(scene, options);
        String batch =
                stamps + " stamps of " + scene.nx() + " x " + scene.ny() + " pixels, which are measured together,";
        check(
                experiment,
                heap,
                List.of(
                        Need.of(
                                "benchmark",
                                "galaxies",
                                options.galaxies(),
                                Benchmark.bytesPerGalaxy(options, threads)),
                        Need.of("benchmark", "rings", options.rings(), Benchmark.bytesPerRing(options)),
                        new Need("image", "", batch, 1, (double) stamps * Benchmark.bytesPerStamp(scene))));
    }

    /**
     * Checks {@code train.stamps}, {@code train.validation} and the network's parameters in the same way.
     *
     * @param parameters how many the network has
     */
    static void checkTraining(Experiment experiment, long parameters, long heap) {
        TrainOptions options = experiment.train();
        NetworkSpec network = experiment.network();
        boolean kept = network.seesMomentsAlone();
        boolean still = options.data().isStill();
        double place = options.data().fresh() == TrainOptions.Fresh.GALAXIES ? 0 : PLACE;
        check(
                experiment,
                heap,
                List.of(
                        Need.of("train", "stamps", options.data().stamps(), place + (kept && still ? KEPT : 0)),
                        Need.of("train", "validation", options.data().validation(), HELD + (kept ? KEPT : 0)),
                        new Need("network", "", parameters + " parameters", parameters, PARAMETER)));
    }

    private static void check(Experiment experiment, long heap, List<Need> needs) {
        double all = needs.stream().mapToDouble(Need::all).sum();
        if (all <= heap) {
            return;
        }
        List<Need> sorted = new ArrayList<>(needs);
        sorted.sort(Comparator.comparingDouble(Need::all));
        Need most = sorted.get(sorted.size() - 1);
        double others = all - most.all();
        String what = String.format(
                Locale.ROOT,
                "%s take %.3g GB of memory%s, and Java has %.3g GB: %sgive it more with SHEARNET_HEAP=%dg",
                most.what(),
                1e-9 * most.all(),
                others > 0.05 * all ? String.format(Locale.ROOT, ", and all else %.3g GB", 1e-9 * others) : "",
                1e-9 * heap,
                most.count() > 1 && others < heap
                        ? "at most " + (long) ((heap - others) / most.bytes()) + " fit; "
                        : "",
                (long) Math.ceil(1.5 * all / (1L << 30)));
        YamlNode node = experiment.root().find(most.section());
        YamlNode value = node == null || most.key().isEmpty() ? node : node.find(most.key());
        String name = most.section() + (most.key().isEmpty() ? "" : "." + most.key());
        throw value == null ? new ConfigException(experiment.file() + ": " + name + ": " + what) : value.error(what);
    }
}
