package org.shearnet.study;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.train.TrainingLog;

/** Run folders below a folder, and what lies in them. */
public final class RunFolders {

    /** Folders within a run that are no runs. */
    private static final List<String> PARTS =
            List.of("benchmark", "checkpoints", "inspect", "measured", "comparison", "pieces");

    /** Deepest folder that is looked into. */
    private static final int DEPTH = 12;

    /**
     * A run.
     *
     * @param folder where it lies
     * @param configuration by dotted key, as its config.yaml has it; empty where there is none
     * @param log of its training; null where it has none
     * @param benchmark by estimator and column, the text of the cells at each level; empty where there is none
     * @param fault why it could not be read, in a line; empty where it could
     */
    public record Run(
            Path folder,
            Map<String, String> configuration,
            TrainingLog log,
            Map<String, Map<String, List<String>>> benchmark,
            String fault) {

        /** One of which nothing could be read. */
        public static Run damaged(Path folder, String fault) {
            return new Run(folder, Map.of(), null, Map.of(), fault);
        }
    }

    private RunFolders() {}

    /**
     * Finds them, by name; hidden folders are left out.
     *
     * @throws NoSuchFileException where a root is not there
     */
    public static List<Path> below(List<Path> roots) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path root : roots) {
            if (!Files.isDirectory(root)) {
                throw new NoSuchFileException(root.toString());
            }
            Files.walkFileTree(root, java.util.Set.of(), DEPTH, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    String name = folder.getFileName() == null
                            ? ""
                            : folder.getFileName().toString();
                    boolean hidden = name.startsWith(".") && !folder.equals(root);
                    if (hidden || PARTS.contains(name) && !folder.equals(root)) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    if (isRun(folder) && !found.contains(folder)) {
                        found.add(folder);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE; // a folder that may not be read holds no run of ours
                }
            });
        }
        found.sort(null);
        return found;
    }

    /** Whether a training or a benchmark left its files there. */
    static boolean isRun(Path folder) {
        return Files.exists(folder.resolve("benchmark/summary.csv"))
                || Files.exists(folder.resolve("config.yaml"))
                        && (Files.exists(folder.resolve("provenance.json"))
                                || Files.exists(folder.resolve("metrics.csv")));
    }

    /**
     * Reads a run.
     *
     * @throws BadDataException naming the file that is damaged
     */
    public static Run read(Path folder) throws IOException {
        Map<String, String> configuration = new LinkedHashMap<>();
        Path config = folder.resolve("config.yaml");
        if (Files.exists(config)) {
            try {
                flatten(YamlReader.read(config), "", configuration);
            } catch (ConfigException e) {
                throw new BadDataException(e.getMessage(), e);
            }
        }
        Path metrics = folder.resolve("metrics.csv");
        Path summary = folder.resolve("benchmark/summary.csv");
        return new Run(
                folder,
                configuration,
                Files.exists(metrics) ? TrainingLog.read(metrics) : null,
                Files.exists(summary) ? benchmark(summary) : Map.of(),
                "");
    }

    private static Map<String, Map<String, List<String>>> benchmark(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        Map<String, Map<String, List<String>>> methods = new LinkedHashMap<>();
        if (lines.isEmpty() || !lines.get(0).startsWith("method,noise_sigma,")) {
            throw new BadDataException(file + ": no summary of a benchmark");
        }
        String[] names = lines.get(0).split(",", -1);
        for (int row = 1; row < lines.size(); row++) {
            String[] cells = lines.get(row).split(",", -1);
            if (cells.length != names.length) {
                throw new BadDataException(
                        file + ":" + (row + 1) + ": " + cells.length + " cells under " + names.length + " columns");
            }
            if (!isNoise(cells[1])) {
                throw new BadDataException(
                        file + ":" + (row + 1) + ": column 'noise_sigma': '" + cells[1] + "' is no pixel noise");
            }
            Map<String, List<String>> columns = methods.computeIfAbsent(cells[0], m -> new LinkedHashMap<>());
            for (int i = 1; i < names.length; i++) {
                columns.computeIfAbsent(names[i], n -> new ArrayList<>()).add(cells[i]);
            }
        }
        return methods;
    }

    private static boolean isNoise(String cell) {
        try {
            double value = Double.parseDouble(cell);
            return value >= 0 && value < Double.POSITIVE_INFINITY;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** All values of a mapping by dotted key; a list in a line. */
    public static void flatten(YamlNode node, String path, Map<String, String> flat) {
        if (node.isMap()) {
            for (String key : node.keys()) {
                if (node.find(key) != null) {
                    flatten(node.find(key), path.isEmpty() ? key : path + "." + key, flat);
                }
            }
        } else if (node.isScalar()) {
            flat.put(path, node.text());
        } else if (node.isList() && node.items().stream().allMatch(YamlNode::isScalar)) {
            flat.put(path, node.items().stream().map(YamlNode::text).collect(Collectors.joining(", ")));
        } else {
            flat.put(path, node.toYaml().strip().replaceAll("\\s*\\R\\s*", " "));
        }
    }

    /** The keys whose values are not the same in all of some configurations. */
    public static List<String> differing(List<Map<String, String>> configurations) {
        return configurations.stream()
                .flatMap(c -> c.keySet().stream())
                .distinct()
                .filter(key -> configurations.stream()
                                .map(c -> c.getOrDefault(key, ""))
                                .distinct()
                                .count()
                        > 1)
                .sorted()
                .toList();
    }
}
