package org.shearnet.paper;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.shearnet.benchmark.ObjectRows;
import org.shearnet.galaxysim.fits.BadDataException;

/**
 * A run folder with its benchmark, as a paper uses it.
 *
 * @param name of the folder
 * @param folder where it is
 * @param rows {@code summary.csv}: cells by column, in the order of the file
 * @param objects {@code objects.fits}
 * @param provenance of the benchmark
 */
record PaperRun(
        String name,
        Path folder,
        List<Map<String, String>> rows,
        List<ObjectRows> objects,
        Map<String, String> provenance) {

    /** Noise below this has a power of ten. */
    private static final double LEAST_PLAIN = 1e-3;

    PaperRun {
        rows = List.copyOf(rows);
        objects = List.copyOf(objects);
    }

    /**
     * Reads a folder.
     *
     * @throws BadDataException where it holds no benchmark, or a damaged one
     */
    static PaperRun read(Path folder) throws IOException {
        Path benchmark = folder.resolve("benchmark");
        for (String file : List.of("summary.csv", "summary.json", "objects.fits")) {
            if (!Files.exists(benchmark.resolve(file))) {
                throw new BadDataException(benchmark.resolve(file)
                        + ": not there; a paper is made from run folders with a benchmark (shearnet benchmark CONFIG)");
            }
        }
        return new PaperRun(
                folder.toAbsolutePath().normalize().getFileName().toString(),
                folder,
                rows(benchmark),
                ObjectRows.read(benchmark.resolve("objects.fits")),
                provenance(benchmark.resolve("summary.json")));
    }

    /** The summary, and behind each of its rows what {@code errorbars.csv} says of galaxies well inside their stamps. */
    private static List<Map<String, String>> rows(Path benchmark) throws IOException {
        List<Map<String, String>> rows = csv(benchmark.resolve("summary.csv"), "method", "noise_sigma");
        Path errors = benchmark.resolve("errorbars.csv");
        if (Files.exists(errors)) {
            for (Map<String, String> more : csv(errors, "method", "noise_sigma", "sample")) {
                for (Map<String, String> row : rows) {
                    if (more.get("sample").equals("in_stamp")
                            && more.get("method").equals(row.get("method"))
                            && number(more, "noise_sigma") == number(row, "noise_sigma")) {
                        more.forEach(row::putIfAbsent);
                    }
                }
            }
        }
        return rows;
    }

    /** Files that numbers and figures are made from, as far as they are there. */
    List<Path> inputs() {
        List<Path> inputs = new ArrayList<>();
        for (String file : List.of(
                "benchmark/summary.csv",
                "benchmark/objects.fits",
                "benchmark/errorbars.csv",
                "benchmark/errorbars-figures.csv",
                "metrics.csv",
                "inspect/layers.csv",
                "inspect/kept.csv")) {
            if (Files.exists(folder.resolve(file))) {
                inputs.add(folder.resolve(file));
            }
        }
        return inputs;
    }

    /** The labels of the estimators in their order. */
    List<String> methods() {
        return rows.stream().map(row -> row.get("method")).distinct().toList();
    }

    /** The noise levels, ascending. */
    double[] levels() {
        return rows.stream()
                .mapToDouble(row -> number(row, "noise_sigma"))
                .distinct()
                .sorted()
                .toArray();
    }

    /** A cell as a number, NaN where the column is not there. */
    static double number(Map<String, String> row, String column) {
        String cell = row.get(column);
        if (cell == null || cell.isEmpty() || cell.equals("nan")) {
            return Double.NaN;
        }
        try {
            return Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            throw new BadDataException("column '" + column + "': '" + cell + "' is no number");
        }
    }

    /** A column of rows as numbers. */
    static double[] column(List<Map<String, String>> rows, String column) {
        return rows.stream().mapToDouble(row -> number(row, column)).toArray();
    }

    /** A noise level in few digits. */
    static String noise(double level) {
        boolean small = level < LEAST_PLAIN;
        return new DecimalFormat(small ? "0.##E0" : "0.####", DecimalFormatSymbols.getInstance(Locale.ROOT))
                .format(level)
                .toLowerCase(Locale.ROOT);
    }

    /** Rows of a table of comma-separated values whose cells hold no commas. */
    static List<Map<String, String>> csv(Path file, String... needed) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (lines.size() < 2) {
            throw new BadDataException(file + ": holds no row");
        }
        String[] names = lines.get(0).split(",", -1);
        for (String column : needed) {
            if (!List.of(names).contains(column)) {
                throw new BadDataException(file + ": no column '" + column + "'");
            }
        }
        List<Map<String, String>> rows = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            String[] cells = lines.get(i).split(",", -1);
            if (cells.length != names.length) {
                throw new BadDataException(
                        file + ": line " + (i + 1) + " has " + cells.length + " cells, the head " + names.length);
            }
            Map<String, String> row = new LinkedHashMap<>();
            for (int k = 0; k < names.length; k++) {
                row.put(names[k], cells[k]);
            }
            rows.add(row);
        }
        return rows;
    }

    private static Map<String, String> provenance(Path json) throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        try {
            JsonObject all = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
            all.getAsJsonObject("provenance")
                    .entrySet()
                    .forEach(e -> entries.put(e.getKey(), e.getValue().getAsString()));
        } catch (JsonSyntaxException | IllegalStateException | NullPointerException e) {
            throw new BadDataException(json + ": is no summary of a benchmark");
        }
        return entries;
    }
}
