package org.shearnet.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.shearnet.benchmark.LevelSummary;
import org.shearnet.benchmark.Metrics;
import org.shearnet.benchmark.RingBias;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.train.TrainOptions;

/** Several benchmarks side by side: a page from their {@code summary.csv}, and the learning curves of the runs. */
public final class Comparison {

    private final Map<String, List<LevelSummary>> methods = new LinkedHashMap<>();

    private final Map<String, LearningCurve.Run> curves = new LinkedHashMap<>();

    private Comparison() {}

    /**
     * Every estimator of every run folder's benchmark, called {@code run/estimator}; by the folder's whole path where two
     * have one name.
     *
     * @throws BadDataException where a folder holds no benchmark, or one of another version
     */
    public static Comparison of(List<Path> runs) throws IOException {
        Comparison comparison = new Comparison();
        long names = runs.stream().map(Comparison::name).distinct().count();
        for (Path run : runs.stream().distinct().toList()) {
            comparison.add(run, names == runs.size() ? name(run) : run.toString());
        }
        return comparison;
    }

    private static String name(Path run) {
        return run.toAbsolutePath().normalize().getFileName().toString();
    }

    private void add(Path run, String name) throws IOException {
        Path csv = run.resolve("benchmark").resolve("summary.csv");
        if (!Files.exists(csv)) {
            throw new BadDataException(csv + ": no benchmark was run there");
        }
        List<String> lines = Files.readAllLines(csv);
        if (lines.size() < 2) {
            throw new BadDataException(csv + ": holds no row");
        }
        for (String line : lines.subList(1, lines.size())) {
            LevelSummary level = SummaryFiles.parse(csv, lines.get(0), line);
            methods.computeIfAbsent(name + "/" + level.method(), k -> new ArrayList<>())
                    .add(level);
        }
        Path metrics = run.resolve("metrics.csv");
        Path config = run.resolve("config.yaml");
        if (Files.exists(metrics) && Files.exists(config)) {
            YamlNode train = YamlReader.read(config).get("train");
            curves.put(
                    name,
                    new LearningCurve.Run(
                            metrics, TrainOptions.parse(train).data().stamps()));
        }
    }

    /** Writes {@code comparison.html} and its figures into a folder; returns the page. */
    public Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path figure = folder.resolve("comparison.png");
        Figures.rmse(figure, methods);
        TreeSet<Double> levels = new TreeSet<>();
        methods.values().forEach(rows -> rows.forEach(r -> levels.add(r.get(Metrics.NOISE_SIGMA))));
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("figure", ReportPage.figure("comparison", figure));
        if (!curves.isEmpty()) {
            Path learning = folder.resolve("learning-curves.png");
            LearningCurve.compare(curves, learning);
            model.put("curves", ReportPage.figure("learning-curves", learning));
        }
        model.put("levels", levels.stream().map(Numbers::scientific).toList());
        model.put("rows", ratios(levels));
        model.put("biases", biases());
        Path page = folder.resolve("comparison.html");
        ReportPage.write("comparison.ftlh", page, model);
        return page;
    }

    private List<Map<String, Object>> ratios(TreeSet<Double> levels) {
        List<Map<String, Object>> table = new ArrayList<>();
        methods.forEach((label, rows) -> {
            List<String> cells = new ArrayList<>();
            for (double level : levels) {
                cells.add(rows.stream()
                        .filter(r -> r.get(Metrics.NOISE_SIGMA) == level)
                        .map(r -> Numbers.number(r.get(Metrics.RMSE_OVER_CRLB_IN_STAMP)) + " ± "
                                + Numbers.number(r.get(Metrics.RMSE_OVER_CRLB_IN_STAMP_ERR)))
                        .findFirst()
                        .orElse("–"));
            }
            cells.add(rows.stream().mapToInt(l -> l.count(Metrics.N_FAILED)).sum() + " of "
                    + rows.stream().mapToInt(l -> l.count(Metrics.N)).sum());
            cells.add(Numbers.milliseconds(rows.stream()
                    .mapToDouble(l -> l.get(Metrics.MS_PER_GALAXY))
                    .average()
                    .orElse(Double.NaN)));
            table.add(Map.of("label", label, "cells", cells));
        });
        return table;
    }

    private List<Map<String, Object>> biases() {
        List<Map<String, Object>> table = new ArrayList<>();
        methods.forEach((label, rows) -> rows.stream()
                .filter(r -> r.count(Metrics.RINGS) > 0)
                .forEach(r -> table.add(Map.of(
                        "label",
                        label,
                        "cells",
                        List.of(
                                Numbers.scientific(r.get(Metrics.NOISE_SIGMA)),
                                Integer.toString(r.count(Metrics.RINGS)),
                                bias(r.get(Metrics.M1), r.get(Metrics.M1_ERR)),
                                bias(r.get(Metrics.M2), r.get(Metrics.M2_ERR)),
                                bias(r.get(Metrics.C1), r.get(Metrics.C1_ERR)),
                                bias(r.get(Metrics.C2), r.get(Metrics.C2_ERR)),
                                bias(r.get(Metrics.ALPHA1), r.get(Metrics.ALPHA1_ERR)),
                                bias(r.get(Metrics.ALPHA2), r.get(Metrics.ALPHA2_ERR)))))));
        return table;
    }

    private static String bias(double value, double error) {
        return Numbers.bias(new RingBias.Value(value, error));
    }
}
