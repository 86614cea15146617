package org.shearnet.report;

import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

/** A figure of positive quantities at the layers of a network, on a logarithmic axis; every line may know some layers alone. */
final class LayerChart {

    private static final int WIDTH = 760;
    private static final int HEIGHT = 420;

    /** So many layers are named in the figure; more are numbered, as in the tables. */
    private static final int NAMED = 12;

    /** The lowest value on the axis. */
    private static final double LOWEST = 1e-7;

    private record Line(String label, List<String> layers, List<Double> values) {}

    private final String title;
    private final String yTitle;
    private final List<Line> lines = new ArrayList<>();
    private double reference = Double.NaN;
    private String referenceLabel;

    LayerChart(String title, String yTitle) {
        this.title = title;
        this.yTitle = yTitle;
    }

    /** A line; the first one's layers come first, in their order. */
    LayerChart add(String label, List<String> layers, List<Double> values) {
        lines.add(new Line(label, layers, values));
        return this;
    }

    /** A dashed line at a value. */
    LayerChart reference(String label, double value) {
        referenceLabel = label;
        reference = value;
        return this;
    }

    /**
     * Draws it as PNG and SVG.
     *
     * @param ceiling the axis ends there; NaN for the decade above the largest value
     */
    void draw(Path png, double ceiling) throws IOException {
        Set<String> set = new LinkedHashSet<>();
        lines.forEach(line -> set.addAll(line.layers()));
        List<String> layers = List.copyOf(set);
        XYChart chart = Style.panel(WIDTH, HEIGHT, title, "layer", yTitle);
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setYAxisLogarithmicDecadeOnly(true);
        chart.getStyler().setXAxisMin(-0.7).setXAxisMax(layers.size() - 0.3).setXAxisTicksVisible(false);
        chart.getStyler().setYAxisTickLabelsFormattingFunction(Figures::decade);
        Legend legend = new Legend(WIDTH - Legend.INDENT);
        double least = Double.isNaN(reference) ? Double.POSITIVE_INFINITY : reference;
        double most = Double.isNaN(reference) ? LOWEST : reference;
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            double[] x = line.layers().stream().mapToDouble(layers::indexOf).toArray();
            double[] y = line.values().stream()
                    .mapToDouble(v -> Math.max(LOWEST, Double.isNaN(ceiling) ? v : Math.min(ceiling, v)))
                    .toArray();
            for (double value : y) {
                least = Math.min(least, value);
                most = Math.max(most, value);
            }
            Style.line(chart.addSeries(line.label(), x, y), Style.colour(i), Style.marker(i));
            legend.add(line.label(), i, Legend.Mark.LINE);
        }
        if (!Double.isNaN(reference)) {
            XYSeries bound = chart.addSeries(
                    referenceLabel, new double[] {-0.7, layers.size() - 0.3}, new double[] {reference, reference});
            Style.dashedLine(bound);
            legend.add(referenceLabel, Legend.Mark.DASHED);
        }
        double top = Double.isNaN(ceiling) ? Math.pow(10, Math.ceil(Math.log10(most) + 1e-9)) : ceiling;
        double bottom = Math.pow(10, Math.min(Math.log10(top) - 1, Math.floor(Math.log10(least) + 1e-9)) - 1);
        chart.getStyler().setYAxisMin(bottom).setYAxisMax(top);
        chart.getStyler().setAnnotationTextFont(Style.font(Font.PLAIN, 12));
        for (int l = 0; l < layers.size(); l++) {
            String name = layers.size() <= NAMED ? layers.get(l) : Integer.toString(l + 1);
            chart.addAnnotation(new AnnotationText(name, l, bottom * (l % 2 == 0 ? 1.4 : 3), false));
        }
        legend.drawBelow(png, List.of(chart));
    }
}
