package org.shearnet.inspect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.commons.math3.fitting.PolynomialCurveFitter;
import org.apache.commons.math3.fitting.WeightedObservedPoints;
import org.shearnet.benchmark.HeldOutGalaxies;
import org.shearnet.estimate.ShapeEstimate;
import org.shearnet.estimate.ShearEstimator;
import org.shearnet.estimate.Stamps;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.galaxysim.scene.SceneGalaxy;
import org.shearnet.parallel.Workers;

/**
 * How an answer trembles while a galaxy moves over the pixels: the root mean square of g1, g2 about their quartics, over a path
 * of 4 px along each axis through the stamp's centre in steps of 1/8 px, without noise (after Azulay and Weiss 2019, J. Mach.
 * Learn. Res. 20, 184, who count changed classes).
 *
 * @param galaxies that answered everywhere
 * @param rms of both components over all of them
 */
public record Wobble(int galaxies, double rms) {

    private static final int STEPS = 33;
    private static final double STEP_PIXELS = 1.0 / 8;
    private static final int DEGREE = 4;

    /** How many stamps {@link #of} measures. */
    public static long steps(int galaxies, int estimators) {
        return 2L * STEPS * galaxies * estimators;
    }

    /** Moves galaxies; one result for each estimator. */
    public static List<Wobble> of(
            Scene scene,
            List<SceneGalaxy> galaxies,
            double toldSigma,
            List<ShearEstimator> estimators,
            int threads,
            LongConsumer progress) {
        double[] sum = new double[estimators.size()];
        int[] paths = new int[estimators.size()];
        for (SceneGalaxy galaxy : galaxies) {
            for (int axis = 0; axis < 2; axis++) {
                Stamps stamps = HeldOutGalaxies.of(scene, path(galaxy, axis, scene.pixelScale()), threads)
                        .noiseFree(toldSigma);
                for (int e = 0; e < estimators.size(); e++) {
                    Workers.checkInterrupted();
                    ShapeEstimate[] said = Arrays.stream(estimators.get(e).estimate(stamps, threads, progress::accept))
                            .map(ShapeEstimate::orLast)
                            .toArray(ShapeEstimate[]::new);
                    if (Arrays.stream(said).allMatch(s -> Double.isFinite(s.g1()))) {
                        sum[e] += variance(Arrays.stream(said)
                                        .mapToDouble(ShapeEstimate::g1)
                                        .toArray())
                                + variance(Arrays.stream(said)
                                        .mapToDouble(ShapeEstimate::g2)
                                        .toArray());
                        paths[e]++;
                    }
                }
            }
        }
        List<Wobble> all = new ArrayList<>();
        for (int e = 0; e < sum.length; e++) {
            all.add(new Wobble(paths[e] / 2, paths[e] == 0 ? Double.NaN : Math.sqrt(sum[e] / (2 * paths[e]))));
        }
        return all;
    }

    private static SceneGalaxy[] path(SceneGalaxy galaxy, int axis, double pixelScale) {
        SceneGalaxy[] path = new SceneGalaxy[STEPS];
        Arrays.setAll(path, i -> {
            double[] theta = galaxy.parameters();
            theta[axis] = (i - (STEPS - 1) / 2) * STEP_PIXELS * pixelScale;
            theta[1 - axis] = 0;
            return galaxy.at(theta);
        });
        return path;
    }

    private static double variance(double[] values) {
        WeightedObservedPoints points = new WeightedObservedPoints();
        for (int i = 0; i < values.length; i++) {
            points.add(at(i), values[i]);
        }
        double[] quartic = PolynomialCurveFitter.create(DEGREE).fit(points.toList());
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            double fitted = 0;
            for (int k = DEGREE; k >= 0; k--) {
                fitted = fitted * at(i) + quartic[k];
            }
            sum += (values[i] - fitted) * (values[i] - fitted);
        }
        return sum / values.length;
    }

    /** Place on the path, -1 to 1. */
    private static double at(int i) {
        return 2.0 * i / (STEPS - 1) - 1;
    }
}
