package org.shearnet.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.shearnet.config.Csv;
import org.shearnet.config.NoiseLevels;
import org.shearnet.galaxysim.fits.AtomicFile;
import org.shearnet.galaxysim.yaml.YamlNode;

/** {@code study.csv}: a row a run. */
public final class StudyTable {

    /** Columns after the figure, in their order; those of a benchmark without rings are unknown. */
    public static final List<String> NUMBERS = List.of(
            "kept_last",
            "m1",
            "m1_err",
            "m2",
            "m2_err",
            "c1",
            "c1_err",
            "c2",
            "c2_err",
            "parameters",
            "mflop",
            "ms_per_stamp",
            "train_seconds",
            "stamps");

    /** Those of them that are whole. */
    private static final Set<String> WHOLE = Set.of("parameters", "stamps");

    /** Columns that no axis may be called. */
    static final Set<String> RESERVED = java.util.stream.Stream.concat(
                    java.util.stream.Stream.of("run", "seed", "status", "commit"), NUMBERS.stream())
            .collect(Collectors.toSet());

    private StudyTable() {}

    /**
     * Levels of all runs, lowest noise first.
     *
     * @param rows of one unit of noise
     */
    public static List<Double> levels(List<Row> rows) {
        TreeSet<Double> levels = new TreeSet<>();
        rows.forEach(r -> java.util.Arrays.stream(r.run().levels()).forEach(levels::add));
        return List.copyOf(isS2n(rows) ? levels.descendingSet() : levels);
    }

    /** Whether levels are signals to noise and no pixel noise; all runs of a study agree in it. */
    public static boolean isS2n(List<Row> rows) {
        return rows.stream().anyMatch(r -> r.run().unit() == NoiseLevels.Unit.S2N);
    }

    /** Writes the rows that are known. */
    static void write(Path file, Study study, List<Row> rows) throws IOException {
        List<Double> levels = levels(rows);
        Set<String> keys = keys(study);
        List<String> head = new ArrayList<>(List.of("run", "seed"));
        study.axes().forEach(axis -> head.add(axis.name()));
        head.addAll(keys);
        boolean rungs = !study.search().rungs().isEmpty();
        head.addAll(rungs ? List.of("train.epochs", "status") : List.of("status"));
        for (String name : List.of(study.figure(), "function_error")) {
            for (double level : levels) {
                head.add(name + "_" + LevelName.of(level));
                head.add(name + "_" + LevelName.of(level) + "_err");
            }
        }
        levels.forEach(level -> head.add("flagged_" + LevelName.of(level)));
        head.addAll(NUMBERS);
        head.add("commit");
        StringBuilder text = new StringBuilder();
        line(text, head);
        for (Row row : rows) {
            if (row.result().status() != RunResult.Status.WAITING) {
                line(text, cells(row, keys, levels, rungs));
            }
        }
        AtomicFile.write(file, temporary -> Files.writeString(temporary, text));
    }

    /** Keys that change under a common name, or by a named value of one number or word. */
    private static Set<String> keys(Study study) {
        Set<String> keys = new LinkedHashSet<>();
        for (Axis axis : study.axes()) {
            if (axis.isBundle()) {
                keys.addAll(axis.paths());
            }
        }
        return keys;
    }

    private static List<String> cells(Row row, Set<String> keys, List<Double> levels, boolean rungs) {
        List<String> cells = new ArrayList<>(
                List.of(row.run().name(), Long.toString(row.run().seed())));
        row.run().variants().forEach(v -> cells.add(v.label()));
        keys.forEach(key -> cells.add(value(row.run().experiment().root(), key)));
        if (rungs) {
            cells.add(Integer.toString(row.run().epochs()));
        }
        cells.add(row.result().status().word());
        for (double level : levels) {
            RunResult.Level found = at(row, level);
            cells.add(Csv.number(found.figure()));
            cells.add(Csv.number(found.error()));
        }
        for (double level : levels) {
            RunResult.Level found = at(row, level);
            cells.add(Csv.number(found.function()));
            cells.add(Csv.number(found.functionError()));
        }
        levels.forEach(level -> cells.add(Csv.number(at(row, level).flagged())));
        for (String name : NUMBERS) {
            double value = row.result().number(name);
            cells.add(WHOLE.contains(name) && !Double.isNaN(value) ? Long.toString((long) value) : Csv.number(value));
        }
        cells.add(row.result().commit());
        return cells;
    }

    private static RunResult.Level at(Row row, double level) {
        int place = row.run().level(level);
        return place < 0 || place >= row.result().levels().size()
                ? new RunResult.Level(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN)
                : row.result().levels().get(place);
    }

    /** The effective value of a key in words; empty where the experiment does not name it. */
    static String value(YamlNode root, String path) {
        YamlNode node = root;
        for (String step : path.split("\\.")) {
            node = node != null && node.isMap() ? node.find(step) : null;
        }
        return node == null
                ? ""
                : node.isScalar() ? node.text() : node.toYaml().strip().replaceAll("\\s*\\R\\s*", " ");
    }

    private static void line(StringBuilder text, List<String> cells) {
        text.append(cells.stream().map(Csv::text).collect(Collectors.joining(",")));
        text.append('\n');
    }
}
