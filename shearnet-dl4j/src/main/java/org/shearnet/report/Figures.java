package org.shearnet.report;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.shearnet.benchmark.BenchmarkResult;
import org.shearnet.benchmark.GalaxyTruth;
import org.shearnet.benchmark.LevelSummary;
import org.shearnet.benchmark.Sample;
import org.shearnet.estimate.ShapeEstimate;

/** The figures of a benchmark. */
final class Figures {

    private static final int BINS = 40;
    private static final int LEAST_IN_BIN = 10;
    private static final int MAX_POINTS = 1500;

    private final BenchmarkResult result;

    Figures(BenchmarkResult result) {
        this.result = result;
    }

    /** RMSE of the shear against pixel noise, with the Fisher bound: all galaxies, and those well inside the stamp. */
    static void rmse(Path file, Map<String, List<LevelSummary>> methods) throws IOException {
        XYChart all = rmsePanel(
                "All galaxies",
                methods,
                s -> Math.sqrt((s.rmse_g1() * s.rmse_g1() + s.rmse_g2() * s.rmse_g2()) / 2),
                s -> Math.sqrt((s.crlb_rmse_g1() * s.crlb_rmse_g1() + s.crlb_rmse_g2() * s.crlb_rmse_g2()) / 2));
        XYChart inside = rmsePanel(
                "Galaxies well inside the stamp", methods, LevelSummary::rmse_in_stamp, LevelSummary::crlb_in_stamp);
        Sample values = new Sample(methods.values().stream()
                .flatMap(List::stream)
                .flatMapToDouble(s -> DoubleStream.of(
                        s.rmse_g1(), s.rmse_g2(), s.crlb_rmse_g1(), s.rmse_in_stamp(), s.crlb_in_stamp()))
                .filter(v -> v > 0)
                .toArray());
        for (XYChart chart : List.of(all, inside)) {
            chart.getStyler().setYAxisMin(Math.pow(10, Math.floor(Math.log10(values.quantile(0)) + 1e-9)));
            chart.getStyler().setYAxisMax(Math.pow(10, Math.ceil(Math.log10(values.quantile(1)))));
        }
        Style.write(file, 2, List.of(all, inside));
    }

    private static XYChart rmsePanel(
            String title,
            Map<String, List<LevelSummary>> methods,
            ToDoubleFunction<LevelSummary> rmse,
            ToDoubleFunction<LevelSummary> bound) {
        XYChart chart = Style.panel(560, 470, title, "pixel noise σ (counts)", "RMSE of g1, g2");
        logarithmic(chart);
        int colour = 0;
        for (Map.Entry<String, List<LevelSummary>> method : methods.entrySet()) {
            double[] y = method.getValue().stream().mapToDouble(rmse).toArray();
            if (Arrays.stream(y).allMatch(v -> v > 0)) {
                Style.line(
                        chart.addSeries(method.getKey(), noise(method.getValue()), y),
                        Style.colour(colour),
                        Style.marker(colour));
            }
            colour++;
        }
        List<LevelSummary> first = methods.values().iterator().next();
        Style.dashedLine(chart.addSeries(
                "Fisher bound", noise(first), first.stream().mapToDouble(bound).toArray()));
        return chart;
    }

    private static double[] noise(List<LevelSummary> levels) {
        return levels.stream().mapToDouble(LevelSummary::noise_sigma).toArray();
    }

    private static void logarithmic(XYChart chart) {
        chart.getStyler()
                .setXAxisLogarithmic(true)
                .setYAxisLogarithmic(true)
                .setXAxisLogarithmicDecadeOnly(true)
                .setYAxisLogarithmicDecadeOnly(true);
        chart.getStyler()
                .setXAxisTickLabelsFormattingFunction(Figures::decade)
                .setYAxisTickLabelsFormattingFunction(Figures::decade);
    }

    private static String decade(double value) {
        double exponent = Math.log10(value);
        return Math.abs(exponent - Math.rint(exponent)) < 1e-6 ? Style.powerOfTen((int) Math.rint(exponent)) : "";
    }

    /** Estimate minus truth of g1, g2, rest size and flux at one noise level: every estimator over the others. */
    void residuals(Path file, int level) throws IOException {
        List<XYChart> panels = new ArrayList<>();
        panels.add(histogram("g1", "estimate − truth", level, ShapeEstimate::g1, GalaxyTruth::g1));
        panels.add(histogram("g2", "estimate − truth", level, ShapeEstimate::g2, GalaxyTruth::g2));
        panels.add(histogram(
                "Size: rest sigma", "estimate − truth (arcsec)", level, ShapeEstimate::restSigma, GalaxyTruth::sigma));
        panels.add(histogram("Flux", "estimate − truth (counts)", level, ShapeEstimate::flux, GalaxyTruth::flux));
        Style.write(file, 2, panels);
    }

