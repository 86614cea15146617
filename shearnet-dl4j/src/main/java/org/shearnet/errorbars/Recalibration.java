package org.shearnet.errorbars;

import java.util.Arrays;

/**
 * A calibration of error bars, fitted on galaxies whose shear is known.
 *
 * @param factors what the stated errors of g1 and g2 are multiplied with
 * @param intervals that belong to the errors so multiplied
 */
public record Recalibration(double[] factors, Intervals intervals) {

    /** Errors as they are stated. */
    public static final Recalibration NONE = new Recalibration(new double[] {1, 1}, Intervals.NORMAL);

    /** Pulls of fewer galaxies leave the 99 % interval of a conformal calibration open. */
    public static final int LEAST = 100;

    /**
     * One factor, the root of the mean squared pull: the likeliest one of normal errors (Levi et al. 2022, Sensors 22, 5540,
     * arXiv:1905.11659).
     *
     * @param pulls [component][galaxy]
     */
    public static Recalibration scale(double[][] pulls) {
        require(pulls);
        double mean = Arrays.stream(pulls)
                .flatMapToDouble(Arrays::stream)
                .map(z -> z * z)
                .average()
                .orElseThrow();
        double factor = Math.sqrt(mean);
        return new Recalibration(new double[] {factor, factor}, Intervals.NORMAL);
    }

    /**
     * Split conformal intervals: half as wide as the stated error times the ceil((n + 1) level)-th smallest of the n moduli of pull,
     * which hold that share of exchangeable galaxies, whatever the distribution, and at most 1/(n + 1) more (Lei et al. 2018,
     * JASA 113, 1094). The error bar is the interval of one sigma.
     *
     * @param pulls [component][galaxy]
     */
    public static Recalibration conformal(double[][] pulls) {
        require(pulls);
        double[][] scores = new double[2][];
        double[] factors = new double[2];
        for (int c = 0; c < 2; c++) {
            scores[c] = Arrays.stream(pulls[c]).map(Math::abs).sorted().toArray();
            factors[c] = scores[c][(int) Math.ceil((scores[c].length + 1) * Normals.ONE_SIGMA) - 1];
        }
        return new Recalibration(factors, (component, pull) -> {
            double[] own = scores[component];
            return (double) below(own, pull * factors[component]) / (own.length + 1);
        });
    }

    /** How many of ascending numbers are below one. */
    private static int below(double[] ascending, double value) {
        int from = 0;
        int to = ascending.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (ascending[middle] < value) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    private static void require(double[][] pulls) {
        if (pulls.length != 2 || pulls[0].length < LEAST || pulls[1].length != pulls[0].length) {
            throw new IllegalArgumentException("at least " + LEAST + " galaxies calibrate errors");
        }
    }
}
