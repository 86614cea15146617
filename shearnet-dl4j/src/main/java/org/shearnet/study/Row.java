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
}
