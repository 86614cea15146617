package org.shearnet.net.engine;

/** A layer with its parameters, in double precision; any number of threads may use it. */
@FunctionalInterface
public interface DoubleLayer {

    /** The layer at an input, C-contiguous with channels last. */
    Linearisation at(double[] x);

    /** A layer that computes by its reference. */
    static DoubleLayer of(Reference reference, double[][] parameters) {
        return x -> new Linearisation() {
            private final double[] value = reference.forward(x, parameters);

            @Override
            public double[] value() {
                return value;
            }

            @Override
            public double[] tangent(double[] dx) {
                return reference.tangent(x, parameters, dx);
            }

            @Override
            public double[] cotangent(double[] dy) {
                double[][] ignored = new double[parameters.length][];
                for (int p = 0; p < ignored.length; p++) {
                    ignored[p] = new double[parameters[p].length];
                }
                double[] dx = new double[reference.inputSize()];
                reference.backward(x, parameters, dy, dx, ignored);
                return dx;
            }
        };
    }
}
