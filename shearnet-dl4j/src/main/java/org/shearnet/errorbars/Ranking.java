package org.shearnet.errorbars;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** How well a number tells two kinds apart. */
public final class Ranking {

    private Ranking() {}

    /**
     * Area under the receiver's operating characteristic: the probability that one of the kind has a larger number than another
     * galaxy, ties counted half (Mann and Whitney). NaN where one kind is empty.
     */
    public static double area(double[] number, boolean[] ofTheKind) {
        Integer[] order = IntStream.range(0, number.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> number[i]));
        double ranks = 0;
        long kind = 0;
        for (int from = 0; from < order.length; ) {
            int to = from;
            while (to < order.length && number[order[to]] == number[order[from]]) {
                to++;
            }
            double rank = 0.5 * (from + 1 + to);
            for (int k = from; k < to; k++) {
                if (ofTheKind[order[k]]) {
                    ranks += rank;
                    kind++;
                }
            }
            from = to;
        }
        double others = number.length - kind;
        return (ranks - kind * (kind + 1.0) / 2) / (kind * others);
    }
}
