package org.shearnet.benchmark;

import java.util.List;
import org.shearnet.estimate.ShapeEstimate;

/**
 * Everything a benchmark found.
 *
 * @param truths the galaxies, in order
 * @param noiseSigma the noise levels, ascending
 * @param methods the estimators, in the YAML's order
 * @param samples a few stamps for people to look at
 * @param threads how many threads worked
 */
public record BenchmarkResult(
        List<GalaxyTruth> truths, double[] noiseSigma, List<Method> methods, List<SampleStamp> samples, int threads) {

    /**
     * One estimator's answers.
     *
     * @param label its name
     * @param estimates [level][galaxy]
     * @param levels the summary of each noise level
     * @param budgets noise and function part of the error at each level, galaxies well inside the stamp; empty where the noise
     *     was drawn once only
     * @param errors whether its error bars are right at each level, galaxies well inside the stamp, then all; empty where none are
     *     stated
     * @param off what becomes of them under another sky; empty where that was not measured
     * @param rings what matched pairs say of its bias, one study a noise level; empty where none were run
     * @param timing what its answers took, over all levels
     */
    public record Method(
            String label,
            ShapeEstimate[][] estimates,
            List<LevelSummary> levels,
            List<ErrorBudget> budgets,
            List<List<LevelErrors>> errors,
            List<OffTraining> off,
            List<RingStudy> rings,
            Timing timing) {}

    /**
     * A stamp to look at.
     *
     * @param galaxy position in {@link #truths()}
     * @param level position in {@link #noiseSigma()}
     * @param nx width (pixels)
     * @param ny height (pixels)
     * @param pixelScale arcsec per pixel
     * @param image [ny*nx], with noise
     */
    public record SampleStamp(int galaxy, int level, int nx, int ny, double pixelScale, double[] image) {}
}
