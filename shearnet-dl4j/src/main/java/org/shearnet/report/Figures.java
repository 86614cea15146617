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
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.shearnet.benchmark.BenchmarkResult;
import org.shearnet.benchmark.GalaxyTruth;
import org.shearnet.benchmark.LevelSummary;
import org.shearnet.benchmark.Metrics;
import org.shearnet.benchmark.Sample;
import org.shearnet.estimate.ShapeEstimate;

/** The figures of a benchmark. */
final class Figures {

    private static final int MAX_POINTS = 1500;
    private static final int WIDTH = 560;
    private static final int HEIGHT = 440;
    private static final int MAX_COLUMNS = 3;

    private final BenchmarkResult result;

    Figures(BenchmarkResult result) {
        this.result = result;
    }

    /** RMSE of the shear against pixel noise, with the Fisher bound: all galaxies, and those well inside the stamp. */
    static void rmse(Path file, Map<String, List<LevelSummary>> methods) throws IOException {
        XYChart all = rmsePanel(
                "All galaxies",
                methods,
                s -> Math.sqrt((s.get(Metrics.RMSE_G1) * s.get(Metrics.RMSE_G1)
                                + s.get(Metrics.RMSE_G2) * s.get(Metrics.RMSE_G2))
                        / 2),
                s -> Math.sqrt((s.get(Metrics.CRLB_RMSE_G1) * s.get(Metrics.CRLB_RMSE_G1)
                                + s.get(Metrics.CRLB_RMSE_G2) * s.get(Metrics.CRLB_RMSE_G2))
                        / 2),
                l -> l.get(Metrics.VAN_TREES_RMSE));
        XYChart inside = rmsePanel(
                "Galaxies well inside the stamp",
                methods,
                l -> l.get(Metrics.RMSE_IN_STAMP),
                l -> l.get(Metrics.CRLB_IN_STAMP),
                null);
        Sample values = new Sample(methods.values().stream()
                .flatMap(List::stream)
                .flatMapToDouble(s -> DoubleStream.of(
                        s.get(Metrics.RMSE_G1),
                        s.get(Metrics.RMSE_G2),
                        s.get(Metrics.CRLB_RMSE_G1),
                        s.get(Metrics.RMSE_IN_STAMP),
                        s.get(Metrics.CRLB_IN_STAMP),
                        s.get(Metrics.VAN_TREES_RMSE)))
                .filter(v -> v > 0)
                .toArray());
        for (XYChart chart : List.of(all, inside)) {
            chart.getStyler().setYAxisMin(Math.pow(10, Math.floor(Math.log10(values.quantile(0)) + 1e-9)));
            chart.getStyler().setYAxisMax(Math.pow(10, Math.ceil(Math.log10(values.quantile(1)))));
        }
        Legend legend = new Legend(2 * WIDTH - Legend.INDENT);
        int series = 0;
        for (String label : methods.keySet()) {
            legend.add(label, series++, Legend.Mark.LINE);
        }
        legend.add("Fisher bound", Legend.Mark.DASHED).add("van Trees bound", Legend.Mark.DOTTED);
        legend.drawBelow(file, List.of(all, inside));
    }

    private static XYChart rmsePanel(
            String title,
            Map<String, List<LevelSummary>> methods,
            ToDoubleFunction<LevelSummary> rmse,
            ToDoubleFunction<LevelSummary> bound,
            ToDoubleFunction<LevelSummary> prior) {
        XYChart chart = Style.panel(WIDTH, HEIGHT, title, "pixel noise σ (counts)", "RMSE of g1, g2");
        chart.getStyler().setLegendVisible(false);
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
        Style.dashedLine(reference(chart, "Fisher bound", first, bound));
        if (prior != null) {
            Style.dottedLine(reference(chart, "van Trees bound", first, prior));
        }
        return chart;
    }

    /** A line of bounds; through a single level, one in proportion to the noise. */
    private static XYSeries reference(
            XYChart chart, String name, List<LevelSummary> levels, ToDoubleFunction<LevelSummary> bound) {
        double[] x = noise(levels);
        double[] y = levels.stream().mapToDouble(bound).toArray();
        return x.length > 1
                ? chart.addSeries(name, x, y)
                : chart.addSeries(name, new double[] {x[0] / 2, 2 * x[0]}, new double[] {y[0] / 2, 2 * y[0]});
    }

    private static double[] noise(List<LevelSummary> levels) {
        return levels.stream().mapToDouble(l -> l.get(Metrics.NOISE_SIGMA)).toArray();
    }

    /** Both axes logarithmic, with powers of ten for labels. */
    static void logarithmic(XYChart chart) {
        chart.getStyler()
                .setXAxisLogarithmic(true)
                .setYAxisLogarithmic(true)
                .setXAxisLogarithmicDecadeOnly(true)
                .setYAxisLogarithmicDecadeOnly(true);
        chart.getStyler()
                .setXAxisTickLabelsFormattingFunction(Figures::decade)
                .setYAxisTickLabelsFormattingFunction(Figures::decade);
    }

    static String decade(double value) {
        double exponent = Math.log10(value);
        return Math.abs(exponent - Math.rint(exponent)) < 1e-6 ? Numbers.powerOfTen((int) Math.rint(exponent)) : "";
    }

    /** Estimated against true shear at one noise level, with the identity line: g1 above g2, up to three estimators beside each other. */
    void predictedAgainstTrue(Path file, int level) throws IOException {
        List<XYChart> panels = new ArrayList<>();
        int columns = Math.min(MAX_COLUMNS, result.methods().size());
        for (int from = 0; from < result.methods().size(); from += columns) {
            int to = Math.min(from + columns, result.methods().size());
            for (int component = 1; component <= 2; component++) {
                for (int m = from; m < from + columns; m++) {
                    panels.add(
                            m >= to
                                    ? null
                                    : component == 1
                                            ? scatter(m, level, "g1", ShapeEstimate::g1, GalaxyTruth::g1)
                                            : scatter(m, level, "g2", ShapeEstimate::g2, GalaxyTruth::g2));
                }
            }
        }
        Style.write(file, columns, panels);
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
