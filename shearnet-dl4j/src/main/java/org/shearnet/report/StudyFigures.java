package org.shearnet.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.shearnet.study.Axis;
import org.shearnet.study.Effect;
import org.shearnet.study.PowerLaw;
import org.shearnet.study.Row;
import org.shearnet.study.RunResult;
import org.shearnet.study.Student;
import org.shearnet.study.Study;
import org.shearnet.study.StudyResult;
import org.shearnet.study.StudyTable;

/** The figures of a study's page, which lie beside it. */
final class StudyFigures {

    private final Study study;
    private final Path folder;
    private final List<Row> rows;
    private final List<Effect> effects;
    private final List<Double> levels;
    private final boolean isS2n;

    /** @param folder of the study */
    StudyFigures(StudyResult result, Path folder) {
        this.folder = folder;
        study = result.study();
        rows = result.rows();
        effects = Effect.of(rows);
        levels = StudyTable.levels(rows);
        isS2n = StudyTable.isS2n(rows);
    }

    /** All sections that there are numbers for. */
    List<Section> sections() throws IOException {
        List<Section> sections = new ArrayList<>();
        if (isKnown(shown())) {
            sections.add(mainEffects());
            sections.add(parallel());
            sections.addAll(pareto());
        }
        sections.addAll(new StudyLearning(folder, effects).sections());
        return sections;
    }

    /** The level at which combinations are set against their cost: the study's, or the lowest that has numbers. */
    private double shown() {
        return Double.isNaN(study.at())
                ? levels.stream().filter(this::isKnown).findFirst().orElse(levels.get(0))
                : study.at();
    }

    private boolean isKnown(double level) {
        return rows.stream().anyMatch(r -> Double.isFinite(r.logFigure(level)));
    }

    private String figure() {
        return study.figure().replace('_', ' ');
    }

    private Section mainEffects() throws IOException {
        List<PlotPanel> panels = new ArrayList<>();
        List<Section.Block> blocks = new ArrayList<>();
        List<List<String>> laws = new ArrayList<>();
        double[] all = rows.stream()
                .flatMapToDouble(r -> levels.stream().mapToDouble(l -> Math.exp(r.logFigure(l))))
                .toArray();
        Legend legend = new Legend(Math.min(2, study.axes().size()) * PlotPanel.WIDTH - Legend.INDENT);
        for (int l = 0; l < levels.size(); l++) {
            legend.add(StudyWords.level(isS2n, levels.get(l)), l, Legend.Mark.FILLED);
        }
        for (int a = 0; a < study.axes().size(); a++) {
            Axis axis = study.axes().get(a);
            List<Effect> own = Effect.main(rows, a);
            boolean numeric = axis.isNumeric() && axis.variants().size() > 1;
            double[] at = IntStream.range(0, own.size())
                    .mapToDouble(i -> numeric ? axis.find(own.get(i).label()).number() : i)
                    .toArray();
            Scale x = numeric
                    ? Scale.at(at)
                    : Scale.of(own.stream().map(Effect::label).toList());
            PlotPanel panel = new PlotPanel(axis.name(), "", x, figure(), Scale.of(true, all));
            for (int l = 0; l < levels.size(); l++) {
                double level = levels.get(l);
                PowerLaw law = numeric ? PowerLaw.of(study, axis, firstRung(), level) : null;
                double spread = (l - (levels.size() - 1) / 2.0) * 0.09;
                double[] places = DoubleStream.of(at)
                        .map(v -> numeric ? v * Math.pow(x.high() / x.low(), 0.12 * spread) : v + spread)
                        .toArray();
                if (law != null) {
                    panel.line(at, DoubleStream.of(at).map(law::at).toArray(), l);
                    laws.add(law(axis, level, law));
                }
                for (int i = 0; i < own.size(); i++) {
                    Student mean = own.get(i).logFigure(level);
                    for (Row row : firstRung(a, own.get(i).label())) {
                        panel.dot(places[i], Math.exp(row.logFigure(level)), l);
                    }
                    panel.point(
                            places[i],
                            Math.exp(mean.mean()),
                            Math.exp(mean.mean() - mean.error()),
                            Math.exp(mean.mean() + mean.error()),
                            l);
                }
            }
            panels.add(panel);
        }
        PlotPanel.draw(folder.resolve("effects.png"), panels, legend);
        blocks.add(Section.figure(
                "effects.png",
                "Geometric mean over the seeds with its standard error; small rings are single runs."
                        + (study.axes().size() > 1
                                ? " Each panel varies one key and averages over those combinations of the others that all its variants have; without such no mean is drawn."
                                : "")
                        + (laws.isEmpty() ? "" : " Lines are fitted power laws."),
                "study.csv"));
        if (!laws.isEmpty()) {
            blocks.add(Section.paragraph("Power laws: the figure as a power of the key, fitted seed by seed to the"
                    + " logarithms; 95 % intervals over the seeds by Student's t."));
            blocks.addAll(StudyWords.table(
                    "Power laws", List.of("key", "level", "exponent", "95 % interval", "seeds"), laws, ""));
        }
        return new Section("main", study.axes().size() > 1 ? "Main effects" : "Effects", blocks, List.of());
    }

    private List<Row> firstRung() {
        int first = rows.stream().mapToInt(r -> r.run().epochs()).min().orElse(0);
        return rows.stream().filter(r -> r.run().epochs() == first).toList();
    }

