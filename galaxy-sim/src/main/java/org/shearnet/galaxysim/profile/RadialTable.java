package org.shearnet.galaxysim.profile;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.DoubleUnaryOperator;

/**
 * A radial transform F(k) of unit flux as piecewise cubics, filled a block at a time where it is asked for; shared by threads.
 *
 * <p>Either in k^2 with 32 intervals an octave, which needs neither root nor logarithm to look up and suits smooth functions
 * over any range; or in k with equal intervals, for those that oscillate or end.
 */
abstract class RadialTable {

    private static final int BLOCK = 32;
    private static final int COEFFICIENTS = 4;

    final AtomicReferenceArray<double[]> blocks;

    private RadialTable(int size) {
        blocks = new AtomicReferenceArray<>(size);
    }

    /** Multiplies out[i] by F at ksq[i] * scale. */
    abstract void multiply(double[] ksq, double scale, double[] out, int n);

    /** F at a squared wave number. */
    abstract double value(double ksq);

    private static double cubic(double[] c, int at, double t) {
        return c[at] + t * (c[at + 1] + t * (c[at + 2] + t * c[at + 3]));
    }

    abstract double[] make(int block);

    final double[] block(int number) {
        double[] found = blocks.get(number);
        if (found == null) {
            found = make(number);
            blocks.set(number, found);
        }
        return found;
    }

    /** Cubics through four values an interval, at 0, 1/4, 3/4 and 1 of its length. */
    private static double[] cubics(DoubleUnaryOperator at) {
        double[] c = new double[BLOCK * COEFFICIENTS];
        double left = at.applyAsDouble(0);
        for (int i = 0; i < BLOCK; i++) {
            double a = at.applyAsDouble(i + 0.25);
            double b = at.applyAsDouble(i + 0.75);
            double right = at.applyAsDouble(i + 1);
            // Newton's divided differences at 0, 1/4, 3/4, 1.
            double d01 = (a - left) * 4;
            double d12 = (b - a) * 2;
            double d23 = (right - b) * 4;
            double d012 = (d12 - d01) / 0.75;
            double d123 = (d23 - d12) / 0.75;
            double d = d123 - d012;
            c[4 * i] = left;
            c[4 * i + 1] = d01 - 0.25 * d012 + 0.1875 * d;
            c[4 * i + 2] = d012 - d;
            c[4 * i + 3] = d;
            left = right;
        }
        return c;
    }

    /** Octaves of k^2 from 2^-24 (below: 1) to 2^40 (beyond: 0). */
    abstract static class Octaves extends RadialTable {

        private static final int LOWEST = -24;
        private static final int COUNT = 64;
        private static final int FRACTION_BITS = 47;
        private static final long FRACTION = (1L << FRACTION_BITS) - 1;
        private static final double UNIT = 1.0 / (1L << FRACTION_BITS);
        private static final int BASE = (1023 + LOWEST) << 5;

        Octaves() {
            super(COUNT);
        }

        @Override
        final double value(double ksq) {
            long bits = Double.doubleToRawLongBits(ksq);
            int index = (int) (bits >>> FRACTION_BITS) - BASE;
            int octave = index >> 5;
            if (octave < 0 || octave >= COUNT) {
                return octave < 0 ? 1 : 0;
            }
            return cubic(block(octave), (index & 31) << 2, (bits & FRACTION) * UNIT);
        }

        @Override
        final void multiply(double[] ksq, double scale, double[] out, int n) {
            int current = Integer.MIN_VALUE;
            double[] c = null;
            for (int i = 0; i < n; i++) {
                long bits = Double.doubleToRawLongBits(ksq[i] * scale);
                int index = (int) (bits >>> FRACTION_BITS) - BASE;
                int octave = index >> 5;
                if (octave != current) {
                    if (octave < 0) {
                        continue;
                    }
                    if (octave >= COUNT) {
                        out[i] = 0;
                        continue;
                    }
                    c = block(octave);
                    current = octave;
                }
                int at = (index & 31) << 2;
                double t = (bits & FRACTION) * UNIT;
                out[i] *= cubic(c, at, t);
            }
        }
    }

    /** A table in k^2 of a function. */
    static RadialTable ofOctaves(DoubleUnaryOperator unitK) {
        return new Octaves() {
            @Override
            double[] make(int block) {
                double start = Math.scalb(1.0, Octaves.LOWEST + block);
                return cubics(i -> unitK.applyAsDouble(start * (1 + i / BLOCK)));
            }
        };
    }

    /** A table that is a weighted sum of others, block by block. */
    static RadialTable blend(RadialTable[] tables, double[] weights) {
        return new Octaves() {
            @Override
            double[] make(int block) {
                double[] sum = new double[BLOCK * COEFFICIENTS];
                for (int j = 0; j < tables.length; j++) {
                    double[] c = tables[j].block(block);
                    double w = weights[j];
                    for (int i = 0; i < sum.length; i++) {
                        sum[i] += w * c[i];
                    }
                }
                return sum;
            }
        };
    }

    /**
     * A table in k with equal intervals.
     *
     * @param interval length of an interval
     * @param end F is zero from here on
     * @param ofK the function of k, not k^2
     */
    static RadialTable ofEqualSteps(double interval, double end, DoubleUnaryOperator ofK) {
        int size = (int) Math.ceil(end / (interval * BLOCK)) + 1;
        return new RadialTable(size) {
            @Override
            double value(double ksq) {
                double position = Math.sqrt(ksq) / interval;
                int index = (int) Math.min(position, 2e9);
                return index >= size * BLOCK ? 0 : cubic(block(index >> 5), (index & 31) << 2, position - index);
            }

            @Override
            void multiply(double[] ksq, double scale, double[] out, int n) {
                double inverse = 1 / interval;
                for (int i = 0; i < n; i++) {
                    double position = Math.sqrt(ksq[i] * scale) * inverse;
                    int index = (int) Math.min(position, 2e9);
                    if (index >= size * BLOCK) {
                        out[i] = 0;
                        continue;
                    }
                    double[] c = block(index >> 5);
                    int at = (index & 31) << 2;
                    double t = position - index;
                    out[i] *= cubic(c, at, t);
                }
            }

            @Override
            double[] make(int block) {
                double start = block * BLOCK * interval;
                return cubics(i -> {
                    double k = start + i * interval;
                    return k < end ? ofK.applyAsDouble(k) : 0;
                });
            }
        };
    }

    /** Wave number beyond which a function stays below a threshold: searched downwards by factors, then bisected. */
    static double maxK(DoubleUnaryOperator ofK, double threshold, double largest) {
        double high = largest;
        while (high > 1e-6 * largest && Math.abs(ofK.applyAsDouble(0.95 * high)) < threshold) {
            high *= 0.95;
        }
        double low = 0.95 * high;
        for (int i = 0; i < 20; i++) {
            double middle = 0.5 * (low + high);
            if (Math.abs(ofK.applyAsDouble(middle)) < threshold) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }
}
