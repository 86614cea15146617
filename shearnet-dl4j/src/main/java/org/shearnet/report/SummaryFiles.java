package org.shearnet.report;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.shearnet.benchmark.BenchmarkResult;
import org.shearnet.benchmark.LevelSummary;
import org.shearnet.config.Provenance;
import org.shearnet.galaxysim.fits.AtomicFile;
import org.shearnet.galaxysim.fits.BadDataException;

/** Writes {@code summary.csv}, {@code summary.json} and {@code provenance.json}. */
public final class SummaryFiles {

    private SummaryFiles() {}

    static void csv(Path file, BenchmarkResult result) throws IOException {
        List<RecordComponent> columns = Arrays.asList(LevelSummary.class.getRecordComponents());
        StringBuilder text = new StringBuilder(
                columns.stream().map(RecordComponent::getName).collect(Collectors.joining(",")) + "\n");
        for (BenchmarkResult.Method method : result.methods()) {
            for (LevelSummary level : method.levels()) {
                text.append(columns.stream()
                                .map(c -> value(c, level).toString())
                                .map(v -> v.equals("NaN") ? "nan" : v)
                                .collect(Collectors.joining(",")))
                        .append('\n');
            }
        }
        AtomicFile.write(file, temporary -> Files.writeString(temporary, text));
    }

    static void json(Path file, BenchmarkResult result, Provenance provenance) throws IOException {
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("provenance", provenance.entries());
        whole.put("galaxies", result.truths().size());
        whole.put("noise_sigma", result.noiseSigma());
        whole.put("threads", result.threads());
        Map<String, Object> methods = new LinkedHashMap<>();
        for (BenchmarkResult.Method method : result.methods()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("ms_per_galaxy_cold", finite(method.coldMs()));
            one.put("rings", method.rings().all().rings());
            one.put("rings_dropped", method.rings().all().dropped());
            one.put("levels", method.levels().stream().map(SummaryFiles::named).toList());
            methods.put(method.label(), one);
        }
        whole.put("methods", methods);
        write(file, whole);
    }

    /** Writes where a run comes from. */
    public static void provenance(Path file, Provenance provenance) throws IOException {
        write(file, provenance.entries());
    }

    private static void write(Path file, Map<String, ?> content) throws IOException {
        String text = new GsonBuilder()
                        .setPrettyPrinting()
                        .serializeNulls()
                        .disableHtmlEscaping()
                        .create()
                        .toJson(content)
                + "\n";
        AtomicFile.write(file, temporary -> Files.writeString(temporary, text));
    }

    private static Map<String, Object> named(LevelSummary level) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (RecordComponent column : LevelSummary.class.getRecordComponents()) {
            Object value = value(column, level);
            row.put(column.getName(), value instanceof Double number ? finite(number) : value);
        }
        return row;
    }

    /** JSON knows no NaN: null stands for it. */
    private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    /** A line of a {@code summary.csv} as it was written. */
    static LevelSummary parse(Path file, String header, String line) {
        RecordComponent[] columns = LevelSummary.class.getRecordComponents();
        List<String> names = Arrays.asList(header.split(","));
        String[] cells = line.split(",");
        Object[] values = new Object[columns.length];
        for (int i = 0; i < columns.length; i++) {
            int at = names.indexOf(columns[i].getName());
            if (at < 0 || at >= cells.length) {
                throw new BadDataException(file + ": no column '" + columns[i].getName()
                        + "'; it was written by another version, run its benchmark again");
            }
            values[i] = columns[i].getType() == int.class
                    ? (Object) Integer.valueOf(cells[at])
                    : columns[i].getType() == double.class
                            ? (Object) (cells[at].equals("nan") ? Double.NaN : Double.parseDouble(cells[at]))
                            : cells[at];
        }
        try {
            return (LevelSummary) LevelSummary.class.getDeclaredConstructors()[0].newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object value(RecordComponent column, LevelSummary level) {
        try {
            return column.getAccessor().invoke(level);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
