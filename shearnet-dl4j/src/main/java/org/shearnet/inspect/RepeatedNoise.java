package org.shearnet.inspect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import org.shearnet.benchmark.GalaxyTruth;
import org.shearnet.benchmark.HeldOutGalaxies;
import org.shearnet.estimate.ShapeEstimate;
import org.shearnet.estimate.ShearEstimator;
import org.shearnet.estimate.Stamps;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.galaxysim.scene.SceneGalaxy;
import org.shearnet.parallel.Workers;

/**
 * Answers of estimators for the same held-out galaxies under several noise fields at several levels.
 *
 * @param galaxies as they are drawn
 * @param truths of the same
 * @param levels pixel noise (counts)
 * @param answers [estimator][level][draw][galaxy]
 */
public record RepeatedNoise(
        List<SceneGalaxy> galaxies, List<GalaxyTruth> truths, double[] levels, ShapeEstimate[][][][] answers) {

    /** Stamps of a batch, and fewer where they are large. */
    private static final int MOST_IN_BATCH = 1000;

    /** How many stamps {@link #measure} measures, truths included. */
    public static long steps(int galaxies, int draws, int levels, int estimators) {
        return galaxies * (1L + (long) draws * levels * estimators);
    }

    /**
     * Measures.
     *
     * @param n galaxies, the first ones of the held-out set
     * @param progress is told how many more stamps are done, from any thread
     * @throws java.util.concurrent.CancellationException where the thread is interrupted
     */
    public static RepeatedNoise measure(
            Scene scene,
            int n,
            int draws,
            double[] levels,
            List<ShearEstimator> estimators,
            int threads,
            LongConsumer progress) {
        List<SceneGalaxy> galaxies = new ArrayList<>(n);
        List<GalaxyTruth> truths = new ArrayList<>(n);
        ShapeEstimate[][][][] answers = new ShapeEstimate[estimators.size()][levels.length][draws][n];
        int size = HeldOutGalaxies.batch(scene, MOST_IN_BATCH);
        for (int from = 0; from < n; from += size) {
            HeldOutGalaxies batch = HeldOutGalaxies.draw(scene, from, Math.min(size, n - from), threads);
            truths.addAll(Arrays.asList(batch.truths(threads, progress::accept)));
            for (int i = 0; i < batch.count(); i++) {
                galaxies.add(batch.galaxy(i));
            }
            for (int level = 0; level < levels.length; level++) {
                for (int draw = 0; draw < draws; draw++) {
                    Stamps stamps = batch.at(levels[level], draw, threads);
                    for (int e = 0; e < estimators.size(); e++) {
                        Workers.checkInterrupted();
                        ShapeEstimate[] said = estimators.get(e).estimate(stamps, threads, progress::accept);
                        System.arraycopy(said, 0, answers[e][level][draw], from, said.length);
                    }
                }
            }
        }
        return new RepeatedNoise(galaxies, truths, levels.clone(), answers);
    }
}
