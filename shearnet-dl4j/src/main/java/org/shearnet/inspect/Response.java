package org.shearnet.inspect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import org.shearnet.benchmark.HeldOutGalaxies;
import org.shearnet.benchmark.Sample;
import org.shearnet.estimate.ShapeEstimate;
import org.shearnet.estimate.ShearEstimator;
import org.shearnet.estimate.Stamps;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.galaxysim.scene.SceneGalaxy;
import org.shearnet.parallel.Workers;

/**
 * How answers for g1 and g2 change with each of a galaxy's parameters, by central differences of noise-free stamps: mean and
 * scatter over galaxies. Ideal is 1 of a component to itself, 0 else, without scatter: a scatter is a bias that changes from
 * galaxy to galaxy.
 *
 * @param galaxies that gave all answers
 * @param mean [g1, g2][x, y, g1, g2, size, flux]; per arcsec for lengths, relative for the flux
 * @param scatter standard deviations over galaxies of the same
 */
public record Response(int galaxies, double[][] mean, double[][] scatter) {

    /** The parameters by name. */
    public static final List<String> PARAMETERS = List.of("x", "y", "g1", "g2", "size", "flux");

    /** Step of a shear; of a length over the size and pixel; of a flux over itself. */
    private static final double STEP = 1e-2;

    /** A sheared galaxy stays one: of the room between |g| and 1 a step takes this share at most. */
    private static final double ROOM = 0.05;

    private static final int SIDES = 12;

    /** How many stamps {@link #of} measures. */
    public static long steps(int galaxies, int estimators) {
        return (long) SIDES * galaxies * estimators;
    }

    /**
     * Measures.
     *
     * @param galaxies at which
     * @param toldSigma the noise that the estimators are told (counts)
     * @return one for each estimator
     */
    public static List<Response> of(
            Scene scene,
            List<SceneGalaxy> galaxies,
            double toldSigma,
            List<ShearEstimator> estimators,
            int threads,
            LongConsumer progress) {
        int n = galaxies.size();
        double[][] steps = new double[n][];
        Arrays.setAll(steps, i -> steps(galaxies.get(i), scene.pixelScale()));
        ShapeEstimate[][][] answers = new ShapeEstimate[estimators.size()][SIDES][];
        for (int side = 0; side < SIDES; side++) {
            int parameter = side / 2;
            double sign = side % 2 == 0 ? -1 : 1;
            SceneGalaxy[] moved = new SceneGalaxy[n];
            Arrays.setAll(moved, i -> {
                double[] theta = galaxies.get(i).parameters();
                theta[parameter] += sign * steps[i][parameter];
                return galaxies.get(i).at(theta);
            });
            Stamps stamps = HeldOutGalaxies.of(scene, moved, threads).noiseFree(toldSigma);
            for (int e = 0; e < estimators.size(); e++) {
                Workers.checkInterrupted();
                answers[e][side] = Arrays.stream(estimators.get(e).estimate(stamps, threads, progress::accept))
                        .map(ShapeEstimate::orLast)
                        .toArray(ShapeEstimate[]::new);
            }
        }
        List<Response> all = new ArrayList<>();
        for (ShapeEstimate[][] said : answers) {
            all.add(of(galaxies, steps, said));
        }
        return all;
    }

    private static double[] steps(SceneGalaxy galaxy, double pixelScale) {
        double[] theta = galaxy.parameters();
        double shift = STEP * (Math.abs(theta[4]) + pixelScale);
        double shape = Math.min(STEP, ROOM * (1 - Math.hypot(theta[2], theta[3])));
        return new double[] {shift, shift, shape, shape, STEP * theta[4], STEP * theta[5]};
    }

    private static Response of(List<SceneGalaxy> galaxies, double[][] steps, ShapeEstimate[][] said) {
        int[] kept = java.util.stream.IntStream.range(0, galaxies.size())
                .filter(i -> Arrays.stream(said).allMatch(s -> Double.isFinite(s[i].g1())))
                .toArray();
        double[][] mean = new double[2][PARAMETERS.size()];
        double[][] scatter = new double[2][PARAMETERS.size()];
        for (int c = 0; c < 2; c++) {
            boolean first = c == 0;
            for (int p = 0; p < PARAMETERS.size(); p++) {
                int parameter = p;
                Sample slopes = new Sample(Arrays.stream(kept)
                        .mapToDouble(i -> {
                            ShapeEstimate below = said[2 * parameter][i];
                            ShapeEstimate above = said[2 * parameter + 1][i];
                            double change = first ? above.g1() - below.g1() : above.g2() - below.g2();
                            double unit = parameter == 5 ? galaxies.get(i).flux() : 1;
                            return change * unit / (2 * steps[i][parameter]);
                        })
                        .toArray());
                mean[c][p] = slopes.mean();
                scatter[c][p] = slopes.sd();
            }
        }
        return new Response(kept.length, mean, scatter);
    }
}
