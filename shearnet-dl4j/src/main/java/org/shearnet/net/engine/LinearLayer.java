package org.shearnet.net.engine;

import java.util.Arrays;

/**
 * Numbers copied, with signs and shares, from elsewhere: y[to[k]] += share[k] x[from[k]].
 *
 * @param inputs length of x
 * @param outputs length of y
 */
public record LinearLayer(int inputs, int outputs, int[] from, int[] to, double[] share) implements DoubleLayer {

    /** The numbers as they are. */
    public static LinearLayer identity(int size) {
        int[] all = new int[size];
        double[] ones = new double[size];
        Arrays.setAll(all, i -> i);
        Arrays.fill(ones, 1);
        return new LinearLayer(size, size, all, all, ones);
    }

    @Override
    public Linearisation at(double[] x) {
        double[] value = moved(from, to, outputs, x);
        return new Linearisation() {
            @Override
            public double[] value() {
                return value;
            }

            @Override
            public double[] tangent(double[] dx) {
                return moved(from, to, outputs, dx);
            }

            @Override
            public double[] cotangent(double[] dy) {
                return moved(to, from, inputs, dy);
            }
        };
    }

    private double[] moved(int[] source, int[] target, int size, double[] values) {
        double[] out = new double[size];
        for (int k = 0; k < share.length; k++) {
            out[target[k]] += share[k] * values[source[k]];
        }
        return out;
    }
}
