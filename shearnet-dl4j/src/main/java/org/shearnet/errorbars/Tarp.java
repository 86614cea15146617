package org.shearnet.errorbars;

import java.util.Arrays;
import org.shearnet.galaxysim.noise.RandomStream;
import org.shearnet.galaxysim.noise.RandomStreams;

/**
 * Tests of accuracy with random points (Lemos et al. 2023, arXiv:2302.03026) in the plane of g1 and g2, for normal distributions of the
 * stated covariance: the probability that lies nearer to a random point than the truth does is uniform where answers and errors
 * are right, together.
 *
 * @param credibility that probability of each galaxy, ascending
 * @param distance Kolmogorov and Smirnov's from the uniform distribution
 * @param p probability of that distance, or more, by chance
 */
public record Tarp(double[] credibility, double distance, double p) {

    /** Nodes of the integral over the disc. */
    private static final int NODES = 24;

    /** Beyond so many standard deviations there is nothing. */
    private static final double FAR = 8;

    /** Points are drawn this many median errors about truths that are closer together than that. */
    private static final double REACH = 3;

    private static final double MOST_CORRELATED = 0.9999;

    private static final Gauss RULE = Gauss.of(NODES);

    /** Points are drawn over the range of the true shears. */
    static Tarp of(StatedErrors stated, long seed) {
        int n = stated.count();
        double[] low = new double[2];
        double[] high = new double[2];
        for (int c = 0; c < 2; c++) {
            low[c] = Arrays.stream(stated.truth()[c]).min().orElse(0);
            high[c] = Arrays.stream(stated.truth()[c]).max().orElse(0);
            double[] said = Arrays.stream(stated.said()[c]).sorted().toArray();
            double reach = said.length == 0 ? 0 : REACH * said[said.length / 2];
            if (high[c] - low[c] < reach) {
                // truths that are all alike leave no room to draw points in
                low[c] -= reach;
                high[c] += reach;
            }
        }
        double[] credibility = new double[n];
        for (int i = 0; i < n; i++) {
            RandomStream random = new RandomStreams(seed).stream(i, "tarp");
            double x = low[0] + (high[0] - low[0]) * random.nextDouble();
            double y = low[1] + (high[1] - low[1]) * random.nextDouble();
            credibility[i] = nearer(stated, i, x, y);
        }
        Arrays.sort(credibility);
        double distance = distance(credibility);
        return new Tarp(credibility, distance, probability(distance, n));
    }

    private static double nearer(StatedErrors stated, int i, double x, double y) {
        double s1 = stated.said()[0][i];
        double s2 = stated.said()[1][i];
        double most = MOST_CORRELATED * s1 * s2;
        double given = stated.covariance()[i];
        double c = Double.isNaN(given) ? 0 : Math.max(-most, Math.min(most, given));
        // axes of the stated covariance
        double angle = 0.5 * Math.atan2(2 * c, s1 * s1 - s2 * s2);
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        double half = 0.5 * Math.hypot(s1 * s1 - s2 * s2, 2 * c);
        double middle = 0.5 * (s1 * s1 + s2 * s2);
        double dx = x - stated.answer()[0][i];
        double dy = y - stated.answer()[1][i];
        double radius = Math.hypot(x - stated.truth()[0][i], y - stated.truth()[1][i]);
        return disc(
                cos * dx + sin * dy,
                cos * dy - sin * dx,
                radius,
                Math.sqrt(middle + half),
                Math.sqrt(Math.max(middle - half, Double.MIN_NORMAL)));
    }

    /** Probability of a normal about the origin, of standard deviations a and b along the axes, within a disc. */
    static double disc(double x, double y, double radius, double a, double b) {
        double from = Math.asin(Math.max(-1, Math.min(1, (-FAR * a - x) / radius)));
        double to = Math.asin(Math.max(-1, Math.min(1, (FAR * a - x) / radius)));
        if (!(radius > 0) || !(to > from)) {
            return 0;
        }
        double sum = 0;
        for (int k = 0; k < NODES; k++) {
            double t = 0.5 * (from + to) + 0.5 * (to - from) * RULE.nodes()[k];
            double reach = radius * Math.cos(t);
            double column = Normals.distribution((y + reach) / b) - Normals.distribution((y - reach) / b);
            sum += RULE.weights()[k] * Normals.density((x + radius * Math.sin(t)) / a) / a * column * reach;
        }
        return Math.min(1, 0.5 * (to - from) * sum);
    }

    private static double distance(double[] ascending) {
        int n = ascending.length;
        double most = 0;
        for (int i = 0; i < n; i++) {
            most = Math.max(most, Math.max((i + 1.0) / n - ascending[i], ascending[i] - (double) i / n));
        }
        return n == 0 ? Double.NaN : most;
    }

    /** The asymptotic distribution with Stephens' (1970, JRSS B 32, 115) correction for samples that are finite. */
    static double probability(double distance, int n) {
        double root = Math.sqrt(n);
        double lambda = (root + 0.12 + 0.11 / root) * distance;
        if (lambda < 0.2) {
            return 1; // to twelve digits
        }
        double sum = 0;
        for (int k = 1; k <= 100; k++) {
            sum += (k % 2 == 1 ? 2 : -2) * Math.exp(-2.0 * k * k * lambda * lambda);
        }
        return Math.max(0, Math.min(1, sum));
    }

    /** Gauss and Legendre's rule on -1 to 1. */
    private record Gauss(double[] nodes, double[] weights) {

        static Gauss of(int n) {
            double[] nodes = new double[n];
            double[] weights = new double[n];
            for (int i = 0; i < n; i++) {
                double x = Math.cos(Math.PI * (i + 0.75) / (n + 0.5));
                double slope = 0;
                for (int step = 0; step < 50; step++) {
                    double before = 1;
                    double at = x;
                    for (int k = 2; k <= n; k++) {
                        double next = ((2 * k - 1) * x * at - (k - 1) * before) / k;
                        before = at;
                        at = next;
                    }
                    slope = n * (x * at - before) / (x * x - 1);
                    x -= at / slope;
                }
                nodes[i] = x;
                weights[i] = 2 / ((1 - x * x) * slope * slope);
            }
            return new Gauss(nodes, weights);
        }
    }
}
