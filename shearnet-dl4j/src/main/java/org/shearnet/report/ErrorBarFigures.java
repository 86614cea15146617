package org.shearnet.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.shearnet.benchmark.BenchmarkResult;
import org.shearnet.benchmark.LevelErrors;
import org.shearnet.errorbars.ErrorBars;
import org.shearnet.errorbars.Sparsification;

/** The figures on error bars, galaxies well inside their stamps: a panel for each noise level, a colour for each estimator. */
final class ErrorBarFigures {

    static final int WIDTH = 400;
    static final int HEIGHT = 330;

    /** Two-sided 95 %. */
    private static final double SIGMAS = 1.96;

    /** Kolmogorov's 95 % point times the root of n. */
    private static final double KOLMOGOROV = 1.358;

    private static final int TARP_POINTS = 100;

    private final BenchmarkResult result;
    private final List<BenchmarkResult.Method> methods;

    ErrorBarFigures(BenchmarkResult result, List<BenchmarkResult.Method> methods) {
        this.result = result;
        this.methods = methods;
    }

    /** Draws what one estimator has in one panel. */
    private interface Curve {
        void add(XYChart chart, String name, int colour, LevelErrors errors);
    }

    /** Draws what does not depend on an estimator. */
    private interface Frame {
        void add(XYChart chart, int galaxies);
    }

    private void panels(Path png, String x, String y, Frame frame, Curve curve, String... references)
            throws IOException {
        List<XYChart> panels = new ArrayList<>();
        for (int level = 0; level < result.noiseSigma().length; level++) {
            String title = "pixel noise " + Numbers.minus(Numbers.scientific(result.noiseSigma()[level]));
            XYChart chart = Style.panel(WIDTH, HEIGHT, title, x, y);
            chart.getStyler().setLegendVisible(false);
            int galaxies = 0;
            for (int m = 0; m < methods.size(); m++) {
                LevelErrors errors = methods.get(m).errors().get(level).get(0);
                if (errors.bars() != null) {
                    galaxies = Math.max(galaxies, errors.bars().n());
                    curve.add(chart, methods.get(m).label(), m, errors);
                }
            }
            if (galaxies > 0) {
                frame.add(chart, galaxies);
                panels.add(chart);
            }
        }
        int columns = PanelGrid.columns(panels.size());
        Legend legend = new Legend(columns * WIDTH - Legend.INDENT);
        for (int m = 0; m < methods.size(); m++) {
            legend.add(methods.get(m).label(), m, Legend.Mark.LINE);
        }
        for (int r = 0; r < references.length; r++) {
            legend.add(references[r], r == 0 ? Legend.Mark.DASHED : Legend.Mark.DOTTED);
        }
        PanelGrid.draw(png, panels, columns, legend);
    }

    /** A line in the colour of a series. */
    static XYSeries line(XYChart chart, String name, int colour, double[] x, double[] y, boolean markers) {
        // by number: a label may be that of a reference line, or of another label with something behind it
        XYSeries series = chart.addSeries(colour + ": " + name, x, y);
        Style.line(series, Style.colour(colour), markers ? Style.marker(colour) : SeriesMarkers.NONE);
        return series;
    }

    private static double[] steps(int n) {
        double[] x = new double[n];
        Arrays.setAll(x, k -> (double) k / (n - 1));
        return x;
    }

    private static void zero(XYChart chart) {
        Style.dashedLine(chart.addSeries("right", new double[] {0, 1}, new double[] {0, 0}));
        chart.getStyler().setXAxisMin(0.0).setXAxisMax(1.0).setXAxisDecimalPattern("0.0");
    }

    private static void band(XYChart chart, double[] x, double[] half) {
        Style.dottedLine(chart.addSeries("above", x, half));
        Style.dottedLine(
                chart.addSeries("below", x, Arrays.stream(half).map(v -> -v).toArray()));
    }

