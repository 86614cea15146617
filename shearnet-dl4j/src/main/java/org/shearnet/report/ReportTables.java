package org.shearnet.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.shearnet.benchmark.BenchmarkResult;
import org.shearnet.benchmark.ErrorBudget;
import org.shearnet.benchmark.LevelSummary;
import org.shearnet.benchmark.Metrics;
import org.shearnet.benchmark.Requirement;
import org.shearnet.benchmark.RingBias;
import org.shearnet.benchmark.RingStudy;
import org.shearnet.benchmark.Timing;

/** The sentences and tables of the report's page. */
final class ReportTables {

    /** Below this ratio to the bound an estimator is called good, above {@link #POOR} poor. */
    private static final double GOOD = 1.1;

    private static final double POOR = 2;

    private final BenchmarkResult result;
    private final List<String> levels;

    ReportTables(BenchmarkResult result) {
        this.result = result;
        this.levels = Numbers.levels(result.noiseSigma());
    }

    void addTo(Map<String, Object> model) {
        model.put("verdict", verdict());
        model.put("levels", levels);
        model.put("signals", signals());
        model.put("ringLevels", ringLevels());
        model.put("verdicts", result.methods().stream().map(this::verdictRow).toList());
        model.put("budgets", !result.methods().get(0).budgets().isEmpty());
        model.put("rows", rows());
        model.put("shapes", shapes());
        model.put("biases", biases());
        model.put("bins", bins());
        model.put("conditions", conditions());
        model.put("timing", result.methods().stream().map(ReportTables::timing).toList());
    }

    /** Median signal to noise of each level. */
    private List<String> signals() {
        return result.methods().get(0).levels().stream()
                .map(l -> Numbers.number(l.get(Metrics.S2N_MEDIAN)))
                .toList();
    }

    private List<String> ringLevels() {
        return result.methods().get(0).rings().stream()
                .map(r -> Numbers.scientific(r.noiseSigma()))
                .toList();
    }

    /** Who is nearest to the bound at the lowest and at the highest noise, and whose biases a survey would accept. */
    private String verdict() {
        int last = levels.size() - 1;
        String text = "At pixel noise " + Numbers.minus(levels.get(0)) + " " + nearest(0)
                + (last == 0 ? "." : "; at " + Numbers.minus(levels.get(last)) + " " + nearest(last) + ".");
        if (result.methods().get(0).rings().isEmpty()) {
            return text;
        }
        String met = result.methods().stream()
                .filter(m -> m.rings().stream()
                        .allMatch(r -> standing(r.inStamp(), true) == Requirement.Standing.MET
                                && standing(r.inStamp(), false) == Requirement.Standing.MET))
                .map(BenchmarkResult.Method::label)
                .collect(Collectors.joining(", "));
        return text
                + (met.isEmpty()
                        ? " No estimator is shown to meet LSST's requirements on m and c."
                        : " Shown to meet LSST's requirements on m and c: " + met + ".");
    }

    private String nearest(int level) {
        BenchmarkResult.Method best = null;
        for (BenchmarkResult.Method method : result.methods()) {
            double ratio = method.levels().get(level).get(Metrics.RMSE_OVER_CRLB_IN_STAMP);
            if (Double.isFinite(ratio)
                    && (best == null || ratio < best.levels().get(level).get(Metrics.RMSE_OVER_CRLB_IN_STAMP))) {
                best = method;
            }
        }
        return best == null
                ? "no estimator answers"
                : best.label() + " comes nearest to the Fisher bound, at "
                        + Numbers.number(best.levels().get(level).get(Metrics.RMSE_OVER_CRLB_IN_STAMP)) + " times it";
    }

    private static Requirement.Standing standing(RingBias bias, boolean ofM) {
        return ofM
                ? Requirement.standing(bias.m1(), bias.m2(), Requirement.LSST.m())
                : Requirement.standing(bias.c1(), bias.c2(), Requirement.LSST.c());
    }

