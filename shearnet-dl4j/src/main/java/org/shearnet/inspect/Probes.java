package org.shearnet.inspect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.shearnet.net.Regression;

/**
 * What a linear and a small non-linear reader get of g out of features: usable information (Xu et al. 2020, arXiv:2002.10689),
 * with the controls that a probe needs (Hewitt and Liang 2019, arXiv:1909.03368). Of the galaxies seven tenths are fitted, as
 * many parts of the rest choose the penalty and test.
 */
public final class Probes {

    /** Leading directions that the non-linear reader sees. */
    private static final int DIRECTIONS = 256;

    /** Rounds of subspace iteration for them. */
    private static final int ROUNDS = 4;

    private final double[] g1;
    private final double[] g2;
    private final int fitted;
    private final int validated;
    private final int epochs;

    /**
     * Probes for galaxies of these shears.
     *
     * @param epochs of the non-linear reader; 0 for none
     */
    public Probes(double[] g1, double[] g2, int epochs) {
        this.g1 = g1.clone();
        this.g2 = g2.clone();
        this.epochs = epochs;
        fitted = (int) (0.7 * g1.length);
        validated = (g1.length - fitted) / 2;
        if (fitted < 10) {
            throw new IllegalArgumentException("probes need at least 15 galaxies, not " + g1.length);
        }
    }

    /**
     * Reads features.
     *
     * @param numbers of the layer before projection
     * @param x [galaxies][read], C-contiguous
     */
    public List<Probe> read(String layer, int numbers, float[] x) {
        double[] doubles = new double[x.length];
        Arrays.setAll(doubles, i -> x[i]);
        return read(layer, numbers, doubles);
    }

    List<Probe> read(String layer, int numbers, double[] x) {
        int n = g1.length;
        int width = x.length / n;
        List<Probe> probes = new ArrayList<>();
        double[][] labels = {centred(g1), centred(g2)};
        double[][] wrong = shuffled(labels);
        double[] all = linear(x, width, fitted, labels, wrong);
        double[] half = linear(x, width, fitted / 2, labels, wrong);
        probes.add(probe(layer, Probe.LINEAR, numbers, width, all, half));
        if (epochs > 0) {
            float[][] leading = leading(new LinearReader(x, width, fitted), n, width, fitted);
            double[] most = nonlinear(leading, fitted, labels, wrong);
            double[] some = nonlinear(leading, fitted / 2, labels, null);
            probes.add(probe(layer, Probe.MLP, numbers, Math.min(width, DIRECTIONS), most, some));
        }
        return probes;
    }

    /** Standard deviation of a component of g. */
    double spread() {
        return Math.sqrt(0.5 * (variance(g1) + variance(g2)));
    }

    /** Root mean square error of answers for a component of g, on the galaxies that readers are tried on. */
    double error(IntToDoubleFunction said1, IntToDoubleFunction said2) {
        double sum = 0;
        int first = fitted + validated;
        for (int i = first; i < g1.length; i++) {
            double d1 = said1.applyAsDouble(i) - g1[i];
            double d2 = said2.applyAsDouble(i) - g2[i];
            sum += 0.5 * (d1 * d1 + d2 * d2) / (g1.length - first);
        }
        return Math.sqrt(sum);
    }

    private Probe probe(String layer, String reader, int numbers, int read, double[] all, double[] half) {
        double bits = Math.log(spread() / Math.sqrt(all[0])) / Math.log(2);
        return new Probe(layer, reader, fitted, numbers, read, Math.sqrt(all[0]), Math.sqrt(half[0]), bits, all[1]);
    }

    /** Mean square error of g, and what is explained of shuffled labels. */
    private double[] linear(double[] x, int width, int rows, double[][] labels, double[][] wrong) {
        int valid = fitted + validated;
        double[][] y = {labels[0], labels[1], wrong[0], wrong[1]};
        double[][] predictions = new LinearReader(x, width, rows).fit(y, rows, fitted, valid);
        double[][] truth = part(y, valid, g1.length);
        return scores(predictions, truth);
    }

    private double[] scores(double[][] predictions, double[][] truth) {
        double mse =
                0.5 * (LinearReader.error(predictions[0], truth[0]) + LinearReader.error(predictions[1], truth[1]));
        if (predictions.length < 4) {
            return new double[] {mse, Double.NaN};
        }
        double noise = LinearReader.error(predictions[2], truth[2]) + LinearReader.error(predictions[3], truth[3]);
        return new double[] {mse, 1 - noise / (variance(truth[2]) + variance(truth[3]))};
    }

