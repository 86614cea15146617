package org.shearnet.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run came to.
 *
 * @param status how it ended
 * @param why in a line, where it failed
 * @param levels its numbers at each level of its benchmark, in that order; empty where it failed
 * @param numbers its other numbers, by column of {@code study.csv}
 * @param commit of the program
 */
public record RunResult(Status status, String why, List<Level> levels, Map<String, Double> numbers, String commit) {

    /** How a run ended. */
    public enum Status {
        /** With all its numbers. */
        OK,
        /** Its loss was no number any more. */
        DIVERGED,
        /** In another way; it is tried again by the next call. */
        FAILED,
        /** It was not run yet. */
        WAITING;

        /** As it stands in tables. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * Numbers at a noise level; NaN for unknown ones.
     *
     * @param figure what the study compares
     * @param error its error by the galaxies of the benchmark
     * @param function root mean square of the function part of the error over the Fisher bound
     * @param flagged share of the galaxies that the figure would count which have no answer
     */
    public record Level(double figure, double error, double function, double functionError, double flagged) {

        /** Share of flagged galaxies above which the others are no fair sample, and their figure is not compared. */
        public static final double MOST_FLAGGED = 0.1;

        /** Whether so few galaxies have an answer that the figure is not compared. */
        public boolean isFlagged() {
            return flagged > MOST_FLAGGED;
        }
    }

    public RunResult {
        levels = List.copyOf(levels);
        numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
    }

    /** Of a run that is still to come. */
    public static final RunResult WAITING = failure(Status.WAITING, "", "");

    /** One that has no numbers. */
    public static RunResult failure(Status status, String why, String commit) {
        return new RunResult(status, why, List.of(), Map.of(), commit);
    }

    /** A number by its column; NaN where it is not known. */
    public double number(String column) {
        return numbers.getOrDefault(column, Double.NaN);
    }

    /** Mean logarithm of the figure over all levels, or at one; NaN where it is not positive, not known or of too few galaxies. */
    double logFigure(int level) {
        if (status != Status.OK || levels.isEmpty() || level >= levels.size()) {
            return Double.NaN;
        }
        return levels.subList(Math.max(0, level), level < 0 ? levels.size() : level + 1).stream()
                .mapToDouble(l -> l.figure() > 0 && l.figure() < Double.POSITIVE_INFINITY && !l.isFlagged()
                        ? Math.log(l.figure())
                        : Double.NaN)
                .average()
                .orElse(Double.NaN);
    }
}
