package org.shearnet.net.engine;

import java.util.Arrays;

/** Average or maximum pooling in double precision, its windows found once. */
public final class DoublePooling implements DoubleLayer {

    private final PoolingSpec spec;
    /** Places of the input under each output element. */
    private final int[][] windows;

    public DoublePooling(PoolingSpec spec) {
        this.spec = spec;
        Reference.Pooling reference = new Reference.Pooling(spec);
        windows = new int[reference.outputSize()][];
        Arrays.setAll(windows, reference::window);
    }

    @Override
    public Linearisation at(double[] x) {
        int[][] read = windows;
        if (spec.kind() == PoolingSpec.Kind.MAXIMUM) {
            read = new int[windows.length][];
            for (int b = 0; b < read.length; b++) {
                read[b] = new int[] {Reference.Pooling.winner(x, windows[b])};
            }
        }
        return new Means(read, spec.batch() * spec.input().size(), x);
    }

    private static final class Means implements Linearisation {

        private final int[][] read;
        private final int inputs;
        private final double[] value;

        Means(int[][] read, int inputs, double[] x) {
            this.read = read;
            this.inputs = inputs;
            value = tangent(x);
        }

        @Override
        public double[] value() {
            return value;
        }

        @Override
        public double[] tangent(double[] dx) {
            double[] y = new double[read.length];
            for (int b = 0; b < y.length; b++) {
                for (int a : read[b]) {
                    y[b] += dx[a];
                }
                y[b] /= read[b].length;
            }
            return y;
        }

        @Override
        public double[] cotangent(double[] dy) {
            double[] dx = new double[inputs];
            for (int b = 0; b < dy.length; b++) {
                if (dy[b] != 0) {
                    for (int a : read[b]) {
                        dx[a] += dy[b] / read[b].length;
                    }
                }
            }
            return dx;
        }
    }
}
