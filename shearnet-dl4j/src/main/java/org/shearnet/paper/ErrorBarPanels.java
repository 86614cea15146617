package org.shearnet.paper;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.shearnet.report.ColumnFigures.Line;
import org.shearnet.report.ColumnFigures.Panel;

/** The figures of a paper on error bars, from {@code errorbars-figures.csv}. */
final class ErrorBarPanels {

    private static final int BINS = 10;
    private static final int LEAST_GALAXIES = 20;
    private static final int THINNED = 9; // of the 99 points of a curve of coverage one is drawn

    private ErrorBarPanels() {}

    /** Share of galaxies within central intervals against what those claim, at the lowest and the highest noise. */
    static List<Panel> coverage(PaperRun run, List<Map<String, String>> rows) {
        double[] levels = run.levels();
        List<Panel> panels = new ArrayList<>();
        for (double level : levels.length == 1 ? levels : new double[] {levels[0], levels[levels.length - 1]}) {
            List<Line> lines = new ArrayList<>();
            for (String method : run.methods()) {
                List<Map<String, String>> all = curve(rows, "calibration", method, level);
                List<Map<String, String>> own = IntStream.range(0, all.size())
                        .filter(i -> i % THINNED == THINNED / 2)
                        .mapToObj(all::get)
                        .toList();
                if (!own.isEmpty()) {
                    lines.add(new Line(method, PaperRun.column(own, "x"), PaperRun.column(own, "y"), null));
                }
            }
            lines.add(new Line("right", new double[] {0, 1}, new double[] {0, 1}, null));
            panels.add(new Panel(
                    "noise " + PaperRun.noise(level), "claimed", "found", false, false, Double.NaN, List.of(), lines));
        }
        return panels;
    }

    /** Root mean square function error in ten bins of the spread of an ensemble or of dropout, at the lowest noise. */
    static Panel spread(PaperRun run, List<Map<String, String>> rows) {
        List<Line> lines = new ArrayList<>();
        for (String method : run.methods()) {
            List<Map<String, String>> own =
                    curve(rows, "spread_and_squared_function_error", method, run.levels()[0]).stream()
                            .sorted(Comparator.comparingDouble(row -> PaperRun.number(row, "x")))
                            .toList();
            int bins = Math.min(BINS, own.size() / LEAST_GALAXIES);
            double[] x = new double[bins];
            double[] y = new double[bins];
            for (int b = 0; b < bins; b++) {
                List<Map<String, String>> bin = own.subList(b * own.size() / bins, (b + 1) * own.size() / bins);
                x[b] = PaperRun.number(bin.get(bin.size() / 2), "x");
                y[b] = Math.sqrt(
                        Arrays.stream(PaperRun.column(bin, "y")).average().orElse(Double.NaN));
            }
            if (bins > 0) {
                lines.add(new Line(method, x, y, null));
            }
        }
        if (!lines.isEmpty()) {
            double least = lines.stream()
                    .flatMapToDouble(l -> Arrays.stream(l.x()))
                    .min()
                    .orElseThrow();
            double most = lines.stream()
                    .flatMapToDouble(l -> Arrays.stream(l.x()))
                    .max()
                    .orElseThrow();
            lines.add(new Line("equal", new double[] {least, most}, new double[] {least, most}, null));
        }
        return new Panel("", "spread of the answers", "function error", true, true, Double.NaN, List.of(), lines);
    }

    private static List<Map<String, String>> curve(
            List<Map<String, String>> rows, String figure, String method, double level) {
        return rows.stream()
                .filter(row -> row.get("figure").equals(figure)
                        && row.get("method").equals(method)
                        && PaperRun.number(row, "noise_sigma") == level)
                .toList();
    }
}
