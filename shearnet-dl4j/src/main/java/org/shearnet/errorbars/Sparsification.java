package org.shearnet.errorbars;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.shearnet.galaxysim.noise.RandomStream;
import org.shearnet.galaxysim.noise.RandomStreams;

/**
 * How the error falls where those go that are said to be worst (Ilg et al. 2018, arXiv:1802.07095).
 *
 * @param bySaid RMSE of the rest over that of all, the largest stated errors removed first; one a per cent removed
 * @param byTruth the same, the largest true errors removed first: nobody can do better
 */
public record Sparsification(double[] bySaid, double[] byTruth) {

    /** Steps: shares removed are 0, 1/100, ... 99/100. */
    public static final int STEPS = 100;

    private static final int REDRAWS = 20;

    /** Of differences and stated errors. */
    static Sparsification of(double[] errors, double[] said) {
        return of(squares(errors, order(said)));
    }

    private static int[] order(double[] said) {
        return IntStream.range(0, said.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> said[i]))
                .mapToInt(i -> i)
                .toArray();
    }

    private static double[] squares(double[] errors, int[] order) {
        return Arrays.stream(order).mapToDouble(i -> errors[i] * errors[i]).toArray();
    }

    /** Of squared differences, those of the smallest stated error first. */
    private static Sparsification of(double[] squares) {
        double[] sorted = squares.clone();
        Arrays.sort(sorted);
        return new Sparsification(curve(squares), curve(sorted));
    }

    private static double[] curve(double[] squares) {
        double[] sums = new double[squares.length + 1];
        for (int k = 0; k < squares.length; k++) {
            sums[k + 1] = sums[k] + squares[k];
        }
        double[] curve = new double[STEPS];
        for (int step = 0; step < STEPS; step++) {
            int left = (int) Math.ceil((1 - (double) step / STEPS) * squares.length);
            curve[step] = Math.sqrt(sums[left] / left / (sums[squares.length] / squares.length));
        }
        return curve;
    }

    /** Area between both curves; 0 for stated errors in the order of the true ones, which noise does not allow. */
    public double area() {
        double sum = 0;
        for (int step = 0; step < STEPS; step++) {
            sum += (bySaid[step] - byTruth[step]) / STEPS;
        }
        return sum;
    }

    /** Mean and scatter of the area where the errors are drawn anew from normals as wide as stated: what honest errors give. */
    static double[] redrawn(double[] said, long seed) {
        double[] areas = new double[REDRAWS];
        double[] ascending = Arrays.stream(said).sorted().toArray();
        for (int draw = 0; draw < REDRAWS; draw++) {
            RandomStream random = new RandomStreams(seed).stream(draw, "sparsification");
            areas[draw] = of(Arrays.stream(ascending)
                            .map(s -> Math.pow(s * random.nextGaussian(), 2))
                            .toArray())
                    .area();
        }
        double mean = Arrays.stream(areas).average().orElseThrow();
        double squares = Arrays.stream(areas).map(a -> (a - mean) * (a - mean)).sum();
        return new double[] {mean, Math.sqrt(squares / (REDRAWS - 1))};
    }
}
