package org.shearnet.errorbars;

import java.util.Arrays;
import java.util.List;

/**
 * Whether stated errors are right, over g1 and g2 of some galaxies together. Pull: difference over stated error.
 *
 * @param n galaxies
 * @param pullMean mean pull
 * @param pullStd standard deviation of the pull about its mean
 * @param coverage share of the differences within the intervals of {@link #LEVELS}
 * @param coverageError their binomial errors
 * @param curve the same at levels 1/100, 2/100, ... 99/100
 * @param calibrationError mean distance of {@code curve} from its levels (Kuleshov et al. 2018, arXiv:1807.00263)
 * @param sharpness root of the mean squared stated error
 * @param crps mean continuous ranked probability score of normals as wide as stated (Gneiting et al. 2005, MWR 133, 1098)
 * @param crpsOfBound that of an oracle whose errors are the bound's: the mean bound over the root of pi
 * @param nll mean negative logarithm of their density at the truth
 * @param sparsification how the error falls where those said to be worst go
 * @param ause area between its curves
 * @param auseRedrawn that area where the errors are drawn as stated, and its scatter
 * @param tarp whether answers and errors are right together in the plane
 * @param saidOverBound median, 16 and 84 per cent points of stated error over bound
 * @param worst the group of galaxies whose coverage is farthest off
 * @param factor what the stated errors would have to be multiplied with for 68.3 % of the differences to lie within one
 * @param pit histogram of the places of the truths in the stated distributions, shares in equal bins
 * @param skill ten bins of the stated error: mean square of it in a bin, root, and root of the mean squared difference
 */
