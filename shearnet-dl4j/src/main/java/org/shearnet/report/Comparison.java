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
import org.shearnet.galaxysim.fits.BadDataException;

/** Several benchmarks side by side: one figure and one page from their {@code summary.csv}. */
public final class Comparison {

    private final Map<String, List<LevelSummary>> methods = new LinkedHashMap<>();

    /** Adds every estimator of a run folder's benchmark, called {@code run/estimator}. */
    public Comparison add(Path run) throws IOException {
        Path csv = run.resolve("benchmark").resolve("summary.csv");
        if (!Files.exists(csv)) {
            throw new BadDataException(csv + ": no benchmark was run there");
        }
        List<String> lines = Files.readAllLines(csv);
        for (String line : lines.subList(1, lines.size())) {
            LevelSummary level = SummaryFiles.parse(csv, lines.get(0), line);
            methods.computeIfAbsent(run.getFileName() + "/" + level.method(), k -> new ArrayList<>())
                    .add(level);
        }
        return this;
    }

    /** Writes {@code comparison.html} and its figure into a folder; returns the page. */
    public Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path figure = folder.resolve("comparison.png");
        Figures.rmse(figure, methods);
        TreeSet<Double> levels = new TreeSet<>();
        methods.values().forEach(rows -> rows.forEach(r -> levels.add(r.noise_sigma())));
        List<Map<String, Object>> table = new ArrayList<>();
        methods.forEach((label, rows) -> {
            List<String> cells = new ArrayList<>();
            for (double level : levels) {
                cells.add(rows.stream()
                        .filter(r -> r.noise_sigma() == level)
                        .map(r -> BenchmarkReport.number(r.rmse_over_crlb_in_stamp()) + " ± "
                                + BenchmarkReport.number(r.rmse_over_crlb_in_stamp_err()))
                        .findFirst()
                        .orElse("–"));
            }
            table.add(Map.of("label", label, "cells", cells));
        });
        Path page = folder.resolve("comparison.html");
        ReportPage.write(
                "comparison.ftlh",
                page,
                Map.of(
                        "figure",
                        ReportPage.embedded(figure),
                        "levels",
                        levels.stream().map(Style::scientific).toList(),
                        "rows",
                        table));
        return page;
    }
}
