package org.shearnet.errorbars;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Galaxies that are alike in one property, and how many of their differences are within one stated error (adversarial group
 * calibration, Zhao et al. 2020, arXiv:2006.10288).
 *
 * @param name property and range; empty where there are too few galaxies for groups
 * @param count galaxies
 * @param coverage share within one stated error
 * @param error its binomial error
 */
public record Group(String name, int count, double coverage, double error) {

    /** Galaxies of a group at least. */
    public static final int LEAST = 200;

    private static final int MOST_BINS = 5;

    /** Where there are too few galaxies. */
    static final Group NONE = new Group("", 0, Double.NaN, Double.NaN);

    /**
     * A property of galaxies.
     *
     * @param name in a word
     * @param values one a galaxy
     */
    public record Property(String name, double[] values) {}

    /**
     * The group whose coverage is farthest from the nominal one.
     *
     * @param within for each galaxy, how many of its two components are within one stated error
     */
    static Group worst(List<Property> properties, int[] within) {
        Group worst = NONE;
        for (Property property : properties) {
            for (Group group : groups(property, within)) {
                if (worst.count == 0 || group.off() > worst.off()) {
                    worst = group;
                }
            }
        }
        return worst;
    }

    private double off() {
        return Math.abs(coverage - Normals.ONE_SIGMA);
    }

    private static List<Group> groups(Property property, int[] within) {
        Integer[] order = IntStream.range(0, within.length)
                .filter(i -> Double.isFinite(property.values[i]))
                .boxed()
                .toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> property.values[i]));
        int bins = Math.min(MOST_BINS, order.length / LEAST);
        List<Group> groups = new ArrayList<>();
        if (order.length == 0 || property.values[order[0]] == property.values[order[order.length - 1]]) {
            return groups; // all alike: no group of its own
        }
        for (int b = 0; b < bins; b++) {
            int from = b * order.length / bins;
            int to = (b + 1) * order.length / bins;
            int sum = 0;
            for (int k = from; k < to; k++) {
                sum += within[order[k]];
            }
            int numbers = 2 * (to - from);
            double coverage = (double) sum / numbers;
            String name = String.format(
                    Locale.ROOT,
                    "%s %.3g to %.3g",
                    property.name,
                    property.values[order[from]],
                    property.values[order[to - 1]]);
            groups.add(new Group(name, to - from, coverage, Math.sqrt(coverage * (1 - coverage) / numbers)));
        }
        return groups;
    }
}
