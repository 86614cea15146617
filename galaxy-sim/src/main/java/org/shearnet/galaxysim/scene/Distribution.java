package org.shearnet.galaxysim.scene;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.shearnet.galaxysim.yaml.YamlNode;

/**
 * A probability density over an interval, drawn from by the inverse of its integral: between the points that it is known at,
 * it is a straight line. Immutable.
 */
final class Distribution {

    private static final int CELLS = 8192;

    /** Range over which points are spread evenly in ln x rather than in x. */
    private static final double WIDE = 50;

    private final double[] x;
    private final double[] density;
    private final double[] integral;

    private Distribution(double[] x, double[] density) {
        this.x = x;
        this.density = density;
        integral = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            if (!(density[i] >= 0 && density[i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "a density must not be negative, as " + density[i] + " at x = " + x[i]);
            }
            if (i > 0) {
                if (!(x[i] > x[i - 1])) {
                    throw new IllegalArgumentException("x must grow, not go from " + x[i - 1] + " to " + x[i]);
                }
                integral[i] = integral[i - 1] + 0.5 * (density[i] + density[i - 1]) * (x[i] - x[i - 1]);
            }
        }
        if (!(integral[x.length - 1] > 0)) {
            throw new IllegalArgumentException("the density is zero everywhere");
        }
    }

    /**
     * From a function that need not be normalised.
     *
     * @param points at how many it is taken at least
     */
    static Distribution ofDensity(DoubleUnaryOperator f, double min, double max, int points) {
        int cells = Math.max(CELLS, points);
        double[] x = new double[cells + 1];
        for (int i = 0; i <= cells; i++) {
            double part = (double) i / cells;
            x[i] = min > 0 && max > WIDE * min ? min * Math.pow(max / min, part) : min + (max - min) * part;
        }
        x[cells] = max;
        return new Distribution(x, Arrays.stream(x).map(f).toArray());
    }

    /** From a text of two columns, x and density. */
    static Distribution ofTable(YamlNode node, Path path) {
        try {
            List<double[]> rows = new ArrayList<>();
            int number = 0;
            for (String line : Files.readAllLines(path)) {
                number++;
                String text = line.replaceFirst("#.*", "").strip();
                if (text.isEmpty()) {
                    continue;
                }
                String[] words = text.split("[,\\s]+");
                if (words.length != 2) {
                    throw node.error(path + ":" + number + ": two columns are wanted, x and density");
                }
                rows.add(new double[] {Double.parseDouble(words[0]), Double.parseDouble(words[1])});
            }
            if (rows.size() < 2) {
                throw node.error(path + ": holds fewer than two rows");
            }
            return new Distribution(
                    rows.stream().mapToDouble(r -> r[0]).toArray(),
                    rows.stream().mapToDouble(r -> r[1]).toArray());
        } catch (IOException | IllegalArgumentException e) {
            throw node.error(path + ": " + e.getMessage());
        }
    }

    /** Where the integral reaches a share u of the whole. */
    double quantile(double u) {
        double wanted = u * integral[integral.length - 1];
        int found = Arrays.binarySearch(integral, wanted);
        int i = Math.min(x.length - 2, found >= 0 ? found : -found - 2);
        double rest = wanted - integral[i];
        double slope = (density[i + 1] - density[i]) / (x[i + 1] - x[i]);
        double root = Math.sqrt(Math.max(0, density[i] * density[i] + 2 * slope * rest));
        double step = density[i] + root > 0 ? 2 * rest / (density[i] + root) : 0;
        return Math.min(x[i] + step, x[i + 1]);
    }
}