    private double[] nonlinear(float[][] leading, int rows, double[][] labels, double[][] wrong) {
        int valid = fitted + validated;
        double spread = spread();
        double[][] predictions = new double[wrong == null ? 2 : 4][g1.length - valid];
        double[][] truth = part(
                wrong == null ? labels : new double[][] {labels[0], labels[1], wrong[0], wrong[1]}, valid, g1.length);
        for (int pair = 0; pair < predictions.length / 2; pair++) {
            double[][] of = pair == 0 ? labels : wrong;
            float[][] y = new float[rows][2];
            for (int i = 0; i < rows; i++) {
                y[i] = new float[] {(float) (of[0][i] / spread), (float) (of[1][i] / spread)};
            }
            float[][] answers = Regression.fit(Arrays.copyOf(leading, rows), y, epochs, 1)
                    .predict(Arrays.copyOfRange(leading, valid, leading.length));
            for (int i = 0; i < answers.length; i++) {
                predictions[2 * pair][i] = spread * answers[i][0];
                predictions[2 * pair + 1][i] = spread * answers[i][1];
            }
        }
        return scores(predictions, truth);
    }

    /** The leading principal directions of the fitted rows, each brought to variance 1. */
    private static float[][] leading(LinearReader reader, int n, int width, int rows) {
        int count = Math.min(width, DIRECTIONS);
        double[] gram = reader.gram(rows);
        SplittableRandom random = new SplittableRandom(2);
        double[][] q = new double[count][width];
        for (double[] direction : q) {
            Arrays.setAll(direction, k -> random.nextDouble() - 0.5);
        }
        for (int round = 0; round <= ROUNDS; round++) {
            orthonormalise(q);
            if (round < ROUNDS) {
                double[] turned = Regression.transposedProduct(gram, columns(q), width);
                for (int c = 0; c < count; c++) {
                    for (int k = 0; k < width; k++) {
                        q[c][k] = turned[k * count + c];
                    }
                }
            }
        }
        float[][] out = new float[n][count];
        double[] directions = columns(q);
        double[] square = new double[count];
        reader.blocks(0, n, (from, to, block) -> {
            double[] values = Regression.product(block, directions, width);
            for (int i = from; i < to; i++) {
                for (int c = 0; c < count; c++) {
                    double value = values[(i - from) * count + c];
                    out[i][c] = (float) value;
                    square[c] += i < rows ? value * value / rows : 0;
                }
            }
        });
        for (float[] row : out) {
            for (int c = 0; c < count; c++) {
                row[c] = square[c] > 1e-20 ? (float) (row[c] / Math.sqrt(square[c])) : 0;
            }
        }
        return out;
    }

    private static double[] columns(double[][] q) {
        double[] out = new double[q.length * q[0].length];
        for (int c = 0; c < q.length; c++) {
            for (int k = 0; k < q[c].length; k++) {
                out[k * q.length + c] = q[c][k];
            }
        }
        return out;
    }

    /** Gram and Schmidt, twice; a direction that is none of its own becomes 0. */
    private static void orthonormalise(double[][] q) {
        for (int c = 0; c < q.length; c++) {
            double before = Math.sqrt(EnvelopeCholesky.dot(q[c], 0, q[c], 0, q[c].length));
            for (int twice = 0; twice < 2; twice++) {
                for (int b = 0; b < c; b++) {
                    double share = EnvelopeCholesky.dot(q[c], 0, q[b], 0, q[c].length);
                    for (int k = 0; k < q[c].length; k++) {
                        q[c][k] -= share * q[b][k];
                    }
                }
            }
            double norm = Math.sqrt(EnvelopeCholesky.dot(q[c], 0, q[c], 0, q[c].length));
            for (int k = 0; k < q[c].length; k++) {
                q[c][k] = norm > 1e-12 * before ? q[c][k] / norm : 0;
            }
        }
    }

    private static double[][] part(double[][] y, int from, int to) {
        return Arrays.stream(y).map(v -> Arrays.copyOfRange(v, from, to)).toArray(double[][]::new);
    }

    private static double[][] shuffled(double[][] labels) {
        SplittableRandom random = new SplittableRandom(3);
        double[][] out = {labels[0].clone(), labels[1].clone()};
        for (int i = out[0].length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            for (double[] row : out) {
                double swap = row[i];
                row[i] = row[j];
                row[j] = swap;
            }
        }
        return out;
    }

    private double[] centred(double[] g) {
        double mean = Arrays.stream(g, 0, fitted).average().orElseThrow();
        return Arrays.stream(g).map(v -> v - mean).toArray();
    }

    private static double variance(double[] v) {
        double mean = Arrays.stream(v).average().orElseThrow();
        return Arrays.stream(v).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
    }
}
