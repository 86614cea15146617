package org.shearnet.report;

import java.util.ArrayList;
import java.util.List;
import org.shearnet.benchmark.BenchmarkResult;
import org.shearnet.benchmark.OffTraining;

/** What becomes of answers and error bars under another sky, as a table. */
final class OffTrainingTable {

    static final List<String> HEADS = List.of(
            "estimator",
            "σ",
            "the sky",
            "flagged",
            "as told",
            "stated error grows to",
            "error grows to",
            "pull sd",
            "within 1",
            "within 2",
            "beyond 3",
            "AUROC");

    private OffTrainingTable() {}

    /** A row for each estimator, noise level and sky. */
    static List<List<String>> rows(List<BenchmarkResult.Method> stating) {
        List<List<String>> rows = new ArrayList<>();
        for (BenchmarkResult.Method method : stating) {
            for (OffTraining one : method.off()) {
                rows.add(List.of(
                        method.label(),
                        Numbers.minus(Numbers.scientific(one.noiseSigma())),
                        one.kind().words(),
                        Integer.toString(one.flagged()),
                        Integer.toString(one.flaggedAsTold()),
                        Numbers.number(one.saidOverAsTold()),
                        Numbers.number(one.errorOverAsTold()),
                        Numbers.number(one.pullStd()),
                        Numbers.percent(one.coverage68(), Double.NaN),
                        Numbers.percent(one.coverage95(), Double.NaN),
                        one.outliers() + " of " + one.n(),
                        Numbers.number(one.auroc())));
            }
        }
        return rows;
    }
}
