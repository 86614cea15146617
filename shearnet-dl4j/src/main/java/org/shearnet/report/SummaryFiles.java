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
import org.shearnet.benchmark.BenchmarkResult;
import org.shearnet.benchmark.ErrorBudget;
import org.shearnet.benchmark.LevelSummary;
import org.shearnet.benchmark.Metric;
import org.shearnet.benchmark.Metrics;
import org.shearnet.benchmark.RingBias;
import org.shearnet.benchmark.RingStudy;
import org.shearnet.config.Provenance;
import org.shearnet.galaxysim.fits.AtomicFile;
import org.shearnet.galaxysim.fits.BadDataException;

/** Writes {@code summary.csv}, {@code summary.json} and {@code provenance.json}. */
public final class SummaryFiles {

    /** Columns of a benchmark that draws its noise more than once, after those of {@link Metrics}. */
    private static final List<String> BUDGET = List.of(
            "noise_over_crlb_in_stamp",
            "noise_over_crlb_in_stamp_err",
            "function_over_crlb_in_stamp",
            "function_over_crlb_in_stamp_err");

    private SummaryFiles() {}

    static void csv(Path file, BenchmarkResult result) throws IOException {
        StringBuilder text = new StringBuilder("method");
        Metrics.ALL.forEach(metric -> text.append(',').append(metric.name()));
        boolean budgets = !result.methods().get(0).budgets().isEmpty();
        text.append(budgets ? "," + String.join(",", BUDGET) : "").append('\n');
        for (BenchmarkResult.Method method : result.methods()) {
            for (int i = 0; i < method.levels().size(); i++) {
                LevelSummary level = method.levels().get(i);
                text.append(level.method());
                Metrics.ALL.forEach(metric -> text.append(',').append(metric.csv(level.get(metric))));
                if (budgets) {
                    for (double value : parts(method.budgets().get(i))) {
                        text.append(',').append(Double.isNaN(value) ? "nan" : Double.toString(value));
                    }
                }
                text.append('\n');
            }
        }
        AtomicFile.write(file, temporary -> Files.writeString(temporary, text));
    }

    private static double[] parts(ErrorBudget budget) {
        return new double[] {
            budget.noiseOverBound(), budget.noiseError(), budget.functionOverBound(), budget.functionError()
        };
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
            one.put("ms_per_galaxy_cold", finite(method.timing().coldWallMs()));
            one.put("ms_per_galaxy", finite(method.timing().wallMs()));
            one.put("cpu_ms_per_galaxy_cold", finite(method.timing().coldCpuMs()));
            one.put("cpu_ms_per_galaxy", finite(method.timing().cpuMs()));
            one.put("levels", method.levels().stream().map(SummaryFiles::named).toList());
            if (!method.budgets().isEmpty()) {
                one.put(
                        "budgets",
                        method.budgets().stream().map(SummaryFiles::budget).toList());
            }
            one.put("rings", method.rings().stream().map(SummaryFiles::study).toList());
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

    private static Map<String, Object> budget(ErrorBudget budget) {
        Map<String, Object> row = new LinkedHashMap<>();
        double[] values = parts(budget);
        for (int k = 0; k < values.length; k++) {
            row.put(BUDGET.get(k), finite(values[k]));
        }
        return row;
    }

    private static Map<String, Object> named(LevelSummary level) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("method", level.method());
        for (Metric metric : Metrics.ALL) {
            row.put(metric.name(), metric.isWhole() ? (Object) level.count(metric) : finite(level.get(metric)));
        }
        return row;
    }

    private static Map<String, Object> study(RingStudy study) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("noise_sigma", study.noiseSigma());
        row.put("all", bias(study.all()));
        row.put("in_stamp", bias(study.inStamp()));
        row.put(
                "bins",
                study.bins().stream()
                        .map(b -> {
                            Map<String, Object> bin = new LinkedHashMap<>();
                            bin.put("by", b.property());
                            bin.put("low", b.low());
                            bin.put("high", b.high());
                            bin.putAll(bias(b.bias()));
                            return bin;
                        })
                        .toList());
        row.put(
                "wrong_assumptions",
                study.broken().stream()
                        .map(b -> {
                            Map<String, Object> one = new LinkedHashMap<>();
                            one.put("condition", b.condition().words());
                            one.put("found", bias(b.bias()));
                            one.put("shift", bias(b.shift()));
                            return one;
                        })
                        .toList());
        return row;
    }

    private static Map<String, Object> bias(RingBias bias) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("rings", bias.rings());
        row.put("dropped", bias.dropped());
        for (RecordComponent part : RingBias.class.getRecordComponents()) {
            if (part.getType() == RingBias.Value.class) {
                try {
                    RingBias.Value value = (RingBias.Value) part.getAccessor().invoke(bias);
                    row.put(part.getName(), finite(value.value()));
                    row.put(part.getName() + "_err", finite(value.error()));
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        return row;
    }

    /** JSON knows no NaN: null stands for it. */
    private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    /** A line of a {@code summary.csv} as it was written. */
    static LevelSummary parse(Path file, String header, String line) {
        List<String> names = Arrays.asList(header.split(","));
        String[] cells = line.split(",");
        return new LevelSummary(
                cells[column(file, names, "method", cells.length)],
                Metrics.ALL.stream()
                        .mapToDouble(metric -> {
                            String cell = cells[column(file, names, metric.name(), cells.length)];
                            try {
                                return cell.equals("nan") ? Double.NaN : Double.parseDouble(cell);
                            } catch (NumberFormatException e) {
                                throw new BadDataException(
                                        file + ": column '" + metric.name() + "': '" + cell + "' is no number");
                            }
                        })
                        .toArray());
    }

    private static int column(Path file, List<String> names, String name, int cells) {
        int at = names.indexOf(name);
        if (at < 0 || at >= cells) {
            throw new BadDataException(
                    file + ": no column '" + name + "'; it was written by another version, run its benchmark again");
        }
        return at;
    }
}
