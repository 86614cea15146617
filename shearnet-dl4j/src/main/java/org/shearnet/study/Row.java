package org.shearnet.study;

import java.util.List;

/**
 * A run with what it came to.
 *
 * @param run what was asked for
 * @param result what came out
 */
public record Row(PlannedRun run, RunResult result) {

    /**
     * Logarithm of the figure at a level, or its mean over all levels; NaN where it is not known.
     *
     * @param level in the unit of the benchmark's ladder; NaN for all
     */
    public double logFigure(double level) {
        int place = Double.isNaN(level) ? -1 : run.level(level);
        return !Double.isNaN(level) && place < 0 ? Double.NaN : result.logFigure(place);
    }

    /** Whether it ended well with a figure of 0 or below at a level, or at any; such a figure has no ratio to another. */
    boolean isNotPositive(double level) {
        return at(level).stream().anyMatch(l -> l.figure() <= 0);
    }

    /** Whether it ended well, with a figure of so few galaxies at a level, or at any, that it is not compared. */
    boolean isFlagged(double level) {
        return at(level).stream().anyMatch(RunResult.Level::isFlagged);
    }

    /** Share of galaxies without an answer at a level, the largest of all; NaN where it is not known. */
    public double flagged(double level) {
        return at(level).stream().mapToDouble(RunResult.Level::flagged).max().orElse(Double.NaN);
    }

    /** The numbers at a level, or of all; none where it did not end well. */
    private List<RunResult.Level> at(double level) {
        if (result.status() != RunResult.Status.OK || Double.isNaN(level)) {
            return result.levels();
        }
        int place = run.level(level);
        return place < 0 || place >= result.levels().size()
                ? List.of()
                : List.of(result.levels().get(place));
    }
}
