package org.shearnet.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Many runs in one table: a row for each estimator of each run's benchmark, one for a run without a benchmark.
 *
 * @param keys of the configurations that are not the same in all runs
 * @param metrics names of the columns of numbers
 * @param rows in the order of the folders
 */
public record RunsTable(List<String> keys, List<String> metrics, List<Line> rows) {

    /**
     * A row.
     *
     * @param folder of the run
     * @param estimator its label; empty where there is no benchmark
     * @param values of the keys; empty where the run does not name one
     * @param numbers NaN for unknown ones
     * @param fault why the run could not be read; empty where it could
     */
    public record Line(Path folder, String estimator, List<String> values, double[] numbers, String fault) {}

    private static final String FIGURE = "rmse_over_crlb_in_stamp";

    private static final List<String> FIRST = List.of("epochs", "best held-out RMSE", "training (s)");

    private static final String TIME = "ms a stamp";

    public RunsTable {
        keys = List.copyOf(keys);
        metrics = List.copyOf(metrics);
        rows = List.copyOf(rows);
    }

    /** Of some runs. */
    public static RunsTable of(List<RunFolders.Run> runs) {
        List<String> keys = keys(runs);
        TreeSet<Double> levels = new TreeSet<>();
        for (RunFolders.Run run : runs) {
            run.benchmark().values().forEach(m -> m.get("noise_sigma").forEach(cell -> levels.add(number(cell))));
        }
        List<String> metrics = new ArrayList<>(FIRST);
        levels.forEach(level -> metrics.add("RMSE over bound at " + LevelName.of(level)));
        metrics.add(TIME);
        List<Line> rows = new ArrayList<>();
        for (RunFolders.Run run : runs) {
            List<String> values = keys.stream()
                    .map(key -> run.configuration().getOrDefault(key, ""))
                    .toList();
            Set<String> estimators = new LinkedHashSet<>(run.benchmark().keySet());
            if (estimators.isEmpty()) {
                estimators.add("");
            }
            for (String estimator : estimators) {
                rows.add(new Line(
                        run.folder(), estimator, values, numbers(run, estimator, List.copyOf(levels)), run.fault()));
            }
        }
        return new RunsTable(keys, metrics, rows);
    }

    /** The keys in which the runs that have a configuration differ, but for their names. */
    public static List<String> keys(List<RunFolders.Run> runs) {
        return RunFolders.differing(runs.stream()
                        .map(RunFolders.Run::configuration)
                        .filter(c -> !c.isEmpty())
                        .toList())
                .stream()
                .filter(key -> !key.equals("name"))
                .sorted(Comparator.comparing((String key) -> !key.startsWith("network."))
                        .thenComparing(key -> !key.startsWith("train."))
                        .thenComparing(key -> key))
                .toList();
    }

    private static double[] numbers(RunFolders.Run run, String estimator, List<Double> levels) {
        double[] numbers = new double[FIRST.size() + levels.size() + 1];
        Arrays.fill(numbers, Double.NaN);
        if (run.log() != null) {
            numbers[0] = run.log().epochs();
            double[] rmse = run.log().column("shear_rmse");
            numbers[1] = rmse == null ? Double.NaN : Arrays.stream(rmse).min().orElse(Double.NaN);
            numbers[2] = run.log().last("seconds");
        }
        Map<String, List<String>> columns = run.benchmark().get(estimator);
        if (columns != null) {
            List<String> sigmas = columns.get("noise_sigma");
            for (int i = 0; i < sigmas.size(); i++) {
                if (columns.containsKey(FIGURE)) {
                    numbers[FIRST.size() + levels.indexOf(number(sigmas.get(i)))] =
                            number(columns.get(FIGURE).get(i));
                }
            }
            numbers[numbers.length - 1] = columns.getOrDefault("ms_per_galaxy", List.of()).stream()
                    .mapToDouble(RunsTable::number)
                    .sorted()
                    .skip((sigmas.size() - 1) / 2)
                    .findFirst()
                    .orElse(Double.NaN);
        }
        return numbers;
    }

    private static double number(String cell) {
        try {
            return Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            return Double.NaN; // "nan"
        }
    }
}
