package org.shearnet.study;

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
        if (result.status() != RunResult.Status.OK) {
            return false;
        }
        int place = run.level(level);
        return Double.isNaN(level)
                ? result.levels().stream().anyMatch(l -> l.figure() <= 0)
                : place >= 0
                        && place < result.levels().size()
                        && result.levels().get(place).figure() <= 0;
    }
}
