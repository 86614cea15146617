package org.shearnet.net;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.blas.BlasException;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.engine.FlatArray;
import org.shearnet.net.engine.Shape;

/** Matrix products, and a small network that is fitted to rows of numbers, for those who read out what a layer knows. */
public final class Regression {

    private static final int BATCH = 100;
    private static final double RATE = 2e-3;
    private static final double DECAY1 = 0.9;
    private static final double DECAY2 = 0.999;
    private static final double LEAST = 1e-8;

    private final Graph graph;
    private final int width;

    private Regression(Graph graph, int width) {
        this.graph = graph;
        this.width = width;
    }

    /** a b, [rows][columns], of C-contiguous [rows][inner] and [inner][columns]. */
    public static double[] product(double[] a, double[] b, int inner) {
        return product(b, b.length / inner, inner, a, inner, a.length / inner, false);
    }

    /** a^T b, [columnsA][columnsB], of two C-contiguous matrices of that many rows. */
    public static double[] transposedProduct(double[] a, double[] b, int rows) {
        return product(b, b.length / rows, rows, a, a.length / rows, rows, true);
    }

    /**
     * The product of two matrices as BLAS has them, column after column, of which the second may be transposed. A matrix that lies
     * row after row is its transpose then: no copy is made, and every array off the heap is released at once.
     */
    private static double[] product(
            double[] a, int rowsA, int columnsA, double[] b, int rowsB, int columnsB, boolean transposeB) {
        Backend.enter();
        int columns = transposeB ? rowsB : columnsB;
        try (INDArray left = Nd4j.createFromArray(a);
                INDArray right = Nd4j.createFromArray(b);
                INDArray product = Nd4j.create(DataType.DOUBLE, new long[] {rowsA, columns}, 'f')) {
            Nd4j.gemm(
                    left.reshape('f', rowsA, columnsA),
                    right.reshape('f', rowsB, columnsB),
                    product,
                    false,
                    transposeB,
                    1,
                    0);
            return product.data().asDouble();
        }
    }

    /**
     * Solves symmetric positive definite equations by LAPACK's Cholesky factor.
     *
     * @param matrix [n][n], C-contiguous; not changed
     * @param right right-hand sides, each [n]
     * @return solutions, or null where the matrix is not positive definite to rounding
     */
    public static double[][] solve(double[] matrix, double[][] right) {
        Backend.enter();
        int n = right[0].length;
        double[] lower;
        try (INDArray a = Nd4j.createFromArray(matrix)) {
            Nd4j.getBlasWrapper().lapack().potrf(a.reshape('f', n, n), true);
            lower = a.data().asDouble();
        } catch (BlasException e) {
            return null;
        }
        return Arrays.stream(right).map(b -> substitute(lower, b)).toArray(double[][]::new);
    }

    /** @param lower factor, column after column */
    private static double[] substitute(double[] lower, double[] b) {
        double[] x = b.clone();
        int n = x.length;
        for (int j = 0; j < n; j++) {
            x[j] /= lower[j * n + j];
            for (int i = j + 1; i < n; i++) {
                x[i] -= lower[j * n + i] * x[j];
            }
        }
        for (int j = n - 1; j >= 0; j--) {
            double sum = x[j];
            for (int i = j + 1; i < n; i++) {
                sum -= lower[j * n + i] * x[i];
            }
            x[j] = sum / lower[j * n + j];
        }
        return x;
    }

    /**
     * Fits a network of two hidden layers of 96 tanh units to two targets, by Adam under a falling rate.
     *
     * @param x rows of numbers of the order of one, [rows][width]
     * @param y targets of the order of one, [rows][2]
     */
    public static Regression fit(float[][] x, float[][] y, int epochs, long seed) {
        Backend.enter();
        int width = x[0].length;
        NetworkSpec spec = NetworkSpec.parse(YamlReader.parse(
                "reader", "architecture: mlp\noutputs: [g1, g2]\ndense: [96, 96]\nactivation: tanh\n"));
        Graph graph = Network.build(spec, new Shape(1, width, 1), new Shape(1, 1, 1), seed);
        FlatArray memory = new FlatArray(graph.params());
        float[] weights = memory.toArray();
        double[] first = new double[weights.length];
        double[] second = new double[weights.length];
        SplittableRandom random = new SplittableRandom(seed);
        int[] order = IntStream.range(0, x.length).toArray();
        int steps = x.length / BATCH * epochs;
        int step = 0;
        INDArray seen = input(
                x,
                IntStream.range(0, BATCH)
                        .toArray()); // one for all steps: hundreds of thousands would wait for a collection
        FlatArray pixels = new FlatArray(seen);
        for (int epoch = 0; epoch < epochs; epoch++) {
            for (int i = order.length - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int swap = order[i];
                order[i] = order[j];
                order[j] = swap;
            }
            for (int from = 0; from + BATCH <= order.length; from += BATCH) {
                int[] rows = Arrays.copyOfRange(order, from, from + BATCH);
                float[] targets = flat(y, rows);
                graph.gradient(new INDArray[] {input(x, rows)}, prediction -> {
                    float[] slope = new FlatArray(prediction).toArray();
                    for (int k = 0; k < slope.length; k++) {
                        slope[k] = 2 * (slope[k] - targets[k]) / BATCH;
                    }
                    return Nd4j.createFromArray(slope).reshape('c', BATCH, 2);
                });
                float[] gradient = new FlatArray(graph.getFlattenedGradients()).toArray();
                step++;
                double rate = RATE * 0.5 * (1 + Math.cos(Math.PI * step / steps));
                double rate1 = rate / (1 - Math.pow(DECAY1, step));
                double share2 = 1 / (1 - Math.pow(DECAY2, step));
                for (int k = 0; k < weights.length; k++) {
                    first[k] += (1 - DECAY1) * (gradient[k] - first[k]);
                    second[k] += (1 - DECAY2) * ((double) gradient[k] * gradient[k] - second[k]);
                    weights[k] -= (float) (rate1 * first[k] / (Math.sqrt(second[k] * share2) + LEAST));
                }
                memory.write(0, weights, weights.length);
            }
        }
        seen.close();
        return new Regression(graph, width);
    }

    /** The predictions for rows, [rows][2]. */
    public float[][] predict(float[][] x) {
        float[][] predictions = new float[x.length][2];
        int[] all = IntStream.range(0, x.length).toArray();
        for (int from = 0; from < x.length; from += BATCH) {
            int[] rows = Arrays.copyOfRange(all, from, Math.min(from + BATCH, x.length));
            float[] flat = new FlatArray(graph.predict(new INDArray[] {input(x, rows)})).toArray();
            for (int i = 0; i < rows.length; i++) {
                predictions[from + i] = new float[] {flat[2 * i], flat[2 * i + 1]};
            }
        }
        return predictions;
    }

    private static INDArray input(float[][] x, int[] rows) {
        float[] flat = flat(x, rows);
        return Nd4j.createFromArray(flat).reshape('c', rows.length, 1, flat.length / rows.length, 1);
    }

    private static float[] flat(float[][] x, int[] rows) {
        int width = x[0].length;
        float[] flat = new float[rows.length * width];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(x[rows[i]], 0, flat, i * width, width);
        }
        return flat;
    }

    /** Numbers of a row. */
    public int width() {
        return width;
    }
}
