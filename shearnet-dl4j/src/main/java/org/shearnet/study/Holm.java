package org.shearnet.study;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Holm's correction for several tests at once (Holm 1979, Scand. J. Statist. 6, 65). */
final class Holm {

    private Holm() {}

    /**
     * Probabilities to compare with a level as if there were one test alone.
     *
     * @param p those of the single tests; NaN, of a test that could not be made, counts as 1 and stays
     */
    static double[] adjusted(double[] p) {
        List<Integer> order = IntStream.range(0, p.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> Double.isNaN(p[i]) ? 1 : p[i]))
                .toList();
        double[] adjusted = new double[p.length];
        double least = 0;
        for (int rank = 0; rank < p.length; rank++) {
            int i = order.get(rank);
            double one = Double.isNaN(p[i]) ? 1 : p[i];
            least = Math.max(least, Math.min(1, (p.length - rank) * one));
            adjusted[i] = Double.isNaN(p[i]) ? Double.NaN : least;
        }
        return adjusted;
    }
}
