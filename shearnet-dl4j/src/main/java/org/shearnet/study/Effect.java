package org.shearnet.study;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What runs of one kind came to, over their seeds.
 *
 * @param label what they have in common
 * @param epochs of their rung; 0 where there are none
 * @param rows the runs
 */
public record Effect(String label, int epochs, List<Row> rows) {

    public Effect {
        rows = List.copyOf(rows);
    }

    /** Every combination of variants, rung by rung. */
    public static List<Effect> of(List<Row> rows) {
        return groups(
                rows,
                row -> row.run().words()
                        + (row.run().epochs() > 0 ? ", " + row.run().epochs() + " epochs" : ""));
    }

    /**
     * Every variant of an axis, with its runs in those combinations of the others that all have; of the first rung, in which
     * all are. Without such combinations an effect has no runs.
     *
     * @param place of the axis
     */
    public static List<Effect> main(List<Row> rows, int place) {
        int first = rows.stream().mapToInt(r -> r.run().epochs()).min().orElse(0);
        List<Row> here = rows.stream().filter(r -> r.run().epochs() == first).toList();
        Set<Row> comparable = Collections.newSetFromMap(new IdentityHashMap<>());
        comparable.addAll(comparable(here, place));
        return groups(here, row -> row.run().variants().get(place).label()).stream()
                .map(e -> new Effect(
                        e.label(),
                        e.epochs(),
                        e.rows().stream().filter(comparable::contains).toList()))
                .toList();
    }

    /** The runs whose variants of the other axes go with every variant of one. */
    static List<Row> comparable(List<Row> rows, int place) {
        long all = rows.stream()
                .map(r -> r.run().variants().get(place).label())
                .distinct()
                .count();
        Map<List<String>, Set<String>> having = new HashMap<>();
        for (Row row : rows) {
            having.computeIfAbsent(others(row, place), k -> new HashSet<>())
                    .add(row.run().variants().get(place).label());
        }
        return rows.stream()
                .filter(r -> having.get(others(r, place)).size() == all)
                .toList();
    }

    private static List<String> others(Row row, int place) {
        List<String> labels = new ArrayList<>(
                row.run().variants().stream().map(Variant::label).toList());
        labels.remove(place);
        return labels;
    }

    private static List<Effect> groups(List<Row> rows, Function<Row, String> label) {
        Map<String, List<Row>> groups = new LinkedHashMap<>();
        for (Row row : rows) {
            groups.computeIfAbsent(label.apply(row), k -> new ArrayList<>()).add(row);
        }
        List<Effect> effects = new ArrayList<>();
        groups.forEach(
                (name, own) -> effects.add(new Effect(name, own.get(0).run().epochs(), own)));
        return effects;
    }

    /**
     * Logarithm of the figure over the seeds whose runs all have it; of none where it is 0 or below in a run, or of too few
     * galaxies, for the mean of the others would not be that of all.
     *
     * @param level of the benchmark; NaN for the mean over all
     */
    public Student logFigure(double level) {
        if (rows.stream().anyMatch(r -> r.isNotPositive(level) || r.isFlagged(level))) {
            return Student.of();
        }
        return Student.ofFinite(rows.stream()
                .mapToLong(r -> r.run().seed())
                .distinct()
                .mapToDouble(seed -> rows.stream()
                        .filter(r -> r.run().seed() == seed)
                        .mapToDouble(r -> r.logFigure(level))
                        .average()
                        .orElse(Double.NaN))
                .toArray());
    }

    /** The geometric mean of the figure over the seeds. */
    public double figure(double level) {
        return Math.exp(logFigure(level).mean());
    }

    /** Standard error of that mean over the seeds; NaN of fewer than two. */
    public double error(double level) {
        return figure(level) * logFigure(level).error();
    }

    /** Mean of a number of {@link StudyTable#NUMBERS}; NaN where no run has it. */
    public double number(String column) {
        return Student.ofFinite(rows.stream()
                        .mapToDouble(r -> r.result().number(column))
                        .toArray())
                .mean();
    }

    /** Mean of the function part at a level; NaN where it was not asked for. */
    public double function(double level) {
        return Student.ofFinite(rows.stream()
                        .filter(r -> r.run().level(level) >= 0 && r.result().status() == RunResult.Status.OK)
                        .mapToDouble(r ->
                                r.result().levels().get(r.run().level(level)).function())
                        .toArray())
                .mean();
    }

    /** Largest share of galaxies without an answer among its runs; NaN where none is known. */
    public double flagged(double level) {
        return rows.stream()
                .mapToDouble(r -> r.flagged(level))
                .filter(share -> !Double.isNaN(share))
                .max()
                .orElse(Double.NaN);
    }

    /** How many of its runs ended in a way. */
    public int count(RunResult.Status status) {
        return (int) rows.stream().filter(r -> r.result().status() == status).count();
    }
}
