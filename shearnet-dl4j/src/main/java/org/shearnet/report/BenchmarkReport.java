package org.shearnet.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.shearnet.benchmark.BenchmarkResult;
import org.shearnet.benchmark.LevelSummary;
import org.shearnet.benchmark.RingBias;
import org.shearnet.benchmark.RingStudy;
import org.shearnet.config.Experiment;
import org.shearnet.config.Provenance;

/** Writes everything a benchmark leaves behind: tables, figures and the page that shows them. */
public final class BenchmarkReport {

    /** Below this ratio to the bound an estimator is called good, above {@link #POOR} poor. */
    private static final double GOOD = 1.1;

    private static final double POOR = 2;

    private final Experiment experiment;
    private final BenchmarkResult result;
    private final Provenance provenance;
    private final Map<String, Path> learningCurves;

    /**
     * Prepares a report.
     *
     * @param learningCurves PNGs of the networks' learning curves by label
     */
    public BenchmarkReport(
            Experiment experiment, BenchmarkResult result, Provenance provenance, Map<String, Path> learningCurves) {
        this.experiment = experiment;
        this.result = result;
        this.provenance = provenance;
        this.learningCurves = new LinkedHashMap<>(learningCurves);
    }

    /** Writes all files into a folder and returns the page. */
    public Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        SummaryFiles.csv(folder.resolve("summary.csv"), result);
        SummaryFiles.json(folder.resolve("summary.json"), result, provenance);
        ObjectsTable.write(folder.resolve("objects.fits"), result, provenance);
        Path page = folder.resolve("report.html");
        ReportPage.write("report.ftlh", page, model(folder));
        return page;
    }

    private Map<String, Object> model(Path folder) throws IOException {
        Figures figures = new Figures(result);
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("name", experiment.name());
        model.put("verdict", verdict());
        model.put("galaxies", Integer.toString(result.truths().size()));
        model.put("threads", Integer.toString(result.threads()));
        model.put("levels", levels());
        model.put("verdicts", result.methods().stream().map(this::verdictRow).toList());
        Path rmse = folder.resolve("rmse.png");
        Map<String, List<LevelSummary>> byMethod = new LinkedHashMap<>();
        result.methods().forEach(m -> byMethod.put(m.label(), m.levels()));
        Figures.rmse(rmse, byMethod);
        model.put("rmse", ReportPage.embedded(rmse));
        model.put("rows", rows());
        model.put("biases", biases());
        model.put("bins", bins());
        model.put("conditions", conditions());
        model.put("ringNoise", Style.scientific(experiment.benchmark().ringNoiseSigma()));
        List<Map<String, Object>> residuals = new ArrayList<>();
        List<Map<String, Object>> scatters = new ArrayList<>();
        for (int i = 0; i < result.noiseSigma().length; i++) {
            Path histogram = folder.resolve("residuals-" + levels().get(i) + ".png");
            figures.residuals(histogram, i);
            residuals.add(figure(levels().get(i), histogram));
            Path scatter = folder.resolve("truth-" + levels().get(i) + ".png");
            figures.predictedAgainstTrue(scatter, i);
            scatters.add(figure(levels().get(i), scatter));
        }
        model.put("residuals", residuals);
        model.put("scatters", scatters);
        if (!result.samples().isEmpty()) {
            Path samples = folder.resolve("samples.png");
            new SampleFigure(result).draw(samples);
            model.put("samples", ReportPage.embedded(samples));
        }
        List<Map<String, Object>> curves = new ArrayList<>();
        for (Map.Entry<String, Path> curve : learningCurves.entrySet()) {
            curves.add(figure(curve.getKey(), curve.getValue()));
        }
        model.put("learning", curves);
        model.put(
                "timing",
                result.methods().stream()
                        .map(m -> row(m.label(), milliseconds(m.coldMs()), milliseconds(warm(m))))
                        .toList());
        model.put("provenance", List.copyOf(provenance.entries().entrySet()));
        model.put("config", experiment.root().toYaml());
        return model;
    }

    private List<String> levels() {
        List<String> levels = new ArrayList<>();
        for (double noise : result.noiseSigma()) {
            levels.add(Style.scientific(noise));
        }
        return levels;
    }

    /** One sentence: who is nearest to the bound at the quietest and at the loudest level. */
    private String verdict() {
        int last = result.noiseSigma().length - 1;
        return "At pixel noise " + levels().get(0) + " " + nearest(0)
                + (last == 0 ? "." : "; at " + levels().get(last) + " " + nearest(last) + ".");
    }

    private String nearest(int level) {
        BenchmarkResult.Method best = null;
        for (BenchmarkResult.Method method : result.methods()) {
            double ratio = method.levels().get(level).rmse_over_crlb_in_stamp();
            if (Double.isFinite(ratio)
                    && (best == null || ratio < best.levels().get(level).rmse_over_crlb_in_stamp())) {
                best = method;
            }
        }
        return best == null
                ? "no estimator answers"
                : best.label() + " comes nearest to the Fisher bound, at "
                        + number(best.levels().get(level).rmse_over_crlb_in_stamp()) + " times it";
    }

    private Map<String, Object> verdictRow(BenchmarkResult.Method method) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("label", method.label());
        List<Map<String, Object>> ratios = new ArrayList<>();
        for (LevelSummary level : method.levels()) {
            double ratio = level.rmse_over_crlb_in_stamp();
            ratios.add(Map.of("text", number(ratio), "grade", ratio <= GOOD ? "good" : ratio <= POOR ? "fair" : "bad"));
        }
        row.put("ratios", ratios);
        int failed = method.levels().stream().mapToInt(LevelSummary::n_failed).sum();
        int all = method.levels().stream().mapToInt(LevelSummary::n).sum();
        row.put("failed", failed + " of " + all);
        row.put("ms", milliseconds(warm(method)));
        return row;
    }

    private List<Map<String, Object>> rows() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (BenchmarkResult.Method method : result.methods()) {
            for (LevelSummary l : method.levels()) {
                rows.add(row(
                        method.label(),
                        Style.scientific(l.noise_sigma()),
                        Integer.toString(l.n_failed()),
                        brief(l.rmse_g1()),
                        brief(l.rmse_g2()),
                        brief(l.crlb_rmse_g1()),
                        number(l.rmse_over_crlb()) + " ± " + number(l.rmse_over_crlb_err()),
                        brief(l.van_trees_rmse()),
                        brief(l.core_sd_g1()),
                        brief(l.bias_g1()),
                        brief(l.bias_g2()),
                        String.format(Locale.ROOT, "%.4f", l.slope_g1()),
                        percent(l.outlier_fraction()),
                        number(l.pull_std()),
                        percent(l.coverage_68())));
            }
        }
        return rows;
    }

    private List<Map<String, Object>> biases() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (BenchmarkResult.Method method : result.methods()) {
            RingBias r = method.rings().all();
            if (r.rings() > 0) {
                rows.add(row(
                        method.label(),
                        Integer.toString(r.rings()),
                        Integer.toString(r.dropped()),
                        withError(r.m1()),
                        withError(r.m2()),
                        withError(r.calibratedM1()),
                        withError(r.calibratedM2()),
                        withError(r.c1()),
                        withError(r.c2()),
                        withError(r.alpha1()),
                        withError(r.alpha2())));
            }
        }
        return rows;
    }

    private List<Map<String, Object>> bins() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (BenchmarkResult.Method method : result.methods()) {
            for (RingStudy.Bin bin : method.rings().bins()) {
                rows.add(row(
                        method.label(),
                        bin.property(),
                        number(bin.low()) + " to " + number(bin.high()),
                        withError(bin.bias().m1()),
                        withError(bin.bias().m2()),
                        withError(bin.bias().c1()),
                        withError(bin.bias().c2())));
            }
        }
        return rows;
    }

    private List<Map<String, Object>> conditions() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (BenchmarkResult.Method method : result.methods()) {
            method.rings()
                    .conditions()
                    .forEach((condition, bias) -> rows.add(row(
                            method.label(),
                            condition.words(),
                            Integer.toString(bias.dropped()),
                            withError(bias.m1()),
                            withError(bias.m2()),
                            withError(bias.c1()),
                            withError(bias.c2()))));
        }
        return rows;
    }

    private static double warm(BenchmarkResult.Method method) {
        return method.levels().stream()
                .mapToDouble(LevelSummary::ms_per_galaxy)
                .average()
                .orElse(Double.NaN);
    }

    private static Map<String, Object> row(String label, String... cells) {
        return Map.of("label", label, "cells", List.of(cells));
    }

    private static Map<String, Object> figure(String noise, Path png) throws IOException {
        return Map.of("noise", noise, "src", ReportPage.embedded(png));
    }

    private static String withError(RingBias.Value value) {
        return Double.isNaN(value.value()) ? "–" : bias(value.value()) + " ± " + bias(value.error());
    }

    /** A bias in units people compare it in: five decimals. */
    private static String bias(double value) {
        return String.format(Locale.ROOT, "%.5f", value).replace('-', '−');
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String milliseconds(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    private static String brief(double value) {
        return Double.isNaN(value)
                ? "–"
                : String.format(Locale.ROOT, "%.2e", value)
                        .replace("e-0", "e-")
                        .replace("e+00", "")
                        .replace('-', '−');
    }

    static String number(double value) {
        return Double.isNaN(value)
                ? "–"
                : value >= 100
                        ? String.format(Locale.ROOT, "%.0f", value)
                        : value >= 10
                                ? String.format(Locale.ROOT, "%.1f", value)
                                : String.format(Locale.ROOT, "%.2f", value);
    }
}
