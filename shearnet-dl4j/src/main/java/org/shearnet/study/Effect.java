package org.shearnet.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one combination of variants came to, over its seeds.
 *
 * @param variants one an axis
 * @param epochs of the rung; 0 where there are none
 * @param rows its runs
 */
public record Effect(List<Variant> variants, int epochs, List<Row> rows) {

    public Effect {
        variants = List.copyOf(variants);
        rows = List.copyOf(rows);
    }

    /** Every combination, rung by rung. */
    public static List<Effect> of(List<Row> rows) {
        Map<List<Object>, List<Row>> groups = new LinkedHashMap<>();
        for (Row row : rows) {
            groups.computeIfAbsent(List.of(row.run().variants(), row.run().epochs()), k -> new ArrayList<>())
                    .add(row);
        }
        return groups.values().stream()
                .map(g -> new Effect(g.get(0).run().variants(), g.get(0).run().epochs(), g))
                .toList();
    }

    /** The labels in a line. */
    public String label() {
        return rows.get(0).run().words() + (epochs > 0 ? ", " + epochs + " epochs" : "");
    }

    /** Logarithm of the figure over the seeds that have it; at a level, or NaN for the mean over all. */
    public Student logFigure(double level) {
        return Student.ofFinite(
                rows.stream().mapToDouble(r -> r.logFigure(level)).toArray());
    }

    /** The geometric mean of the figure over the seeds. */
    public double figure(double level) {
        return Math.exp(logFigure(level).mean());
    }

    /** Standard error of that mean over the seeds; NaN of fewer than two. */
    public double error(double level) {
        return figure(level) * logFigure(level).error();
    }

    /** Mean over the seeds of a number of {@link StudyTable#NUMBERS}; NaN where none has it. */
    public double number(String column) {
        return Student.ofFinite(rows.stream()
                        .mapToDouble(r -> r.result().number(column))
                        .toArray())
                .mean();
    }

    /** Mean over the seeds of the function part at a level; NaN where it was not asked for. */
    public double function(double level) {
        return Student.ofFinite(rows.stream()
                        .filter(r -> r.run().level(level) >= 0 && r.result().status() == RunResult.Status.OK)
                        .mapToDouble(r ->
                                r.result().levels().get(r.run().level(level)).function())
                        .toArray())
                .mean();
    }

    /** How many of its runs ended in a way. */
    public int count(RunResult.Status status) {
        return (int) rows.stream().filter(r -> r.result().status() == status).count();
    }
}
