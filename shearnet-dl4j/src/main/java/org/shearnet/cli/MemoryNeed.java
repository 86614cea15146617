package org.shearnet.cli;

import java.util.Locale;
import org.shearnet.benchmark.Benchmark;
import org.shearnet.config.BenchmarkOptions;
import org.shearnet.config.Experiment;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.net.NetworkSpec;
import org.shearnet.train.TrainOptions;

/**
 * Refuses what cannot fit into Java's heap before any work begins. It counts what is kept for each galaxy alone, so that what
 * is refused cannot fit; what is let through may still not, for stamps and networks take their part.
 */
final class MemoryNeed {

    /** A stamp's place in the order of an epoch (bytes). */
    private static final long PLACE = Integer.BYTES;

    /** What is kept of a stamp of a network that sees moments alone, its labels with it (bytes). */
    private static final long KEPT = 300;

    /** A held-out stamp's labels, answers and errors (bytes). */
    private static final long HELD = 200;

    private MemoryNeed() {}

    /**
     * Checks {@code benchmark.galaxies} and {@code benchmark.rings}.
     *
     * @param heap bytes that there are
     * @throws ConfigException naming the number that fits
     */
    static void checkBenchmark(Experiment experiment, long heap) {
        BenchmarkOptions options = experiment.benchmark();
        check(experiment, "benchmark", "galaxies", options.galaxies(), Benchmark.bytesPerGalaxy(options), heap);
        check(experiment, "benchmark", "rings", options.rings(), Benchmark.bytesPerRing(options), heap);
    }

    /** Checks {@code train.stamps} and {@code train.validation} in the same way. */
    static void checkTraining(Experiment experiment, long heap) {
        TrainOptions options = experiment.train();
        NetworkSpec network = experiment.network();
        boolean still = options.fresh() == TrainOptions.Fresh.NONE;
        boolean kept = network.seesMomentsAlone();
        long place = options.fresh() == TrainOptions.Fresh.GALAXIES ? 0 : PLACE;
        check(
                experiment,
                "train",
                "stamps",
                options.stamps(),
                place + (kept && still && !options.augment() ? KEPT : 0),
                heap);
        check(experiment, "train", "validation", options.validation(), HELD + (kept ? KEPT : 0), heap);
    }

    private static void check(Experiment experiment, String section, String key, long count, long bytes, long heap) {
        if (bytes == 0 || count <= heap / bytes) {
            return;
        }
        String what = String.format(
                Locale.ROOT,
                "%d keep %.3g GB in memory, and Java has %.3g GB: at most %d fit; more with SHEARNET_HEAP=%dg",
                count,
                1e-9 * count * bytes,
                1e-9 * heap,
                heap / bytes,
                (long) Math.ceil(1.5 * count * bytes / (1L << 30)));
        YamlNode node = experiment.root().find(section);
        YamlNode value = node == null ? null : node.find(key);
        throw value == null
                ? new ConfigException(experiment.file() + ": " + section + "." + key + ": " + what)
                : value.error(what);
    }
}