    private XYChart histogram(
            String title,
            String xTitle,
            int level,
            ToDoubleFunction<ShapeEstimate> estimate,
            ToDoubleFunction<GalaxyTruth> truth) {
        XYChart chart = Style.panel(560, 380, title, xTitle, "density");
        List<Sample> samples = new ArrayList<>();
        for (BenchmarkResult.Method method : result.methods()) {
            ShapeEstimate[] answers = method.estimates()[level];
            samples.add(new Sample(IntStream.range(0, answers.length)
                    .filter(i -> answers[i].ok())
                    .mapToDouble(i -> estimate.applyAsDouble(answers[i])
                            - truth.applyAsDouble(result.truths().get(i)))
                    .filter(Double::isFinite)
                    .toArray()));
        }
        double narrowest = samples.stream()
                .filter(s -> s.size() > 1)
                .mapToDouble(Sample::nmad)
                .filter(v -> v > 0)
                .min()
                .orElse(1);
        SymlogAxis axis = SymlogAxis.around(narrowest);
        double edge = samples.stream()
                .filter(s -> s.size() > 1)
                .mapToDouble(s -> Math.max(-s.quantile(0), s.quantile(1)))
                .map(axis::position)
                .max()
                .orElse(2);
        double half = Math.max(2, 2 * Math.ceil(edge / 2));
        double floor = Math.pow(10, Math.floor(Math.log10(1.0 / result.truths().size() / axis.value(half))));
        for (int m = 0; m < samples.size(); m++) {
            if (samples.get(m).size() > 1) {
                addHistogram(chart, axis, floor, m, samples.get(m));
            }
        }
        chart.getStyler()
                .setXAxisMin(-half)
                .setXAxisMax(half)
                .setYAxisMin(floor)
                .setYAxisLogarithmic(true)
                .setYAxisLogarithmicDecadeOnly(true)
                .setYAxisTickLabelsFormattingFunction(Figures::decade)
                .setXAxisTickLabelsFormattingFunction(axis::label)
                .setLegendLayout(Styler.LegendLayout.Vertical);
        return chart;
    }

    /** Density in bins of equal count, so that neither a narrow core nor a far tail has empty bins. */
    private void addHistogram(XYChart chart, SymlogAxis axis, double floor, int m, Sample sample) {
        int bins = Math.min(BINS, Math.max(2, sample.size() / LEAST_IN_BIN));
        List<Double> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        x.add(axis.position(sample.quantile(0)));
        y.add(floor);
        for (int i = 0; i < bins; i++) {
            double low = sample.quantile((double) i / bins);
            double high = sample.quantile((i + 1.0) / bins);
            if (high > low) {
                double density = Math.max(floor, 1 / (bins * (high - low)));
                x.addAll(List.of(axis.position(low), axis.position(high)));
                y.addAll(List.of(density, density));
            }
        }
        x.add(axis.position(sample.quantile(1)));
        y.add(floor);
        String label = result.methods().get(m).label() + ": mean " + Style.scientific(sample.mean()) + ", sd "
                + Style.scientific(sample.sd());
        Style.line(chart.addSeries(label, x, y), Style.colour(m), SeriesMarkers.NONE);
    }

    /** Estimated against true shear at one noise level, with the identity line: a column per estimator. */
    void predictedAgainstTrue(Path file, int level) throws IOException {
        List<XYChart> panels = new ArrayList<>();
        for (int component = 1; component <= 2; component++) {
            for (int m = 0; m < result.methods().size(); m++) {
                panels.add(
                        component == 1
                                ? scatter(m, level, "g1", ShapeEstimate::g1, GalaxyTruth::g1)
                                : scatter(m, level, "g2", ShapeEstimate::g2, GalaxyTruth::g2));
            }
        }
        Style.write(file, result.methods().size(), panels);
    }

    private XYChart scatter(
            int m,
            int level,
            String name,
            ToDoubleFunction<ShapeEstimate> estimate,
            ToDoubleFunction<GalaxyTruth> truth) {
        BenchmarkResult.Method method = result.methods().get(m);
        XYChart chart = Style.panel(370, 350, method.label(), "true " + name, "estimated " + name);
        int[] kept = IntStream.range(0, method.estimates()[level].length)
                .filter(i -> method.estimates()[level][i].ok())
                .limit(MAX_POINTS)
                .toArray();
        if (kept.length > 0) {
            double[] x = Arrays.stream(kept)
                    .mapToDouble(i -> truth.applyAsDouble(result.truths().get(i)))
                    .toArray();
            double[] y = Arrays.stream(kept)
                    .mapToDouble(i -> Math.max(-1, Math.min(1, estimate.applyAsDouble(method.estimates()[level][i]))))
                    .toArray();
            XYSeries points = chart.addSeries("galaxies", x, y);
            points.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
            Color colour = Style.colour(m);
            points.setMarkerColor(new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), 110));
            points.setMarker(SeriesMarkers.CIRCLE);
            chart.getStyler().setMarkerSize(4);
        }
        Style.dashedLine(chart.addSeries("identity", new double[] {-1, 1}, new double[] {-1, 1}));
        chart.getStyler().setLegendVisible(false);
        chart.getStyler()
                .setXAxisMin(-1.0)
                .setXAxisMax(1.0)
                .setYAxisMin(-1.0)
                .setYAxisMax(1.0)
                .setXAxisDecimalPattern("0.0")
                .setYAxisDecimalPattern("0.0");
        return chart;
    }
}