    private Map<String, Object> verdictRow(BenchmarkResult.Method method) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("label", method.label());
        List<Map<String, Object>> cells = new ArrayList<>();
        for (LevelSummary level : method.levels()) {
            double ratio = level.get(Metrics.RMSE_OVER_CRLB_IN_STAMP);
            cells.add(cell(Numbers.number(ratio), ratio <= GOOD ? "good" : ratio <= POOR ? "fair" : "bad"));
        }
        for (RingStudy study : method.rings()) {
            cells.add(judged(study.inStamp(), true));
            cells.add(judged(study.inStamp(), false));
        }
        row.put("cells", cells);
        RingStudy.Broken worst =
                method.rings().isEmpty() ? null : method.rings().get(0).breaksFirst();
        row.put("breaks", worst == null ? "–" : worst.condition().words());
        int failed = method.levels().stream()
                .mapToInt(l -> l.count(Metrics.N_FAILED))
                .sum();
        int all = method.levels().stream().mapToInt(l -> l.count(Metrics.N)).sum();
        row.put("failed", failed + " of " + all);
        row.put("ms", Numbers.milliseconds(method.timing().wallMs()));
        return row;
    }

    /** The larger of both components of m or c, and how it stands to LSST's line. */
    private static Map<String, Object> judged(RingBias bias, boolean ofM) {
        RingBias.Value first = ofM ? bias.m1() : bias.c1();
        RingBias.Value second = ofM ? bias.m2() : bias.c2();
        if (Double.isNaN(first.value())) {
            return cell("–", "fair");
        }
        RingBias.Value larger = Math.abs(first.value()) >= Math.abs(second.value()) ? first : second;
        Requirement.Standing standing = standing(bias, ofM);
        String grade = standing == Requirement.Standing.MET
                ? "good"
                : standing == Requirement.Standing.MISSED ? "bad" : "fair";
        String text = ofM ? Numbers.share(larger) : Numbers.bias(larger);
        return cell(text + ", " + standing.words(), grade);
    }

    private static Map<String, Object> cell(String text, String grade) {
        return Map.of("text", text, "grade", grade);
    }

    private List<Map<String, Object>> rows() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (BenchmarkResult.Method method : result.methods()) {
            for (int i = 0; i < method.levels().size(); i++) {
                LevelSummary l = method.levels().get(i);
                List<String> cells = new ArrayList<>(List.of(
                        Numbers.scientific(l.get(Metrics.NOISE_SIGMA)),
                        Integer.toString(l.count(Metrics.N_FAILED)),
                        Numbers.withError(l.get(Metrics.RMSE_G1), l.get(Metrics.RMSE_G1_ERR)),
                        Numbers.withError(l.get(Metrics.RMSE_G2), l.get(Metrics.RMSE_G2_ERR)),
                        Numbers.withError(l.get(Metrics.CRLB_RMSE_G1), Double.NaN),
                        Numbers.withError(l.get(Metrics.VAN_TREES_RMSE), Double.NaN),
                        ratio(l.get(Metrics.RMSE_OVER_CRLB), l.get(Metrics.RMSE_OVER_CRLB_ERR)),
                        ratio(l.get(Metrics.RMSE_OVER_CRLB_IN_STAMP), l.get(Metrics.RMSE_OVER_CRLB_IN_STAMP_ERR)),
                        Numbers.withError(l.get(Metrics.CORE_SD_G1), l.get(Metrics.CORE_SD_G1_ERR)),
                        Numbers.withError(l.get(Metrics.NMAD_G1), l.get(Metrics.NMAD_G1_ERR)),
                        Numbers.percent(l.get(Metrics.OUTLIER_FRACTION), l.get(Metrics.OUTLIER_FRACTION_ERR))));
                if (!method.budgets().isEmpty()) {
                    ErrorBudget budget = method.budgets().get(i);
                    cells.add(8, ratio(budget.noiseOverBound(), budget.noiseError()));
                    cells.add(9, ratio(budget.functionOverBound(), budget.functionError()));
                }
                rows.add(row(method.label(), cells.toArray(String[]::new)));
            }
        }
        return rows;
    }

    private static String ratio(double value, double error) {
        return Double.isNaN(value) ? "–" : Numbers.number(value) + " ± " + Numbers.number(error);
    }

    private List<Map<String, Object>> shapes() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (BenchmarkResult.Method method : result.methods()) {
            for (LevelSummary l : method.levels()) {
                rows.add(row(
                        method.label(),
                        Numbers.scientific(l.get(Metrics.NOISE_SIGMA)),
                        Numbers.withError(l.get(Metrics.BIAS_G1), l.get(Metrics.BIAS_G1_ERR)),
                        Numbers.withError(l.get(Metrics.BIAS_G2), l.get(Metrics.BIAS_G2_ERR)),
                        Numbers.plainWithError(l.get(Metrics.SLOPE_G1), l.get(Metrics.SLOPE_G1_ERR), 5),
                        Numbers.plainWithError(l.get(Metrics.SLOPE_G2), l.get(Metrics.SLOPE_G2_ERR), 5),
                        Numbers.plainWithError(l.get(Metrics.PULL_STD), l.get(Metrics.PULL_STD_ERR), 2),
                        Numbers.percent(l.get(Metrics.COVERAGE_68), l.get(Metrics.COVERAGE_68_ERR)),
                        Numbers.percent(l.get(Metrics.COVERAGE_95), l.get(Metrics.COVERAGE_95_ERR))));
            }
        }
        return rows;
    }

    private List<Map<String, Object>> biases() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (BenchmarkResult.Method method : result.methods()) {
            for (RingStudy study : method.rings()) {
                rows.add(biasRow(method.label(), "in stamp", study, study.inStamp()));
                rows.add(biasRow(method.label(), "all", study, study.all()));
            }
        }
        return rows;
    }

    private static Map<String, Object> biasRow(String label, String which, RingStudy study, RingBias r) {
        return row(
                label,
                Numbers.scientific(study.noiseSigma()),
                which,
                Integer.toString(r.rings()),
                Integer.toString(r.dropped()),
                Numbers.bias(r.m1()),
                Numbers.bias(r.m2()),
                Numbers.bias(r.c1()),
                Numbers.bias(r.c2()),
                Numbers.share(r.alpha1()),
                Numbers.share(r.alpha2()),
                Numbers.share(r.response1()),
                Numbers.share(r.response2()));
    }

    private List<Map<String, Object>> bins() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (BenchmarkResult.Method method : result.methods()) {
            for (RingStudy study : method.rings()) {
                for (RingStudy.Bin bin : study.bins()) {
                    rows.add(row(
                            method.label(),
                            Numbers.scientific(study.noiseSigma()),
                            bin.property(),
                            Numbers.number(bin.low()) + " to " + Numbers.number(bin.high()),
                            Integer.toString(bin.bias().dropped()),
                            Numbers.bias(bin.bias().m1()),
                            Numbers.bias(bin.bias().m2()),
                            Numbers.bias(bin.bias().c1()),
                            Numbers.bias(bin.bias().c2()),
                            Numbers.share(bin.bias().alpha1()),
                            Numbers.share(bin.bias().alpha2())));
                }
            }
        }
        return rows;
    }

    private List<Map<String, Object>> conditions() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (BenchmarkResult.Method method : result.methods()) {
            for (RingStudy study : method.rings()) {
                RingStudy.Broken first = study.breaksFirst();
                for (RingStudy.Broken broken : study.broken()) {
                    RingBias shift = broken.shift();
                    rows.add(row(
                            method.label(),
                            Numbers.scientific(study.noiseSigma()),
                            broken.condition().words(),
                            Integer.toString(shift.dropped()),
                            Numbers.bias(shift.m1()),
                            Numbers.bias(shift.m2()),
                            Numbers.bias(shift.c1()),
                            Numbers.bias(shift.c2()),
                            Numbers.number(broken.severity()),
                            broken.equals(first) ? "first" : ""));
                }
            }
        }
        return rows;
    }

    private static Map<String, Object> timing(BenchmarkResult.Method method) {
        Timing t = method.timing();
        return row(
                method.label(),
                t.leastThreads() == t.mostThreads()
                        ? Integer.toString(t.mostThreads())
                        : t.leastThreads() + " to " + t.mostThreads(),
                Numbers.milliseconds(t.coldWallMs()),
                Numbers.milliseconds(t.wallMs()),
                Numbers.milliseconds(t.coldCpuMs()),
                Numbers.milliseconds(t.cpuMs()),
                Numbers.number(1000 / t.wallMs()));
    }

    private static Map<String, Object> row(String label, String... cells) {
        return Map.of("label", label, "cells", List.of(cells));
    }
}
