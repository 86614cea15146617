package org.shearnet.net.layer;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.shearnet.net.engine.DoubleLayer;
import org.shearnet.net.engine.Engine;
import org.shearnet.net.engine.FlatArray;
import org.shearnet.net.engine.Kernel;
import org.shearnet.net.engine.Linearisation;
import org.shearnet.net.engine.Shape;

/**
 * Multiplies a network's numbers with shapes that turn with the stamp and sums: the last layer of a network that is
 * equivariant by construction.
 *
 * <p>Its input is three vectors behind one another. A and B: a number for each of {@code shapes} shapes, then one for each
 * output but g1 and g2; B also logarithmic variances, one that g1 and g2 share and one for each other output, where {@code
 * errors}. The basis: for g1, and then for g2, the shapes for A and the shapes for B; then A's factor for each other
 * output. Its output is the outputs in their order, and their logarithmic variances.
 *
 * <p>Longer than other classes: layer, kernel and the shapes they add up are one formula.
 */
public final class Combine extends EngineLayer {

    private static final long serialVersionUID = 1;

    private int shapes;
    private int outputs;
    private int g1;
    private int g2;
    private boolean errors;

    /** For Deeplearning4j's JSON. */
    public Combine() {}

    /**
     * @param g1 place of g1 among the outputs
     * @param g2 place of g2
     */
    public Combine(int shapes, int outputs, int g1, int g2, boolean errors) {
        this.shapes = shapes;
        this.outputs = outputs;
        this.g1 = g1;
        this.g2 = g2;
        this.errors = errors;
    }

    /** Length of A. */
    public int first() {
        return shapes + outputs - 2;
    }

    /** Length of B. */
    public int second() {
        return first() + (errors ? outputs - 1 : 0);
    }

    @Override
    protected Shape output(Shape input) {
        return Shape.vector(errors ? 2 * outputs : outputs);
    }

    @Override
    protected Kernel kernel(Engine engine, int batch, Shape input) {
        return new Sum(batch, input.size(), output(input).size());
    }

    @Override
    protected DoubleLayer inDouble(int batch, Shape input, double[][] parameters) {
        return x -> new Sum(batch, input.size(), output(input).size()).at(x);
    }

    @Override
    public long flops() {
        return 8L * shapes + 2L * outputs;
    }

    /** A product of the numbers at two places, or the number at {@code a} alone where {@code b} is -1. */
    private interface Term {
        void add(int y, int a, int b);
    }

    /** Sums of such terms and their derivatives. */
    private static final class Products implements Linearisation {

        private final double[] x;
        private final int[] to;
        private final int[] left;
        private final int[] right;
        private final int terms;
        private final double[] value;

        Products(double[] x, int outputs, int[] to, int[] left, int[] right, int terms) {
            this.x = x;
            this.to = to;
            this.left = left;
            this.right = right;
            this.terms = terms;
            value = new double[outputs];
            for (int t = 0; t < terms; t++) {
                value[to[t]] += x[left[t]] * other(t);
            }
        }

        private double other(int t) {
            return right[t] < 0 ? 1 : x[right[t]];
        }

        @Override
        public double[] value() {
            return value;
        }

        @Override
        public double[] tangent(double[] dx) {
            double[] dy = new double[value.length];
            for (int t = 0; t < terms; t++) {
                dy[to[t]] += dx[left[t]] * other(t) + (right[t] < 0 ? 0 : x[left[t]] * dx[right[t]]);
            }
            return dy;
        }

        @Override
        public double[] cotangent(double[] dy) {
            double[] dx = new double[x.length];
            for (int t = 0; t < terms; t++) {
                dx[left[t]] += dy[to[t]] * other(t);
                if (right[t] >= 0) {
                    dx[right[t]] += dy[to[t]] * x[left[t]];
                }
            }
            return dx;
        }
    }

    private final class Sum implements Kernel {

        private final int batch;
        private final int width;
        private final int predictions;

        Sum(int batch, int width, int predictions) {
            this.batch = batch;
            this.width = width;
            this.predictions = predictions;
        }