    /** Coverage less its level against the level. */
    void calibration(Path png) throws IOException {
        panels(
                png,
                "level of the interval",
                "share of truths inside − level",
                (chart, galaxies) -> {
                    zero(chart);
                    double[] x = steps(51);
                    band(
                            chart,
                            x,
                            Arrays.stream(x)
                                    .map(p -> SIGMAS * Math.sqrt(p * (1 - p) / (2 * galaxies)))
                                    .toArray());
                },
                (chart, name, colour, errors) -> {
                    double[] curve = errors.bars().curve();
                    double[] x = new double[curve.length];
                    double[] y = new double[curve.length];
                    for (int k = 0; k < x.length; k++) {
                        x[k] = (k + 1.0) / (x.length + 1);
                        y[k] = curve[k] - x[k];
                    }
                    line(chart, name, colour, x, y, false);
                },
                "right",
                "95 % of right ones");
    }

    /** Density of the place of the truth in the stated distribution. */
    void pit(Path png) throws IOException {
        panels(
                png,
                "place of the truth in the stated distribution",
                "density",
                (chart, galaxies) -> {
                    chart.getStyler().setXAxisMin(0.0).setXAxisMax(1.0).setXAxisDecimalPattern("0.0");
                    chart.getStyler().setYAxisMin(0.0);
                    Style.dashedLine(chart.addSeries("right", new double[] {0, 1}, new double[] {1, 1}));
                    int bins = methods.stream()
                            .flatMap(m -> m.errors().stream())
                            .map(e -> e.get(0).bars())
                            .filter(b -> b != null)
                            .mapToInt(b -> b.pit().length)
                            .max()
                            .orElse(1);
                    double half = SIGMAS * Math.sqrt(bins / (2.0 * galaxies));
                    Style.dottedLine(chart.addSeries("above", new double[] {0, 1}, new double[] {1 + half, 1 + half}));
                    Style.dottedLine(chart.addSeries("below", new double[] {0, 1}, new double[] {1 - half, 1 - half}));
                },
                (chart, name, colour, errors) -> {
                    double[] pit = errors.bars().pit();
                    double[] x = new double[2 * pit.length];
                    double[] y = new double[2 * pit.length];
                    for (int k = 0; k < pit.length; k++) {
                        x[2 * k] = (double) k / pit.length;
                        x[2 * k + 1] = (k + 1.0) / pit.length;
                        y[2 * k] = pit[k] * pit.length;
                        y[2 * k + 1] = y[2 * k];
                    }
                    line(chart, name, colour, x, y, false);
                },
                "right",
                "95 % of right ones");
    }

    /** Root mean squared error against stated error in ten bins. */
    void skill(Path png) throws IOException {
        panels(
                png,
                "stated error",
                "root mean squared error",
                (chart, galaxies) -> identity(chart),
                (chart, name, colour, errors) -> {
                    double[][] skill = errors.bars().skill();
                    line(
                            chart,
                            name,
                            colour,
                            Arrays.stream(skill).mapToDouble(b -> b[0]).toArray(),
                            Arrays.stream(skill).mapToDouble(b -> b[1]).toArray(),
                            true);
                },
                "as stated");
    }

    /** Logarithmic axes of one range, with the identity. */
    static void identity(XYChart chart) {
        double[] all = chart.getSeriesCollection().stream()
                .flatMapToDouble(s -> DoubleStream.concat(Arrays.stream(s.getXData()), Arrays.stream(s.getYData())))
                .filter(v -> v > 0)
                .toArray();
        double low = Math.pow(10, Math.floor(Math.log10(Arrays.stream(all).min().orElse(1e-3))));
        double high = Math.pow(10, Math.ceil(Math.log10(Arrays.stream(all).max().orElse(1)) + 1e-9));
        Figures.logarithmic(chart);
        chart.getStyler().setXAxisMin(low).setXAxisMax(high).setYAxisMin(low).setYAxisMax(high);
        Style.dashedLine(chart.addSeries("as stated", new double[] {low, high}, new double[] {low, high}));
    }