public record ErrorBars(
        int n,
        double pullMean,
        double pullStd,
        double[] coverage,
        double[] coverageError,
        double[] curve,
        double calibrationError,
        double sharpness,
        double crps,
        double crpsOfBound,
        double nll,
        Sparsification sparsification,
        double ause,
        double[] auseRedrawn,
        Tarp tarp,
        double[] saidOverBound,
        Group worst,
        double factor,
        double[] pit,
        double[][] skill) {

    /** The probability within one standard deviation. */
    public static final double ONE_SIGMA = Normals.ONE_SIGMA;

    /** 50 %, one sigma, 90 %, two sigma, 99 %: as in {@code summary.csv}, 68 and 95 stand for one and two sigma. */
    public static final List<Double> LEVELS = List.of(0.5, ONE_SIGMA, 0.9, Normals.within(2), 0.99);

    /** What the levels are called. */
    public static final List<String> LEVEL_NAMES = List.of("50", "68", "90", "95", "99");

    private static final int CURVE = 100;
    private static final int PIT_BINS = 20;
    private static final int SKILL_BINS = 10;

    /** A coverage is off where it differs by so many binomial errors, and the factor by more than {@link #TOLERATED}. */
    private static final double SIGNIFICANT = 3;

    private static final double TOLERATED = 0.02;

    /** How stated errors stand to the true ones. */
    public enum Standing {
        UNDERSTATED,
        RIGHT,
        OVERSTATED
    }

    /**
     * Of a sample.
     *
     * @param properties by which groups are made
     * @param intervals that belong to the error bars
     * @param seed of random points and redrawn errors
     */
    public static ErrorBars of(StatedErrors stated, List<Group.Property> properties, Intervals intervals, long seed) {
        int n = stated.count();
        if (n == 0) {
            throw new IllegalArgumentException("no galaxies");
        }
        int all = 2 * n;
        double[] pulls = stated.each(stated::pull);
        double[] said = stated.each((c, i) -> stated.said()[c][i]);
        double[] errors = stated.each(stated::error);
        double[] levels = stated.each((c, i) -> intervals.level(c, Math.abs(stated.pull(c, i))));
        double mean = mean(pulls);
        double[] coverage =
                LEVELS.stream().mapToDouble(level -> share(levels, level)).toArray();
        double[] curve = new double[CURVE - 1];
        double off = 0;
        for (int k = 0; k < curve.length; k++) {
            double level = (k + 1.0) / CURVE;
            curve[k] = share(levels, level);
            off += Math.abs(curve[k] - level) / curve.length;
        }
        double crps = 0;
        double nll = 0;
        double[] pit = new double[PIT_BINS];
        for (int k = 0; k < all; k++) {
            double z = pulls[k];
            crps += said[k]
                    * (z * (2 * Normals.distribution(z) - 1) + 2 * Normals.density(z) - 1 / Normals.ROOT_PI)
                    / all;
            nll += (0.5 * Math.log(2 * Math.PI * said[k] * said[k]) + 0.5 * z * z) / all;
            // the truth lies below the answer where the difference is above 0
            double place = 0.5 - 0.5 * Math.signum(z) * levels[k];
            pit[(int) Math.min(PIT_BINS - 1, place * PIT_BINS)] += 1.0 / all;
        }
        Sparsification sparsification = Sparsification.of(errors, said);
        int[] within = new int[n];
        for (int k = 0; k < all; k++) {
            within[k % n] += levels[k] < ONE_SIGMA ? 1 : 0;
        }
        double[] overBound = stated.each((c, i) -> stated.said()[c][i] / stated.bound()[c][i]);
        Arrays.sort(overBound);
        double[] moduli = Arrays.stream(pulls).map(Math::abs).sorted().toArray();
        return new ErrorBars(
                n,
                mean,
                Math.sqrt(mean(
                        Arrays.stream(pulls).map(z -> (z - mean) * (z - mean)).toArray())),
                coverage,
                Arrays.stream(coverage).map(c -> Math.sqrt(c * (1 - c) / all)).toArray(),
                curve,
                off,
                Math.sqrt(mean(Arrays.stream(said).map(s -> s * s).toArray())),
                crps,
                mean(stated.each((c, i) -> stated.bound()[c][i])) / Normals.ROOT_PI,
                nll,
                sparsification,
                sparsification.area(),
                Sparsification.redrawn(said, seed),
                Tarp.of(stated, seed),
                new double[] {quantile(overBound, 0.5), quantile(overBound, 0.16), quantile(overBound, 0.84)},
                Group.worst(properties, within),
                quantile(moduli, ONE_SIGMA),
                pit,
                skill(said, errors));
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double share(double[] levels, double level) {
        return (double) Arrays.stream(levels).filter(l -> l < level).count() / levels.length;
    }

    static double quantile(double[] ascending, double p) {
        double at = p * (ascending.length - 1);
        int below = (int) Math.floor(at);
        int above = Math.min(below + 1, ascending.length - 1);
        return ascending[below] + (at - below) * (ascending[above] - ascending[below]);
    }

    /** Spread against skill (Leutbecher and Palmer 2008, J. Comput. Phys. 227, 3515): bins of equal numbers, [bin][spread, skill]. */
    private static double[][] skill(double[] said, double[] errors) {
        Integer[] order =
                java.util.stream.IntStream.range(0, said.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, java.util.Comparator.comparingDouble(k -> said[k]));
        int bins = Math.min(SKILL_BINS, said.length);
        double[][] skill = new double[bins][2];
        for (int b = 0; b < bins; b++) {
            int from = (int) ((long) b * order.length / bins);
            int to = (int) ((long) (b + 1) * order.length / bins);
            for (int k = from; k < to; k++) {
                skill[b][0] += said[order[k]] * said[order[k]] / (to - from);
                skill[b][1] += errors[order[k]] * errors[order[k]] / (to - from);
            }
            skill[b][0] = Math.sqrt(skill[b][0]);
            skill[b][1] = Math.sqrt(skill[b][1]);
        }
        return skill;
    }

    /** Half the width of the band in which 95 % of the coverages at a level lie where the errors are right. */
    public double band(double level) {
        return 1.96 * Math.sqrt(level * (1 - level) / (2 * n));
    }

    /** Whether errors are stated too small or too large, beyond chance and beyond 2 per cent. */
    public Standing standing() {
        double off = coverage[1] - ONE_SIGMA;
        boolean chance = Math.abs(off) < SIGNIFICANT * Math.sqrt(ONE_SIGMA * (1 - ONE_SIGMA) / (2 * n));
        if (chance || Math.abs(factor - 1) < TOLERATED) {
            return Standing.RIGHT;
        }
        return off < 0 ? Standing.UNDERSTATED : Standing.OVERSTATED;
    }
}
