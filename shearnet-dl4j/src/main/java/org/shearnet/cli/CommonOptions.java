package org.shearnet.cli;

import java.nio.file.Path;
import java.util.List;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.galaxysim.yaml.YamlReader;
import picocli.CommandLine.Option;

/** The options that every command takes. Precedence: defaults, then the YAML, then {@code --set}, then flags. */
final class CommonOptions {

    /** When the help and the errors use colours. */
    enum Colour {
        auto,
        always,
        never
    }

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "worker threads (default: all cores); never changes a number")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--seed", paramLabel = "S", description = "seed of every random stream, over image.random_seed")
    private Long seed;

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = "overrides a value of the YAML, as in --set train.epochs=5")
    private List<String> overrides = List.of();

    /** Read before the line is parsed, by {@link Main}; here for the help and the check of its value. */
    @Option(names = "--color", paramLabel = "WHEN", description = "${COMPLETION-CANDIDATES} (default: auto)")
    @SuppressWarnings("UnusedVariable")
    private Colour colour = Colour.auto;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "shows this help")
    @SuppressWarnings("UnusedVariable") // picocli asks for it
    private boolean help;

    @Option(names = "--debug", description = "stack traces and detailed logs")
    private boolean debug;

    /** More threads than any machine has would only take memory. */
    private static final int MOST_THREADS = 1024;

    int threads() {
        if (threads < 1 || threads > MOST_THREADS) {
            throw new UsageException("--threads must be 1 to " + MOST_THREADS + ", not " + threads);
        }
        return threads;
    }

    /** Refuses {@code --set} where there is no YAML that it could change. */
    void refuseOverrides(String command) {
        if (!overrides.isEmpty()) {
            throw new UsageException("--set changes values of a YAML, and " + command + " reads none");
        }
    }

    boolean debug() {
        return debug;
    }

    Long seed() {
        return seed;
    }

    /** The document of a file with {@code --set} and {@code --seed} applied. */
    YamlNode read(Path file) {
        return apply(YamlReader.read(file));
    }

    /** The document with {@code --set} and {@code --seed} applied. */
    YamlNode apply(YamlNode root) {
        YamlNode result = root;
        for (String override : overrides) {
            result = YamlReader.override(result, override);
        }
        return seed == null ? result : YamlReader.override(result, "image.random_seed=" + seed);
    }
}