    private List<Row> firstRung(int place, String label) {
        return firstRung().stream()
                .filter(r -> r.run().variants().get(place).label().equals(label))
                .toList();
    }

    private List<String> law(Axis axis, double level, PowerLaw law) {
        Student b = law.exponent();
        return List.of(
                axis.name(),
                StudyWords.level(isS2n, level),
                Numbers.minus(String.format(Locale.ROOT, "%.3f", b.mean())),
                Double.isNaN(b.half())
                        ? "–"
                        : Numbers.minus(
                                String.format(Locale.ROOT, "%.3f to %.3f", b.mean() - b.half(), b.mean() + b.half())),
                Integer.toString(b.n()));
    }

    /** Lines are coloured by the first key that is varied. */
    private Section parallel() {
        List<Row> done = rows.stream()
                .filter(r -> r.result().status() == RunResult.Status.OK)
                .toList();
        Axis first = study.axes().get(0);
        ParallelCoordinates chart = new ParallelCoordinates(
                done.stream().map(r -> r.run().name()).toList(),
                done.stream()
                        .mapToInt(
                                r -> first.variants().indexOf(r.run().variants().get(0)))
                        .toArray());
        for (int a = 0; a < study.axes().size(); a++) {
            Axis axis = study.axes().get(a);
            int place = a;
            if (axis.isNumeric()) {
                chart.keys(
                        axis.name(),
                        done.stream()
                                .mapToDouble(r -> r.run().variants().get(place).number())
                                .toArray());
            } else {
                chart.words(
                        axis.name(),
                        axis.variants().stream().map(v -> v.label()).toList(),
                        done.stream()
                                .map(r -> r.run().variants().get(place).label())
                                .toList());
            }
        }
        for (double level : levels) {
            chart.numbers(
                    StudyWords.level(isS2n, level),
                    done.stream().mapToDouble(r -> Math.exp(r.logFigure(level))).toArray());
        }
        for (String column : List.of("kept_last", "parameters", "mflop", "ms_per_stamp", "train_seconds")) {
            double[] values =
                    done.stream().mapToDouble(r -> r.result().number(column)).toArray();
            if (Arrays.stream(values).distinct().count() > 1) {
                chart.numbers(StudyWords.column(column), values);
            }
        }
        return new Section(
                "parallel",
                "Every run",
                List.of(Section.drawing(
                        chart.svg(),
                        "A line a run, coloured by " + first.name() + "; " + figure()
                                + " at each noise level, axes logarithmic where all is positive. Point at a line to see it alone;"
                                + " drag along an axis to keep the lines that pass there.")),
                List.of());
    }

    private List<Section> pareto() throws IOException {
        List<PlotPanel> panels = new ArrayList<>();
        for (String column : List.of("mflop", "ms_per_stamp")) {
            double[] cost = effects.stream().mapToDouble(e -> e.number(column)).toArray();
            if (Arrays.stream(cost).filter(v -> v > 0).distinct().count() < 2) {
                continue;
            }
            double[] values =
                    effects.stream().mapToDouble(e -> e.figure(shown())).toArray();
            double[] ends = effects.stream()
                    .flatMapToDouble(e -> DoubleStream.of(
                            e.figure(shown()),
                            e.figure(shown()) + e.error(shown()),
                            e.figure(shown()) - e.error(shown())))
                    .toArray();
            Scale y = Scale.of(true, ends);
            Scale x = Scale.of(true, cost);
            PlotPanel panel = new PlotPanel(
                    "Accuracy against cost, " + StudyWords.level(isS2n, shown()),
                    StudyWords.column(column),
                    x,
                    figure(),
                    y);
            double[][] front = front(cost, values, x, y);
            panel.dashed(front[0], front[1]);
            for (int i = 0; i < effects.size(); i++) {
                double error = effects.get(i).error(shown());
                panel.point(cost[i], values[i], values[i] - error, values[i] + error, i);
                panel.word(effects.get(i).label(), cost[i], values[i]);
            }
            panels.add(panel);
        }
        if (panels.isEmpty()) {
            return List.of();
        }
        PlotPanel.draw(folder.resolve("pareto.png"), panels, null);
        return List.of(new Section(
                "pareto",
                "Accuracy against cost",
                List.of(Section.figure(
                        "pareto.png",
                        "Means over the seeds with their standard errors. Along the dashed line nothing is both cheaper and better."
                                + " Times were taken in one run of this machine.",
                        "study.csv")),
                List.of()));
    }

    /** Steps along what nothing else beats in both. */
    private static double[][] front(double[] cost, double[] values, Scale x, Scale y) {
        List<Integer> order = IntStream.range(0, cost.length)
                .filter(i -> cost[i] > 0 && values[i] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> cost[i]).thenComparingDouble(i -> values[i]))
                .toList();
        List<double[]> corners = new ArrayList<>();
        double best = y.high();
        for (int i : order) {
            if (values[i] < best) {
                corners.add(new double[] {cost[i], best});
                corners.add(new double[] {cost[i], values[i]});
                best = values[i];
            }
        }
        corners.add(new double[] {x.high(), best});
        return new double[][] {
            corners.stream().mapToDouble(c -> c[0]).toArray(),
            corners.stream().mapToDouble(c -> c[1]).toArray()
        };
    }
}
