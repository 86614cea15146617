package org.shearnet.report;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.shearnet.galaxysim.fits.BadDataException;

/** Draws a run's {@code metrics.csv} against epochs, or the held-out shear errors of several runs over each other. */
public final class LearningCurve {

    /** Ratio of the largest to the least value from which the axis is logarithmic. */
    private static final double LOGARITHMIC_FROM = 30;

    private static final int WIDTH = 560;
    private static final int HEIGHT = 440;

    private static final String STAMPS = "stamps trained on";
    private static final String HELD_OUT = "held-out RMSE of g1, g2";

    private LearningCurve() {}

    /**
     * A training.
     *
     * @param metrics its {@code metrics.csv}
     */
    record Run(Path metrics, long stampsAnEpoch) {}

    /**
     * Draws the curve.
     *
     * @param metrics CSV with the columns epoch, loss, validation_loss and shear_rmse
     * @throws BadDataException where a column is missing
     */
    public static void draw(Path metrics, Path png) throws IOException {
        List<String> lines = Files.readAllLines(metrics);
        if (lines.size() < 2) {
            throw new BadDataException(metrics + ": holds no epoch");
        }
        double[] epoch = column(metrics, lines, "epoch");
        XYChart loss = Style.panel(WIDTH, 400, "Loss", "epoch", "loss (normalised labels)");
        add(loss, "training", epoch, column(metrics, lines, "loss"), 0);
        add(loss, "validation", epoch, column(metrics, lines, "validation_loss"), 1);
        XYChart error = Style.panel(WIDTH, 400, "Shear error on held-out galaxies", "epoch", "RMSE of g1, g2");
        add(error, "validation", epoch, column(metrics, lines, "shear_rmse"), 1);
        error.getStyler().setLegendVisible(false);
        scaleY(loss);
        scaleY(error);
        Style.write(png, 2, List.of(loss, error));
    }

    /**
     * Draws the held-out shear error of several runs against the stamps that they were trained on, over all noise levels and
     * over the lowest quarter of them.
     *
     * @param runs by name
     * @throws BadDataException where a column is missing
     */
    static void compare(Map<String, Run> runs, Path png) throws IOException {
        XYChart all = Style.panel(WIDTH, HEIGHT, "All noise levels", STAMPS, HELD_OUT);
        XYChart low = Style.panel(WIDTH, HEIGHT, "Lowest quarter of noise levels", STAMPS, HELD_OUT);
        Legend legend = new Legend(2 * WIDTH - Legend.INDENT);
        int colour = 0;
        for (Map.Entry<String, Run> run : runs.entrySet()) {
            Path csv = run.getValue().metrics();
            List<String> lines = Files.readAllLines(csv);
            double[] stamps = Arrays.stream(column(csv, lines, "epoch"))
                    .map(epoch -> epoch * run.getValue().stampsAnEpoch())
                    .toArray();
            add(all, run.getKey(), stamps, column(csv, lines, "shear_rmse"), colour);
            add(low, run.getKey(), stamps, column(csv, lines, "shear_rmse_noise_q1"), colour);
            legend.add(run.getKey(), colour++, Legend.Mark.LINE);
        }
        for (XYChart chart : List.of(all, low)) {
            chart.getStyler().setLegendVisible(false);
            Figures.logarithmic(chart);
            chart.getStyler().setYAxisLogarithmicDecadeOnly(false);
            chart.getStyler().setYAxisTickLabelsFormattingFunction(LearningCurve::roundNumber);
        }
        legend.drawBelow(png, List.of(all, low));
    }

    /** 1, 2, 3 and 5 times a power of ten; nothing for what lies between. */
    private static String roundNumber(double value) {
        double mantissa = value / Math.pow(10, Math.floor(Math.log10(value) + 1e-9));
        return List.of(1L, 2L, 3L, 5L).contains(Math.round(mantissa)) && Math.abs(mantissa - Math.rint(mantissa)) < 1e-6
                ? new BigDecimal(String.format(Locale.ROOT, "%.0e", value)).toPlainString()
                : "";
    }

    /** Logarithmic where the curve spans decades, else linear from 0. */
    private static void scaleY(XYChart chart) {
        double[] all = chart.getSeriesCollection().stream()
                .flatMapToDouble(s -> Arrays.stream(s.getYData()))
                .toArray();
        double least = Arrays.stream(all).min().orElse(1);
        double most = Arrays.stream(all).max().orElse(1);
        if (most > LOGARITHMIC_FROM * least) {
            chart.getStyler()
                    .setYAxisLogarithmic(true)
                    .setYAxisMin(Math.pow(10, Math.floor(Math.log10(least))))
                    .setYAxisMax(Math.pow(10, Math.ceil(Math.log10(most))));
        } else {
            chart.getStyler().setYAxisMin(0.0).setYAxisDecimalPattern("0.###");
        }
    }

    private static double[] column(Path file, List<String> lines, String name) {
        int index = Arrays.asList(lines.get(0).split(",")).indexOf(name);
        if (index < 0) {
            throw new BadDataException(file + ": has no column '" + name + "'");
        }
        return lines.stream()
                .skip(1)
                .mapToDouble(line -> Double.parseDouble(line.split(",")[index]))
                .toArray();
    }

    private static void add(XYChart chart, String name, double[] x, double[] y, int colour) {
        int[] kept = java.util.stream.IntStream.range(0, x.length)
                .filter(i -> y[i] > 0 && Double.isFinite(y[i]))
                .toArray();
        if (kept.length == 0) {
            return;
        }
        XYSeries series = chart.addSeries(
                name,
                Arrays.stream(kept).mapToDouble(i -> x[i]).toArray(),
                Arrays.stream(kept).mapToDouble(i -> y[i]).toArray());
        Style.line(series, Style.colour(colour), kept.length > 60 ? SeriesMarkers.NONE : Style.marker(colour));
    }
}
