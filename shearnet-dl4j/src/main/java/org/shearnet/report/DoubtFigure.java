package org.shearnet.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.shearnet.benchmark.BenchmarkResult;
import org.shearnet.benchmark.Sample;

/** What an ensemble, or dropout, says of its own error as a function, against the truth of it. */
final class DoubtFigure {

    private static final int SIZES = 4;
    private static final int DOUBT_BINS = 8;
    private static final int MOST_POINTS = 400;

    /** Share of the galaxies below which no dot is drawn. */
    private static final double EDGE = 0.05;

    private DoubtFigure() {}

    /** One galaxy's stated spread and what it has wrong, in four bins of size; a colour for each noise level. */
    static void draw(Path png, BenchmarkResult.Method method, double[] noiseSigma) throws IOException {
        double[] sizes = method.errors().stream()
                .flatMap(e -> e.get(0).doubts().stream())
                .mapToDouble(d -> d[2])
                .toArray();
        Sample all = new Sample(sizes);
        List<XYChart> panels = new ArrayList<>();
        for (int s = 0; s < SIZES; s++) {
            double from = all.quantile((double) s / SIZES);
            double to = all.quantile((s + 1.0) / SIZES);
            boolean last = s == SIZES - 1;
            XYChart chart = Style.panel(
                    ErrorBarFigures.WIDTH,
                    ErrorBarFigures.HEIGHT,
                    "sigma " + Numbers.number(from) + " to " + Numbers.number(to) + " arcsec",
                    "spread, as stated",
                    "function error");
            chart.getStyler().setLegendVisible(false);
            for (int level = 0; level < method.errors().size(); level++) {
                List<double[]> own = method.errors().get(level).get(0).doubts().stream()
                        .filter(d -> d[2] >= from && (last ? d[2] <= to : d[2] < to))
                        .sorted(Comparator.comparingDouble(d -> d[0]))
                        .toList();
                if (own.size() >= 2 * DOUBT_BINS) {
                    if (level == 0) {
                        cloud(chart, own);
                    }
                    binned(chart, level, own);
                }
            }
            if (!chart.getSeriesCollection().isEmpty()) {
                ErrorBarFigures.identity(chart);
                panels.add(chart);
            }
        }
        Legend legend = new Legend(2 * ErrorBarFigures.WIDTH - Legend.INDENT);
        for (int level = 0; level < noiseSigma.length; level++) {
            legend.add("σ = " + Numbers.minus(Numbers.scientific(noiseSigma[level])), level, Legend.Mark.LINE);
        }
        PanelGrid.draw(png, panels, PanelGrid.columns(panels.size()), legend.add("as stated", Legend.Mark.DASHED));
    }

    private static void cloud(XYChart chart, List<double[]> own) {
        int step = Math.max(1, own.size() / MOST_POINTS);
        double left = new Sample(own.stream().mapToDouble(d -> d[0]).toArray()).quantile(EDGE);
        double bottom = new Sample(own.stream().mapToDouble(d -> d[1]).toArray()).quantile(EDGE);
        List<double[]> some = new ArrayList<>();
        for (int k = 0; k < own.size(); k += step) {
            double[] one = own.get(k);
            // a galaxy that happens to be right by far more than the others would stretch the axes over empty decades
            if (one[0] > 0 && one[1] > 0 && one[0] >= left && one[1] >= bottom) {
                some.add(one);
            }
        }
        if (some.isEmpty()) {
            return;
        }
        XYSeries points = chart.addSeries(
                "galaxies",
                some.stream().mapToDouble(d -> d[0]).toArray(),
                some.stream().mapToDouble(d -> Math.sqrt(d[1])).toArray());
        points.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        points.setMarker(SeriesMarkers.CIRCLE);
        points.setMarkerColor(new java.awt.Color(0, 114, 178, 60));
    }

    /** Roots of the mean squares in bins of equal numbers; bins whose function error drowns in the noise are left out. */
    private static void binned(XYChart chart, int level, List<double[]> own) {
        List<double[]> bins =
                bins(own, DOUBT_BINS).stream().filter(b -> b[0] > 0 && b[1] > 0).toList();
        if (!bins.isEmpty()) {
            ErrorBarFigures.line(
                    chart,
                    "level " + level,
                    level,
                    bins.stream().mapToDouble(b -> b[0]).toArray(),
                    bins.stream().mapToDouble(b -> b[1]).toArray(),
                    true);
        }
    }

    /** [bin][rms spread, signed root of the mean squared function error], the smallest spread first. */
    static List<double[]> bins(List<double[]> ascending, int count) {
        List<double[]> bins = new ArrayList<>();
        for (int b = 0; b < count; b++) {
            List<double[]> members = ascending.subList(
                    (int) ((long) b * ascending.size() / count), (int) ((long) (b + 1) * ascending.size() / count));
            double said =
                    members.stream().mapToDouble(d -> d[0] * d[0]).average().orElse(Double.NaN);
            double wrong = members.stream().mapToDouble(d -> d[1]).average().orElse(Double.NaN);
            bins.add(new double[] {Math.sqrt(said), Math.signum(wrong) * Math.sqrt(Math.abs(wrong))});
        }
        return bins;
    }

    /** Whether there is anything to draw for a method: galaxies enough for bins in each of the sizes. */
    static boolean hasDoubts(BenchmarkResult.Method method) {
        return method.errors().stream().anyMatch(e -> e.get(0).doubts().size() >= 2 * DOUBT_BINS * SIZES);
    }
}
