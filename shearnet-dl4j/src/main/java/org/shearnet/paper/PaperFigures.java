package org.shearnet.paper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import org.shearnet.benchmark.GalaxyTruth;
import org.shearnet.benchmark.LevelSummary;
import org.shearnet.benchmark.Metrics;
import org.shearnet.benchmark.ObjectRows;
import org.shearnet.estimate.ShapeEstimate;
import org.shearnet.report.ColumnFigures;
import org.shearnet.report.ColumnFigures.Cloud;
import org.shearnet.report.ColumnFigures.Line;
import org.shearnet.report.ColumnFigures.Panel;

/** The figures of a paper, each from one run. */
final class PaperFigures {

    private static final int BINS = 10;
    private static final int LEAST_GALAXIES = 20;
    private static final double SPREAD = 0.5; // of estimators about their place
    private static final String NOISE = "pixel noise σ (counts)";

    private final ColumnFigures figures;

    PaperFigures(Path folder) {
        figures = new ColumnFigures(folder);
    }

    /**
     * Draws what the run has.
     *
     * @param suffix of the files' names; empty where there is one run
     * @return names of the files
     */
    List<String> draw(PaperRun run, String suffix) throws IOException {
        List<String> files = new ArrayList<>();
        files.addAll(figures.panels("accuracy" + suffix, List.of(accuracy(run))));
        files.addAll(figures.panels("ratio" + suffix, List.of(ratio(run))));
        files.addAll(figures.panels("bins" + suffix, bins(run)));
        Optional<ObjectRows> first = run.objects().stream()
                .filter(rows -> Arrays.stream(rows.estimates()).anyMatch(ShapeEstimate::ok))
                .min(Comparator.comparingDouble(ObjectRows::noise));
        if (first.isPresent()) {
            files.addAll(figures.cloud("truth" + suffix, cloud(first.get())));
        }
        for (String quantity : List.of("m", "c", "alpha")) {
            List<Panel> bias = bias(run, quantity);
            if (!bias.isEmpty()) {
                files.addAll(figures.panels("bias-" + quantity + suffix, bias));
            }
        }
        Path curves = run.folder().resolve("benchmark/errorbars-figures.csv");
        if (Files.exists(curves)) {
            List<Map<String, String>> rows = PaperRun.csv(curves, "figure", "method", "noise_sigma", "x", "y");
            files.addAll(figures.panels("coverage" + suffix, ErrorBarPanels.coverage(run, rows)));
            Panel spread = ErrorBarPanels.spread(run, rows);
            if (!spread.lines().isEmpty()) {
                files.addAll(figures.panels("spread" + suffix, List.of(spread)));
            }
        }
        if (Files.exists(run.folder().resolve("metrics.csv"))) {
            files.addAll(figures.panels("learning" + suffix, List.of(learning(run))));
        }
        if (Files.exists(run.folder().resolve("inspect/kept.csv"))) {
            files.addAll(figures.panels("kept" + suffix, List.of(kept(run))));
        }
        return files;
    }

    private static Panel accuracy(PaperRun run) {
        List<Line> lines = lines(run, "rmse_in_stamp", "");
        lines.add(line(run, run.methods().get(0), "Fisher bound", "crlb_in_stamp", ""));
        return new Panel("", NOISE, "RMSE of g1, g2", true, true, Double.NaN, List.of(), lines);
    }

    private static Panel ratio(PaperRun run) {
        return new Panel(
                "",
                NOISE,
                "RMSE over the Fisher bound",
                true,
                true,
                1,
                List.of(),
                lines(run, "rmse_over_crlb_in_stamp", "rmse_over_crlb_in_stamp_err"));
    }

    private static List<Line> lines(PaperRun run, String column, String error) {
        List<Line> lines = new ArrayList<>();
        run.methods().forEach(method -> lines.add(line(run, method, method, column, error)));
        return lines;
    }

    private static Line line(PaperRun run, String method, String label, String column, String error) {
        List<Map<String, String>> rows = run.rows().stream()
                .filter(row -> row.get("method").equals(method))
                .toList();
        return new Line(
                label,
                PaperRun.column(rows, "noise_sigma"),
                PaperRun.column(rows, column),
                error.isEmpty() ? null : PaperRun.column(rows, error));
    }

    /** A bias in both components, a place for each level of the rings, estimators beside each other; empty without rings. */
    private static List<Panel> bias(PaperRun run, String quantity) {
        String word = quantity.equals("m")
                ? "multiplicative bias m"
                : quantity.equals("c") ? "additive bias c" : "PSF leakage α";
        List<Map<String, String>> measured = run.rows().stream()
                .filter(row -> Double.isFinite(PaperRun.number(row, quantity + "1")))
                .toList();
        List<Double> levels = measured.stream()
                .map(row -> PaperRun.number(row, "noise_sigma"))
                .distinct()
                .sorted()
                .toList();
        List<Panel> panels = new ArrayList<>();
        for (String component : measured.isEmpty() ? List.<String>of() : List.of("1", "2")) {
            List<Line> lines = new ArrayList<>();
            List<String> methods = run.methods();
            for (int m = 0; m < methods.size(); m++) {
                String method = methods.get(m);
                double beside = SPREAD * ((m + 0.5) / methods.size() - 0.5);
                List<Map<String, String>> rows = measured.stream()
                        .filter(row -> row.get("method").equals(method))
                        .toList();
                double[] x = rows.stream()
                        .mapToDouble(row -> levels.indexOf(PaperRun.number(row, "noise_sigma")) + beside)
                        .toArray();
                lines.add(new Line(
                        method,
                        x,
                        PaperRun.column(rows, quantity + component),
                        PaperRun.column(rows, quantity + component + "_err")));
            }
            List<String> ticks = levels.stream().map(PaperRun::noise).toList();
            panels.add(new Panel("component " + component, NOISE, word, false, false, 0, ticks, lines));
        }
        return panels;
    }