    /** Share of the truths in discs of a credibility, less the credibility. */
    void tarp(Path png) throws IOException {
        panels(
                png,
                "credibility",
                "share of truths inside − credibility",
                (chart, galaxies) -> {
                    zero(chart);
                    double half = KOLMOGOROV / Math.sqrt(galaxies);
                    band(chart, new double[] {0, 1}, new double[] {half, half});
                },
                (chart, name, colour, errors) -> {
                    double[] x = steps(TARP_POINTS + 1);
                    double[] y = Arrays.stream(x)
                            .map(c -> ErrorBarFiles.below(errors.bars().tarp().credibility(), c) - c)
                            .toArray();
                    line(chart, name, colour, x, y, false);
                },
                "right",
                "95 % of right ones");
    }

    /** RMSE of the rest against the share removed. */
    void sparsification(Path png) throws IOException {
        panels(
                png,
                "share removed, largest errors first",
                "RMSE of the rest / of all",
                (chart, galaxies) -> chart.getStyler()
                        .setXAxisMin(0.0)
                        .setXAxisMax(1.0)
                        .setYAxisMin(0.0)
                        .setXAxisDecimalPattern("0.0"),
                (chart, name, colour, errors) -> {
                    double[] x = new double[Sparsification.STEPS];
                    Arrays.setAll(x, k -> (double) k / x.length);
                    Sparsification s = errors.bars().sparsification();
                    line(chart, name, colour, x, s.bySaid(), false);
                    XYSeries truth = line(chart, name + " true", colour, x, s.byTruth(), false);
                    truth.setLineStyle(Style.DASHED);
                },
                "by true error, in the same colour");
    }

    /** Stated error over the bound against signal to noise, all levels in one panel. */
    void saidOverBound(Path png) throws IOException {
        XYChart chart = Style.panel(
                2 * WIDTH, HEIGHT, "Stated error over the Fisher bound", "signal to noise", "median of stated / bound");
        chart.getStyler().setLegendVisible(false);
        Legend legend = new Legend(2 * WIDTH - Legend.INDENT);
        double low = Double.POSITIVE_INFINITY;
        double high = 0;
        double least = 1;
        double most = 1;
        for (int m = 0; m < methods.size(); m++) {
            for (int level = 0; level < result.noiseSigma().length; level++) {
                double[][] rows = methods.get(m).errors().get(level).get(0).bySignal();
                if (rows.length == 0) {
                    continue;
                }
                double[] x = Arrays.stream(rows).mapToDouble(r -> r[0]).toArray();
                double[] y = Arrays.stream(rows).mapToDouble(r -> r[1]).toArray();
                low = Math.min(low, Arrays.stream(x).min().orElseThrow());
                high = Math.max(high, Arrays.stream(x).max().orElseThrow());
                least = Math.min(least, Arrays.stream(y).min().orElseThrow());
                most = Math.max(most, Arrays.stream(y).max().orElseThrow());
                line(chart, methods.get(m).label() + level, m, x, y, true);
            }
            legend.add(methods.get(m).label(), m, Legend.Mark.LINE);
        }
        Figures.logarithmic(chart);
        chart.getStyler().setYAxisMin(Math.pow(10, Math.floor(Math.log10(least) - 0.02)));
        chart.getStyler().setYAxisMax(Math.pow(10, Math.ceil(Math.log10(most) + 0.02)));
        double left = Math.pow(10, Math.floor(Math.log10(low)));
        double right = Math.pow(10, Math.ceil(Math.log10(high)));
        chart.getStyler().setXAxisMin(left).setXAxisMax(right);
        Style.dashedLine(chart.addSeries("bound", new double[] {left, right}, new double[] {1, 1}));
        PanelGrid.draw(png, List.of(chart), 1, legend.add("Fisher bound", Legend.Mark.DASHED));
    }

    /** The metrics of an estimator at a level, galaxies in stamp; null where it states no error. */
    static ErrorBars bars(BenchmarkResult.Method method, int level) {
        return method.errors().get(level).get(0).bars();
    }
}
