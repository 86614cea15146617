package org.shearnet.inspect;

import org.apache.commons.math3.special.Erf;

/**
 * The maximum of each block of pixels: blocks are independent, so that their information is the sum over blocks of int f' f'^T / f,
 * f the density of the maximum of unequal normal pixels.
 */
public final class BlockMaximum {

    /** Points of the quadrature, and how far it reaches beyond the least and largest mean (in sigma). */
    private static final int POINTS = 600;

    private static final double REACH = 8;

    /** Means nearer than this below the largest matter (in sigma). */
    private static final double MATTERS = 10;

    private BlockMaximum() {}

    /**
     * Fisher information of the maxima.
     *
     * @param stamp expected pixels [ny * nx]
     * @param tangents [parameter][ny * nx]
     * @param width columns
     * @param side pixels of a block along an axis
     * @param sigma of the noise
     */
    public static double[][] information(double[] stamp, double[][] tangents, int width, int side, double sigma) {
        int n = tangents.length;
        double[][] f = new double[n][n];
        int height = stamp.length / width;
        for (int y = 0; y + side <= height; y += side) {
            for (int x = 0; x + side <= width; x += side) {
                int[] pixels = new int[side * side];
                for (int k = 0; k < pixels.length; k++) {
                    pixels[k] = (y + k / side) * width + x + k % side;
                }
                block(stamp, tangents, pixels, sigma, f);
            }
        }
        return f;
    }

    private static void block(double[] stamp, double[][] tangents, int[] pixels, double sigma, double[][] f) {
        int n = tangents.length;
        double top = Double.NEGATIVE_INFINITY;
        for (int p : pixels) {
            top = Math.max(top, stamp[p]);
        }
        double low = top;
        for (int p : pixels) {
            low = stamp[p] > top - MATTERS * sigma ? Math.min(low, stamp[p]) : low;
        }
        double from = (low - top) / sigma - REACH;
        double step = (REACH - from) / (POINTS - 1);
        double[] slope = new double[n];
        double[] phi = new double[pixels.length];
        double[] below = new double[pixels.length];
        for (int i = 0; i < POINTS; i++) {
            double t = from + i * step;
            for (int k = 0; k < pixels.length; k++) {
                double z = t - (stamp[pixels[k]] - top) / sigma;
                phi[k] = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
                below[k] = 0.5 * Erf.erfc(-z / Math.sqrt(2));
            }
            double density = 0;
            java.util.Arrays.fill(slope, 0);
            for (int k = 0; k < pixels.length; k++) {
                double z = t - (stamp[pixels[k]] - top) / sigma;
                double others = without(below, k, -1);
                density += phi[k] * others;
                // d/d mean of pixel k: of its own density, and of its part in the products of the others
                double d = z * phi[k] * others;
                for (int j = 0; j < pixels.length; j++) {
                    d -= j == k ? 0 : phi[j] * phi[k] * without(below, j, k);
                }
                for (int a = 0; a < n; a++) {
                    slope[a] += d * tangents[a][pixels[k]] / sigma;
                }
            }
            if (density > 1e-200) {
                for (int a = 0; a < n; a++) {
                    for (int b = 0; b < n; b++) {
                        f[a][b] += step * slope[a] * slope[b] / density;
                    }
                }
            }
        }
    }

    private static double without(double[] values, int first, int second) {
        double product = 1;
        for (int k = 0; k < values.length; k++) {
            product *= k == first || k == second ? 1 : values[k];
        }
        return product;
    }
}
