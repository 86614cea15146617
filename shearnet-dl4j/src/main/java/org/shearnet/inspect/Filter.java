package org.shearnet.inspect;

/**
 * A small kernel moved over maps of one channel, each output the weighted sum of the pixels under it; zeros beyond the border.
 *
 * @param width columns of what it reads
 * @param height rows of what it reads
 * @param weights [rows][columns]
 * @param stride between neighbouring windows
 * @param dilation distance between the pixels that a window touches
 * @param before zeros before the first pixel of an axis
 * @param outWidth columns of what it makes
 * @param outHeight rows of what it makes
 */
public record Filter(
        int width, int height, double[][] weights, int stride, int dilation, int before, int outWidth, int outHeight)
        implements LinearOperator {

    /** At every pixel, its middle on the pixel. */
    public static Filter same(int width, int height, double[][] weights, int dilation) {
        return new Filter(width, height, weights, 1, dilation, (weights.length - 1) / 2 * dilation, width, height);
    }

    /** Windows that lie inside, at a stride. */
    public static Filter inside(int width, int height, double[][] weights, int stride) {
        int extent = weights.length;
        if (extent > Math.min(width, height)) {
            throw new IllegalArgumentException(
                    "a window of " + extent + " pixels does not fit into " + height + " x " + width);
        }
        return new Filter(
                width, height, weights, stride, 1, 0, (width - extent) / stride + 1, (height - extent) / stride + 1);
    }

    /** Windows at a stride over a map with zeros around it, so that ceil(n / stride) numbers are left along an axis. */
    public static Filter padded(int width, int height, double[][] weights, int stride) {
        return new Filter(
                width,
                height,
                weights,
                stride,
                1,
                (weights.length - 1) / 2,
                (width + stride - 1) / stride,
                (height + stride - 1) / stride);
    }

    /** Weights that are a product of the same line along rows and columns. */
    public static double[][] product(double... line) {
        return product(line, line);
    }

    /** Weights that are a product of a line along a column and one along a row. */
    public static double[][] product(double[] down, double[] across) {
        double[][] weights = new double[down.length][across.length];
        for (int i = 0; i < down.length; i++) {
            for (int j = 0; j < across.length; j++) {
                weights[i][j] = down[i] * across[j];
            }
        }
        return weights;
    }

    @Override
    public int outputs() {
        return outWidth * outHeight;
    }

    @Override
    public long flops() {
        long touched = 0;
        for (double[] row : weights) {
            for (double w : row) {
                touched += w == 0 ? 0 : 2;
            }
        }
        return touched * outputs();
    }

    @Override
    public double[] apply(double[] map) {
        double[] out = new double[outputs()];
        for (int i = 0; i < weights.length; i++) {
            for (int j = 0; j < weights[i].length; j++) {
                double w = weights[i][j];
                int first = first(j);
                int end = end(j, width, outWidth);
                for (int y = first(i); w != 0 && y < end(i, height, outHeight); y++) {
                    int row = (y * stride + i * dilation - before) * width + j * dilation - before;
                    for (int x = first; x < end; x++) {
                        out[y * outWidth + x] += w * map[row + x * stride];
                    }
                }
            }
        }
        return out;
    }

    @Override
    public double[] transpose(double[] numbers) {
        double[] map = new double[width * height];
        for (int i = 0; i < weights.length; i++) {
            for (int j = 0; j < weights[i].length; j++) {
                double w = weights[i][j];
                int first = first(j);
                int end = end(j, width, outWidth);
                for (int y = first(i); w != 0 && y < end(i, height, outHeight); y++) {
                    int row = (y * stride + i * dilation - before) * width + j * dilation - before;
                    for (int x = first; x < end; x++) {
                        map[row + x * stride] += w * numbers[y * outWidth + x];
                    }
                }
            }
        }
        return map;
    }

    /** First window whose pixel k lies on the map. */
    private int first(int k) {
        int outside = before - k * dilation;
        return outside <= 0 ? 0 : (outside + stride - 1) / stride;
    }

    /** One past the last such window. */
    private int end(int k, int length, int windows) {
        return Math.min(windows, Math.floorDiv(length - 1 + before - k * dilation, stride) + 1);
    }
}
