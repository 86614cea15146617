package org.shearnet.galaxysim.profile;

/**
 * Reads an image on other, coarser pixels about the same centre: its samples, taken for a band-limited function by Lanczos'
 * kernel of order 15, at the positions of the new pixels. An image that was drawn through a pixel keeps that pixel; a sum over
 * all pixels stays what it was.
 */
public final class Resampling {

    private static final Interpolant KERNEL = Interpolant.LANCZOS15;

    private final int sourceNx;
    private final int sourceNy;
    private final int nx;
    private final int ny;
    private final double area;
    private final int taps = 2 * KERNEL.reach();
    private final int[] firstColumn;
    private final int[] firstRow;
    private final double[] columnWeights;
    private final double[] rowWeights;

    /**
     * Plans the reading.
     *
     * @param sourceNx columns of the images to be read
     * @param sourceNy rows of the images to be read
     * @param step where new pixels lie among the old ones: a step of one new column, one new row are {xx, yx}, {xy, yy} of {xx,
     *     xy, yx, yy} old pixels
     */
    public Resampling(int sourceNx, int sourceNy, double[] step) {
        this.sourceNx = sourceNx;
        this.sourceNy = sourceNy;
        area = Math.abs(step[0] * step[3] - step[1] * step[2]);
        nx = count(sourceNx, Math.hypot(step[0], step[2]));
        ny = count(sourceNy, Math.hypot(step[1], step[3]));
        firstColumn = new int[nx * ny];
        firstRow = new int[nx * ny];
        columnWeights = new double[nx * ny * taps];
        rowWeights = new double[nx * ny * taps];
        for (int y = 0; y < ny; y++) {
            for (int x = 0; x < nx; x++) {
                double dx = x - 0.5 * (nx - 1);
                double dy = y - 0.5 * (ny - 1);
                int k = y * nx + x;
                firstColumn[k] = weights(0.5 * (sourceNx - 1) + step[0] * dx + step[1] * dy, columnWeights, k);
                firstRow[k] = weights(0.5 * (sourceNy - 1) + step[2] * dx + step[3] * dy, rowWeights, k);
            }
        }
    }

    /** As many new pixels as the old ones cover, odd where those are, so that a pixel stays in the middle. */
    private static int count(int old, double step) {
        int most = (int) Math.floor((old - 1) / step + 1e-9) + 1;
        return Math.max(1, (most - old) % 2 == 0 ? most : most - 1);
    }

    private int weights(double position, double[] out, int k) {
        int first = (int) Math.floor(position) - KERNEL.reach() + 1;
        for (int t = 0; t < taps; t++) {
            out[k * taps + t] = KERNEL.value(position - (first + t));
        }
        return first;
    }

    /** {@return columns of the new images} */
    public int nx() {
        return nx;
    }

    /** {@return rows of the new images} */
    public int ny() {
        return ny;
    }

    /**
     * Reads an image.
     *
     * @param source [sourceNy][sourceNx]
     * @param out [ny][nx], filled
     */
    public void apply(double[] source, double[] out) {
        for (int k = 0; k < nx * ny; k++) {
            double sum = 0;
            for (int r = Math.max(0, -firstRow[k]); r < taps && firstRow[k] + r < sourceNy; r++) {
                int row = (firstRow[k] + r) * sourceNx + firstColumn[k];
                double line = 0;
                for (int c = Math.max(0, -firstColumn[k]); c < taps && firstColumn[k] + c < sourceNx; c++) {
                    line += columnWeights[k * taps + c] * source[row + c];
                }
                sum += rowWeights[k * taps + r] * line;
            }
            out[k] = area * sum;
        }
    }
}
