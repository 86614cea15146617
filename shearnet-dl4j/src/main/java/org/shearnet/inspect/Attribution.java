package org.shearnet.inspect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.shearnet.galaxysim.scene.SceneGalaxy;

/**
 * What a function error depends on: the share of its mean square that a smooth function of some of a galaxy's parameters
 * explains, fitted to one half of the galaxies and tried on the other, both ways. A share below zero explains nothing.
 */
public enum Attribution {
    /** Cubic polynomial of the shear. */
    G("g", 2, 3),
    /** Of size and flux. */
    SIZE_FLUX("size and flux", 4, 5),
    /** Of the position. */
    POSITION("position", 0, 1),
    /** Of shear and size. */
    G_SIZE("g and size", 2, 3, 4),
    /** Of all six parameters. */
    ALL("all six", 0, 1, 2, 3, 4, 5),
    /** Waves of the position of period 4 px: the lattice of two poolings. */
    PERIOD_4("position at a period of 4 px", 4),
    /** Of period 2 px: the lattice of one pooling. */
    PERIOD_2("position at a period of 2 px", 2),
    /** Of period 1 px: the pixels. */
    PERIOD_1("position at a period of 1 px", 1);

    private static final int DEGREE = 3;

    /** Keeps the normal equations solvable where a parameter does not vary. */
    private static final double RIDGE = 1e-9;

    /** Fewer galaxies for each term than this fit noise. */
    private static final int GALAXIES_PER_TERM = 4;

    private final String words;
    private final int[] parameters;
    private final double period;

    Attribution(String words, int... parameters) {
        this.words = words;
        this.parameters = parameters;
        period = 0;
    }

    Attribution(String words, double period) {
        this.words = words;
        parameters = new int[0];
        this.period = period;
    }

    /** What it is, in a figure. */
    public String words() {
        return words;
    }

    /** The name of its column. */
    public String key() {
        return "explained_" + name().toLowerCase(java.util.Locale.ROOT);
    }

    /**
     * The share explained.
     *
     * @param galaxies n of them
     * @param errors [component][n] error of each galaxy, noise averaged out
     * @param meanSquare mean square of the error without the noise that is left in it
     * @param pixelScale arcsec
     * @return NaN where there are too few galaxies for the terms
     */
    public double share(List<SceneGalaxy> galaxies, double[][] errors, double meanSquare, double pixelScale) {
        double[][] terms = terms(galaxies, pixelScale);
        int n = galaxies.size();
        if (n < 2 * GALAXIES_PER_TERM * terms[0].length) {
            return Double.NaN;
        }
        double before = 0;
        double after = 0;
        for (double[] component : errors) {
            for (int half = 0; half < 2; half++) {
                double[] weights = fit(terms, component, 1 - half);
                for (int i = half; i < n; i += 2) {
                    double left = component[i] - dot(terms[i], weights);
                    before += component[i] * component[i];
                    after += left * left;
                }
            }
        }
        return (before - after) / (n * errors.length) / meanSquare;
    }

    /** Least squares over every second galaxy. */
    private static double[] fit(double[][] terms, double[] values, int first) {
        int m = terms[0].length;
        RealMatrix normal = MatrixUtils.createRealMatrix(m, m);
        double[] right = new double[m];
        for (int i = first; i < terms.length; i += 2) {
            double[] t = terms[i];
            for (int a = 0; a < m; a++) {
                right[a] += t[a] * values[i];
                for (int b = 0; b <= a; b++) {
                    normal.addToEntry(a, b, t[a] * t[b]);
                }
            }
        }
        for (int a = 0; a < m; a++) {
            normal.addToEntry(a, a, RIDGE * terms.length);
            for (int b = 0; b < a; b++) {
                normal.setEntry(b, a, normal.getEntry(a, b));
            }
        }
        return new CholeskyDecomposition(normal)
                .getSolver()
                .solve(new ArrayRealVector(right))
                .toArray();
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private double[][] terms(List<SceneGalaxy> galaxies, double pixelScale) {
        return period > 0 ? waves(galaxies, pixelScale) : polynomials(galaxies);
    }

    private double[][] waves(List<SceneGalaxy> galaxies, double pixelScale) {
        return galaxies.stream()
                .map(g -> {
                    double x = 2 * Math.PI * g.dx() / (period * pixelScale);
                    double y = 2 * Math.PI * g.dy() / (period * pixelScale);
                    double[] ofX = {1, Math.sin(x), Math.cos(x)};
                    double[] ofY = {1, Math.sin(y), Math.cos(y)};
                    double[] all = new double[9];
                    for (int k = 0; k < 9; k++) {
                        all[k] = ofX[k / 3] * ofY[k % 3];
                    }
                    return all;
                })
                .toArray(double[][]::new);
    }

    private double[][] polynomials(List<SceneGalaxy> galaxies) {
        double[][] values = galaxies.stream()
                .map(g -> Arrays.stream(parameters)
                        .mapToDouble(k -> g.parameters()[k])
                        .toArray())
                .toArray(double[][]::new);
        for (int k = 0; k < parameters.length; k++) {
            standardise(values, k);
        }
        List<int[]> powers = new ArrayList<>();
        powers(new int[parameters.length], 0, DEGREE, powers);
        return Arrays.stream(values)
                .map(v -> powers.stream()
                        .mapToDouble(p -> {
                            double product = 1;
                            for (int k = 0; k < p.length; k++) {
                                product *= Math.pow(v[k], p[k]);
                            }
                            return product;
                        })
                        .toArray())
                .toArray(double[][]::new);
    }

    private static void powers(int[] present, int k, int left, List<int[]> all) {
        if (k == present.length) {
            all.add(present.clone());
            return;
        }
        for (int p = 0; p <= left; p++) {
            present[k] = p;
            powers(present, k + 1, left - p, all);
        }
        present[k] = 0;
    }

    private static void standardise(double[][] values, int k) {
        double mean = Arrays.stream(values).mapToDouble(v -> v[k]).average().orElse(0);
        double sd = Math.sqrt(Arrays.stream(values)
                .mapToDouble(v -> (v[k] - mean) * (v[k] - mean))
                .average()
                .orElse(0));
        for (double[] v : values) {
            v[k] = sd > 0 ? (v[k] - mean) / sd : 0;
        }
    }
}
