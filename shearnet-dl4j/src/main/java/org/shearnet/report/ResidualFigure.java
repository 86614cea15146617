package org.shearnet.report;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.shearnet.benchmark.BenchmarkResult;
import org.shearnet.benchmark.GalaxyTruth;
import org.shearnet.benchmark.Sample;
import org.shearnet.estimate.ShapeEstimate;

/**
 * Densities of estimate minus truth of g1, g2, rest size and flux at one noise level, every estimator over the others, with
 * mean and standard deviation as bars above and as numbers beneath. Axes are logarithmic away from zero error, so that
 * one twenty times narrower than another is as readable.
 */
final class ResidualFigure {

    private static final int BINS = 40;
    private static final int LEAST_IN_BIN = 10;
    private static final int WIDTH = 560;
    private static final int HEIGHT = 360;
    private static final int LINE = 19;
    private static final int LABEL_AT = 76;
    private static final int MEAN_AT = 390;
    private static final int SD_AT = 520;

    /** Decades between the bars of mean and scatter above the densities. */
    private static final double BAR_STEP = 0.22;

    private final BenchmarkResult result;
    private final int level;

    ResidualFigure(BenchmarkResult result, int level) {
        this.result = result;
        this.level = level;
    }

    /**
     * One panel's contents.
     *
     * @param title of the panel
     * @param axis title of the error axis
     * @param samples estimate minus truth, one sample an estimator; empty where it gives no such quantity
     */
    private record Panel(String title, String axis, List<Sample> samples) {}

    void draw(Path png) throws IOException {
        List<Panel> panels = List.of(
                panel("g1", "estimate − truth", ShapeEstimate::g1, GalaxyTruth::g1),
                panel("g2", "estimate − truth", ShapeEstimate::g2, GalaxyTruth::g2),
                panel(
                        "Size: intrinsic sigma",
                        "estimate − truth (arcsec)",
                        ShapeEstimate::intrinsicSigma,
                        GalaxyTruth::sigma),
                panel("Flux", "estimate − truth (counts)", ShapeEstimate::flux, GalaxyTruth::flux));
        int height = HEIGHT + LINE * (result.methods().size() + 2);
        Style.draw(png, 2 * WIDTH, 2 * height, g -> {
            for (int i = 0; i < panels.size(); i++) {
                Graphics2D own = (Graphics2D) g.create();
                own.translate(i % 2 * WIDTH, i / 2 * height);
                chart(panels.get(i)).paint(own, WIDTH, HEIGHT);
                own.translate(0, HEIGHT);
                table(own, panels.get(i).samples());
                own.dispose();
            }
        });
    }

    private Panel panel(
            String title, String axis, ToDoubleFunction<ShapeEstimate> estimate, ToDoubleFunction<GalaxyTruth> truth) {
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
        return new Panel(title, axis, samples);
    }

    /** Name, mean and standard deviation of every estimator. */
    private void table(Graphics2D g, List<Sample> samples) {
        g.setColor(Style.INK);
        g.setFont(Style.font(Font.PLAIN, 12));
        right(g, "mean", MEAN_AT, LINE - 4);
        right(g, "sd", SD_AT, LINE - 4);
        for (int m = 0; m < samples.size(); m++) {
            int y = LINE * (m + 2) - 4;
            g.setColor(Style.colour(m));
            g.setStroke(new java.awt.BasicStroke(2));
            g.draw(new Line2D.Double(LABEL_AT - 30, y - 4, LABEL_AT - 8, y - 4));
            g.setColor(Style.INK);
            g.drawString(Legend.fitting(g, result.methods().get(m).label(), MEAN_AT - LABEL_AT - 80), LABEL_AT, y);
            right(g, Numbers.minus(Numbers.scientific(samples.get(m).mean())), MEAN_AT, y);
            right(g, Numbers.minus(Numbers.scientific(samples.get(m).sd())), SD_AT, y);
        }
    }

    private static void right(Graphics2D g, String text, int x, int y) {
        g.drawString(text, x - g.getFontMetrics().stringWidth(text), y);
    }

    private XYChart chart(Panel panel) {
        XYChart chart = Style.panel(WIDTH, HEIGHT, panel.title(), panel.axis(), "density");
        chart.getStyler().setLegendVisible(false);
        List<Sample> samples = panel.samples();
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
        double half = Math.max(2, Math.ceil(edge));
        List<Density> densities = samples.stream().map(Density::of).toList();
        double least = densities.stream().mapToDouble(Density::least).min().orElse(1);
        double peak = densities.stream().mapToDouble(Density::peak).max().orElse(1);
        double floor = Math.pow(10, Math.floor(Math.log10(least)));
        for (int m = 0; m < samples.size(); m++) {
            if (samples.get(m).size() > 1) {
                addHistogram(chart, axis, floor, m, densities.get(m));
                addBar(chart, axis, peak * Math.pow(10, BAR_STEP * (samples.size() - m)), m, samples.get(m));
            }
        }
        chart.getStyler()
                .setXAxisMin(-half)
                .setXAxisMax(half)
                .setYAxisMin(floor)
                .setYAxisMax(peak * Math.pow(10, BAR_STEP * (samples.size() + 1)))
                .setYAxisLogarithmic(true)
                .setYAxisLogarithmicDecadeOnly(true)
                .setYAxisTickLabelsFormattingFunction(Figures::decade)
                .setXAxisTickLabelsFormattingFunction(axis::label);
        return chart;
    }

    /**
     * Density in bins of equal count, so that neither a narrow core nor a far tail has empty bins.
     *
     * @param sample whose density
     * @param bins lower edge, upper edge and density of each
     */
    private record Density(Sample sample, List<double[]> bins) {

        static Density of(Sample sample) {
            int bins = Math.min(BINS, Math.max(2, sample.size() / LEAST_IN_BIN));
            List<double[]> found = new ArrayList<>();
            for (int i = 0; i < bins && sample.size() > 1; i++) {
                double low = sample.quantile((double) i / bins);
                double high = sample.quantile((i + 1.0) / bins);
                if (high > low) {
                    found.add(new double[] {low, high, 1 / (bins * (high - low))});
                }
            }
            return new Density(sample, found);
        }

        double least() {
            return bins.stream().mapToDouble(b -> b[2]).min().orElse(1);
        }

        double peak() {
            return bins.stream().mapToDouble(b -> b[2]).max().orElse(1);
        }
    }

    private static void addHistogram(XYChart chart, SymlogAxis axis, double floor, int m, Density density) {
        Sample sample = density.sample();
        List<Double> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        x.add(axis.position(sample.quantile(0)));
        y.add(floor);
        for (double[] bin : density.bins()) {
            x.addAll(List.of(axis.position(bin[0]), axis.position(bin[1])));
            y.addAll(List.of(bin[2], bin[2]));
        }
        x.add(axis.position(sample.quantile(1)));
        y.add(floor);
        Style.line(chart.addSeries("density " + m, x, y), Style.colour(m), SeriesMarkers.NONE);
    }

    /** Mean as a dot, plus and minus one standard deviation as a bar. */
    private static void addBar(XYChart chart, SymlogAxis axis, double y, int m, Sample sample) {
        double mean = sample.mean();
        double sd = sample.sd();
        XYSeries bar = chart.addSeries(
                "sd " + m, new double[] {axis.position(mean - sd), axis.position(mean + sd)}, new double[] {y, y});
        Style.line(bar, Style.colour(m), SeriesMarkers.NONE);
        XYSeries dot = chart.addSeries("mean " + m, new double[] {axis.position(mean)}, new double[] {y});
        Style.line(dot, Style.colour(m), Style.marker(m));
    }
}