    /** RMSE over the bound in ten bins of equal numbers of |g|, size and S/N, lowest noise, galaxies inside their stamps. */
    private static List<Panel> bins(PaperRun run) {
        double noise = run.levels()[0];
        List<ObjectRows> lowest =
                run.objects().stream().filter(rows -> rows.noise() == noise).toList();
        return List.of(
                binned(lowest, "true |g|", false, (t, n) -> Math.hypot(t.g1(), t.g2())),
                binned(lowest, "size σ (arcsec)", false, (t, n) -> t.sigma()),
                binned(lowest, "S/N", false, (t, n) -> t.s2n() / n));
    }

    private static Panel binned(
            List<ObjectRows> all, String title, boolean log, ToDoubleBiFunction<GalaxyTruth, Double> property) {
        List<Line> lines = new ArrayList<>();
        for (ObjectRows rows : all) {
            int[] order = IntStream.range(0, rows.truths().size())
                    .filter(i -> rows.estimates()[i].ok()
                            && rows.truths().get(i).inStamp()
                            && Double.isFinite(
                                    property.applyAsDouble(rows.truths().get(i), rows.noise())))
                    .boxed()
                    .sorted(Comparator.comparingDouble(
                            i -> property.applyAsDouble(rows.truths().get(i), rows.noise())))
                    .mapToInt(Integer::intValue)
                    .toArray();
            if (order.length < BINS * LEAST_GALAXIES) {
                continue;
            }
            double[] x = new double[BINS];
            double[] y = new double[BINS];
            double[] error = new double[BINS];
            for (int b = 0; b < BINS; b++) {
                int[] bin = Arrays.copyOfRange(order, b * order.length / BINS, (b + 1) * order.length / BINS);
                x[b] = property.applyAsDouble(rows.truths().get(bin[bin.length / 2]), rows.noise());
                LevelSummary of = some(rows, bin).summary();
                y[b] = of.get(Metrics.RMSE_OVER_CRLB);
                error[b] = of.get(Metrics.RMSE_OVER_CRLB_ERR);
            }
            lines.add(new Line(rows.method(), x, y, error));
        }
        return new Panel("", title, "RMSE over the bound", log, true, 1, List.of(), lines);
    }

    private static ObjectRows some(ObjectRows rows, int[] places) {
        return new ObjectRows(
                rows.method(),
                rows.noise(),
                Arrays.stream(places).mapToObj(rows.truths()::get).toList(),
                Arrays.stream(places).mapToObj(i -> rows.estimates()[i]).toArray(ShapeEstimate[]::new));
    }

    private static Cloud cloud(ObjectRows rows) {
        int[] good = IntStream.range(0, rows.truths().size())
                .filter(i -> rows.estimates()[i].ok())
                .toArray();
        return new Cloud(
                rows.method() + ", lowest noise",
                "true g1",
                "estimated g1",
                Arrays.stream(good).mapToDouble(i -> rows.truths().get(i).g1()).toArray(),
                Arrays.stream(good).mapToDouble(i -> rows.estimates()[i].g1()).toArray());
    }

    private static Panel learning(PaperRun run) throws IOException {
        List<Map<String, String>> rows = PaperRun.csv(run.folder().resolve("metrics.csv"), "epoch", "shear_rmse");
        double[] epoch = PaperRun.column(rows, "epoch");
        return new Panel(
                "",
                "epoch",
                "held-out RMSE of g1, g2",
                false,
                true,
                Double.NaN,
                List.of(),
                List.of(
                        new Line("all noise", epoch, PaperRun.column(rows, "shear_rmse"), null),
                        new Line("lowest quarter", epoch, PaperRun.column(rows, "shear_rmse_noise_q1"), null)));
    }

    /** Median over galaxies of the information on g that each layer keeps, float32. */
    private static Panel kept(PaperRun run) throws IOException {
        List<Map<String, String>> rows =
                PaperRun.csv(run.folder().resolve("inspect/kept.csv"), "layer", "format", "noise_sigma", "kept")
                        .stream()
                        .filter(row -> row.get("format").equals("float32"))
                        .toList();
        Set<String> layers = new LinkedHashSet<>();
        Set<Double> levels = new LinkedHashSet<>();
        rows.forEach(row -> {
            layers.add(row.get("layer"));
            levels.add(PaperRun.number(row, "noise_sigma"));
        });
        List<String> names = List.copyOf(layers);
        List<Line> lines = new ArrayList<>();
        for (double level : levels) {
            double[] y = names.stream()
                    .mapToDouble(layer -> median(rows.stream()
                            .filter(row ->
                                    row.get("layer").equals(layer) && PaperRun.number(row, "noise_sigma") == level)
                            .mapToDouble(row -> PaperRun.number(row, "kept"))
                            .sorted()
                            .toArray()))
                    .toArray();
            double[] x = IntStream.range(0, y.length).asDoubleStream().toArray();
            lines.add(new Line("noise " + PaperRun.noise(level), x, y, null));
        }
        return new Panel("", "layer", "information on g kept", false, true, Double.NaN, names, lines);
    }

    private static double median(double[] sorted) {
        int n = sorted.length;
        return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }
}
