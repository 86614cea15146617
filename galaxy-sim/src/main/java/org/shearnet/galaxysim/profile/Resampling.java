package org.shearnet.galaxysim.profile;

/**
 * Reads an image on other, coarser pixels about the same centre: its samples, taken for a band-limited function by Lanczos'
 * kernel of order 15, at the positions of the new pixels, or without the wave numbers that these cannot hold
 * ({@link PsfSampling}): the kernel is as much wider then as the pixels are. An image that was drawn through a pixel keeps that
 * pixel; a sum over all pixels stays what it was. Immutable.
 */
public final class Resampling {

    private static final Interpolant KERNEL = Interpolant.LANCZOS15;

    private final int sourceNx;
    private final int sourceNy;
    private final int nx;
    private final int ny;
    private final double area;
    private final boolean separable;
    private final Taps columns;
    private final Taps rows;

    /**
     * Plans the reading.
     *
     * @param sourceNx columns of the images to be read
     * @param sourceNy rows of the images to be read
     * @param step where new pixels lie among the old ones: a step of one new column, one new row are {xx, yx}, {xy, yy} of {xx,
     *     xy, yx, yy} old pixels
     * @param sampling what the new image is to hold
     */
    public Resampling(int sourceNx, int sourceNy, double[] step, PsfSampling sampling) {
        this.sourceNx = sourceNx;
        this.sourceNy = sourceNy;
        area = Math.abs(step[0] * step[3] - step[1] * step[2]);
        nx = count(sourceNx, Math.hypot(step[0], step[2]));
        ny = count(sourceNy, Math.hypot(step[1], step[3]));
        separable = step[1] == 0 && step[2] == 0;
        boolean limited = sampling == PsfSampling.BAND_LIMITED;
        columns = new Taps(separable ? nx : nx * ny, sourceNx, limited ? Math.max(1, Math.hypot(step[0], step[1])) : 1);
        rows = new Taps(separable ? ny : nx * ny, sourceNy, limited ? Math.max(1, Math.hypot(step[2], step[3])) : 1);
        for (int k = 0; k < columns.first.length; k++) {
            columns.place(k, step[0] * fromMiddle(k % nx, nx) + step[1] * fromMiddle(k / nx, ny));
        }
        for (int k = 0; k < rows.first.length; k++) {
            int y = separable ? k : k / nx;
            rows.place(k, step[2] * fromMiddle(k % nx, nx) + step[3] * fromMiddle(y, ny));
        }
    }

    private static double fromMiddle(int place, int count) {
        return place - 0.5 * (count - 1);
    }

    /** As many new pixels as the old ones cover, odd where those are, so that a pixel stays in the middle. */
    private static int count(int old, double step) {
        int most = (int) Math.floor((old - 1) / step + 1e-9) + 1;
        return Math.max(1, (most - old) % 2 == 0 ? most : most - 1);
    }

    /** Weights of the old pixels along one axis at positions on it. */
    private static final class Taps {

        private final int length;
        private final double stretch;
        private final int count;
        private final int[] first;
        private final double[] weights;

        Taps(int positions, int length, double stretch) {
            this.length = length;
            this.stretch = stretch;
            count = 2 * (int) Math.ceil(KERNEL.reach() * stretch);
            first = new int[positions];
            weights = new double[positions * count];
        }

        void place(int k, double fromMiddle) {
            double position = 0.5 * (length - 1) + fromMiddle;
            first[k] = (int) Math.floor(position) - count / 2 + 1;
            for (int t = 0; t < count; t++) {
                weights[k * count + t] = KERNEL.value((position - (first[k] + t)) / stretch) / stretch;
            }
        }

        int from(int k) {
            return Math.max(0, -first[k]);
        }

        int to(int k) {
            return Math.min(count, length - first[k]);
        }
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
        if (separable) {
            applyAlongAxes(source, out);
            return;
        }
        for (int k = 0; k < nx * ny; k++) {
            double sum = 0;
            for (int r = rows.from(k); r < rows.to(k); r++) {
                sum += rows.weights[k * rows.count + r] * line(source, rows.first[k] + r, k);
            }
            out[k] = area * sum;
        }
    }

    private void applyAlongAxes(double[] source, double[] out) {
        double[] lines = new double[sourceNy * nx];
        for (int row = 0; row < sourceNy; row++) {
            for (int x = 0; x < nx; x++) {
                lines[row * nx + x] = line(source, row, x);
            }
        }
        for (int y = 0; y < ny; y++) {
            for (int x = 0; x < nx; x++) {
                double sum = 0;
                for (int r = rows.from(y); r < rows.to(y); r++) {
                    sum += rows.weights[y * rows.count + r] * lines[(rows.first[y] + r) * nx + x];
                }
                out[y * nx + x] = area * sum;
            }
        }
    }

    /** A row of the source, read at a position. */
    private double line(double[] source, int row, int position) {
        int start = row * sourceNx + columns.first[position];
        double sum = 0;
        for (int c = columns.from(position); c < columns.to(position); c++) {
            sum += columns.weights[position * columns.count + c] * source[start + c];
        }
        return sum;
    }
}
