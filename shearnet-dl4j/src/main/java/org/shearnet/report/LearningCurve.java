package org.shearnet.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.shearnet.galaxysim.fits.BadDataException;

/** Draws a run's {@code metrics.csv}: training and validation loss, and validation shear error, against epochs. */
public final class LearningCurve {

    /** Ratio of the largest to the least value from which the axis is logarithmic. */
    private static final double LOGARITHMIC_FROM = 30;

    private LearningCurve() {}

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
        XYChart loss = Style.panel(560, 400, "Loss", "epoch", "loss (normalised labels)");
        add(loss, "training", epoch, column(metrics, lines, "loss"), 0);
        add(loss, "validation", epoch, column(metrics, lines, "validation_loss"), 1);
        XYChart error = Style.panel(560, 400, "Shear error on held-out galaxies", "epoch", "RMSE of g1, g2");
        add(error, "validation", epoch, column(metrics, lines, "shear_rmse"), 1);
        error.getStyler().setLegendVisible(false);
        scaleY(loss);
        scaleY(error);
        Style.write(png, 2, List.of(loss, error));
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
