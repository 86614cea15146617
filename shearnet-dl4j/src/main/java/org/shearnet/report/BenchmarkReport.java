package org.shearnet.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.shearnet.benchmark.BenchmarkResult;
import org.shearnet.benchmark.LevelSummary;
import org.shearnet.benchmark.RingStudy;
import org.shearnet.config.Experiment;
import org.shearnet.config.Provenance;

/** Writes everything a benchmark leaves behind: tables, figures and the page that shows them. */
public final class BenchmarkReport {

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
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("name", experiment.name());
        model.put("galaxies", Integer.toString(result.truths().size()));
        model.put("threads", Integer.toString(result.threads()));
        new ReportTables(result).addTo(model);
        addFigures(model, folder);
        if (result.methods().stream().anyMatch(m -> !m.errors().isEmpty())) {
            ErrorBarFiles.write(folder, result);
        }
        if (ErrorBarSection.isWanted(result)) {
            model.put("errorBars", ReportPage.section(folder, new ErrorBarSection(result).write(folder)));
        }
        model.put("provenance", List.copyOf(provenance.entries().entrySet()));
        model.put("config", experiment.root().toYaml());
        Path page = folder.resolve("report.html");
        ReportPage.write("report.ftlh", page, model);
        return page;
    }

    private void addFigures(Map<String, Object> model, Path folder) throws IOException {
        Figures figures = new Figures(result);
        List<String> levels = Numbers.levels(result.noiseSigma());
        Map<String, List<LevelSummary>> byMethod = new LinkedHashMap<>();
        result.methods().forEach(m -> byMethod.put(m.label(), m.levels()));
        Path rmse = folder.resolve("rmse.png");
        Figures.rmse(rmse, byMethod);
        model.put("rmse", ReportPage.figure("rmse", rmse));
        List<Map<String, Object>> residuals = new ArrayList<>();
        List<Map<String, Object>> scatters = new ArrayList<>();
        for (int i = 0; i < levels.size(); i++) {
            Path histogram = folder.resolve("residuals-" + levels.get(i) + ".png");
            new ResidualFigure(result, i).draw(histogram);
            residuals.add(ReportPage.figure(levels.get(i), histogram));
            Path scatter = folder.resolve("truth-" + levels.get(i) + ".png");
            figures.predictedAgainstTrue(scatter, i);
            scatters.add(ReportPage.figure(levels.get(i), scatter));
        }
        model.put("residuals", residuals);
        model.put("scatters", scatters);
        addBiasFigures(model, folder);
        if (!result.samples().isEmpty()) {
            Path samples = folder.resolve("samples.png");
            new SampleFigure(result).draw(samples);
            model.put("samples", ReportPage.figure("samples", samples));
        }
        List<Map<String, Object>> curves = new ArrayList<>();
        for (Map.Entry<String, Path> curve : learningCurves.entrySet()) {
            curves.add(ReportPage.figure(curve.getKey(), curve.getValue()));
        }
        model.put("learning", curves);
    }

    private void addBiasFigures(Map<String, Object> model, Path folder) throws IOException {
        List<Map<String, Object>> calibrations = new ArrayList<>();
        List<Map<String, Object>> bins = new ArrayList<>();
        List<Map<String, Object>> broken = new ArrayList<>();
        List<RingStudy> studies = result.methods().get(0).rings();
        for (int i = 0; i < studies.size(); i++) {
            String level = Numbers.scientific(studies.get(i).noiseSigma());
            BiasFigures figures = new BiasFigures(result, i);
            Path calibration = folder.resolve("calibration-" + level + ".png");
            figures.calibration(calibration);
            calibrations.add(ReportPage.figure(level, calibration));
            Path thirds = folder.resolve("bins-" + level + ".png");
            figures.bins(thirds);
            bins.add(ReportPage.figure(level, thirds));
            if (!studies.get(i).broken().isEmpty()) {
                Path wrong = folder.resolve("wrong-assumptions-" + level + ".png");
                figures.broken(wrong);
                broken.add(ReportPage.figure(level, wrong));
            }
        }
        model.put("calibrations", calibrations);
        model.put("binFigures", bins);
        model.put("brokenFigures", broken);
    }
}