        @Override
        public void forward(INDArray x, INDArray[] parameters, INDArray y) {
            float[] in = new FlatArray(x).toArray();
            float[] out = new float[batch * predictions];
            for (int n = 0; n < batch; n++) {
                int a = n * width;
                int b = a + first();
                int basis = b + second();
                int to = n * predictions;
                out[to + g1] = shear(in, a, b, basis);
                out[to + g2] = shear(in, a, b, basis + 2 * shapes);
                for (int k = 0, other = 0; k < outputs; k++) {
                    if (k != g1 && k != g2) {
                        out[to + k] = in[a + shapes + other] * in[basis + 4 * shapes + other] + in[b + shapes + other];
                        other++;
                    }
                }
                for (int k = 0; errors && k < outputs; k++) {
                    out[to + outputs + k] = in[b + first() + variance(k)];
                }
            }
            new FlatArray(y).write(0, out, out.length);
        }

        private float shear(float[] in, int a, int b, int basis) {
            double sum = 0;
            for (int s = 0; s < shapes; s++) {
                sum += (double) in[a + s] * in[basis + s] + (double) in[b + s] * in[basis + shapes + s];
            }
            return (float) sum;
        }

        @Override
        public void backward(
                INDArray x, INDArray[] parameters, INDArray y, INDArray dy, INDArray dx, INDArray[] gradients) {
            float[] in = new FlatArray(x).toArray();
            float[] d = new FlatArray(dy).toArray();
            float[] out = new float[in.length]; // nothing below the basis learns: its gradient stays 0
            for (int n = 0; n < batch; n++) {
                int a = n * width;
                int b = a + first();
                int basis = b + second();
                int from = n * predictions;
                for (int s = 0; s < shapes; s++) {
                    out[a + s] = d[from + g1] * in[basis + s] + d[from + g2] * in[basis + 2 * shapes + s];
                    out[b + s] = d[from + g1] * in[basis + shapes + s] + d[from + g2] * in[basis + 3 * shapes + s];
                }
                for (int k = 0, other = 0; k < outputs; k++) {
                    if (k != g1 && k != g2) {
                        out[a + shapes + other] = d[from + k] * in[basis + 4 * shapes + other];
                        out[b + shapes + other] = d[from + k];
                        other++;
                    }
                }
                for (int k = 0; errors && k < outputs; k++) {
                    out[b + first() + variance(k)] += d[from + outputs + k];
                }
            }
            new FlatArray(dx).write(0, out, out.length);
        }

        /** The sum in double precision: sums of products of two of its numbers, or of one alone. */
        Linearisation at(double[] x) {
            int[] to = new int[batch * width * 2];
            int[] left = new int[to.length];
            int[] right = new int[to.length];
            int[] count = {0};
            terms((y, a, b) -> {
                to[count[0]] = y;
                left[count[0]] = a;
                right[count[0]++] = b;
            });
            return new Products(x, batch * predictions, to, left, right, count[0]);
        }

        private void terms(Term term) {
            for (int n = 0; n < batch; n++) {
                int a = n * width;
                int b = a + first();
                int basis = b + second();
                int y = n * predictions;
                for (int s = 0; s < shapes; s++) {
                    term.add(y + g1, a + s, basis + s);
                    term.add(y + g1, b + s, basis + shapes + s);
                    term.add(y + g2, a + s, basis + 2 * shapes + s);
                    term.add(y + g2, b + s, basis + 3 * shapes + s);
                }
                for (int k = 0, other = 0; k < outputs; k++) {
                    if (k != g1 && k != g2) {
                        term.add(y + k, a + shapes + other, basis + 4 * shapes + other);
                        term.add(y + k, b + shapes + other, -1);
                        other++;
                    }
                }
                for (int k = 0; errors && k < outputs; k++) {
                    term.add(y + outputs + k, b + first() + variance(k), -1);
                }
            }
        }

        /** Which of B's variances belongs to an output. */
        private int variance(int k) {
            if (k == g1 || k == g2) {
                return 0;
            }
            return 1 + k - (k > g1 ? 1 : 0) - (k > g2 ? 1 : 0);
        }
    }

    public int getShapes() {
        return shapes;
    }

    public void setShapes(int shapes) {
        this.shapes = shapes;
    }

    public int getOutputs() {
        return outputs;
    }

    public void setOutputs(int outputs) {
        this.outputs = outputs;
    }

    public int getG1() {
        return g1;
    }

    public void setG1(int g1) {
        this.g1 = g1;
    }

    public int getG2() {
        return g2;
    }

    public void setG2(int g2) {
        this.g2 = g2;
    }

    public boolean isErrors() {
        return errors;
    }

    public void setErrors(boolean errors) {
        this.errors = errors;
    }
}
