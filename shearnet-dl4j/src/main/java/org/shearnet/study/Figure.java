package org.shearnet.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.shearnet.benchmark.BenchmarkResult;
import org.shearnet.benchmark.ErrorBudget;
import org.shearnet.benchmark.LevelSummary;
import org.shearnet.benchmark.Metric;
import org.shearnet.benchmark.Metrics;
import org.shearnet.galaxysim.yaml.YamlNode;

/** What runs are compared by: a positive column of {@code summary.csv}. */
final class Figure {

    /** Columns that a ratio says nothing of: they have a sign, count, may well be 0, aim at a value, or say what was asked. */
    private static final String NO_FIGURE =
            "noise_sigma|outlier_fraction|coverage_.*|n|n_.*|rings.*|bias_.*|slope_.*|[mcr][12].*|alpha.*|.*_err|crlb_.*|van_trees.*|s2n_median";

    private static final String NOISE = "noise_over_crlb_in_stamp";
    private static final String FUNCTION = "function_over_crlb_in_stamp";

    private Figure() {}

    static List<String> names() {
        List<String> names = new ArrayList<>(Metrics.ALL.stream()
                .map(Metric::name)
                .filter(name -> !name.matches(NO_FIGURE))
                .toList());
        names.addAll(List.of(NOISE, FUNCTION));
        return names;
    }

    /** Refuses what is no figure, and one that the benchmark does not give. */
    static void check(YamlNode node, String figure, List<PlannedRun> runs) {
        if (!names().contains(figure)) {
            throw node.unknown("figure", figure, names());
        }
        for (PlannedRun run : runs) {
            if (List.of(NOISE, FUNCTION).contains(figure)
                    && run.experiment().benchmark().draws() == 0) {
                throw node.error("'" + figure + "' takes repeated noise: write benchmark.draws, 2 or more");
            }
        }
    }

    /** The figure and the function part of an estimator at each level. */
    static List<RunResult.Level> levels(BenchmarkResult.Method method, String figure) {
        List<RunResult.Level> levels = new ArrayList<>();
        for (int i = 0; i < method.levels().size(); i++) {
            LevelSummary level = method.levels().get(i);
            ErrorBudget budget =
                    method.budgets().isEmpty() ? null : method.budgets().get(i);
            double value;
            double error;
            if (figure.equals(NOISE)) {
                value = budget.noiseOverBound();
                error = budget.noiseError();
            } else if (figure.equals(FUNCTION)) {
                value = budget.functionOverBound();
                error = budget.functionError();
            } else {
                value = level.get(metric(figure).orElseThrow());
                error = metric(figure + "_err").map(level::get).orElse(Double.NaN);
            }
            levels.add(new RunResult.Level(
                    value,
                    error,
                    budget == null ? Double.NaN : budget.functionOverBound(),
                    budget == null ? Double.NaN : budget.functionError(),
                    flagged(level, figure)));
        }
        return levels;
    }

    private static double flagged(LevelSummary level, String figure) {
        boolean inStamp = figure.endsWith("_in_stamp");
        double all = level.get(metric(inStamp ? "n_in_stamp" : "n").orElseThrow());
        double failed =
                level.get(metric(inStamp ? "n_failed_in_stamp" : "n_failed").orElseThrow());
        return failed / all;
    }

    private static Optional<Metric> metric(String name) {
        return Metrics.ALL.stream().filter(m -> m.name().equals(name)).findFirst();
    }
}
