package org.shearnet.galaxysim.noise;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The noise of a stamp as its outermost pixels show it: the clipped scatter of differences of opposite pixels, over sqrt(2).
 * A sky left in and the wings of a galaxy in the middle drop out of such differences, a neighbour is clipped, and their mean is
 * 0 whatever the level; noise is not correlated from one side of a stamp to the other, so its autocorrelation is left.
 *
 * <p>The border is an eighth of the shorter side wide, at least 2 pixels and at most 12. It shows noise where its scatter at large
 * distances is that at {@value #STEP} pixels, and that at 1 pixel is no small part of it; light that varies over the border
 * fails.
 *
 * <p>Holds buffers: one object a thread.
 */
public final class BorderNoise {

    private static final int SHARE = 8;
    private static final int NARROWEST = 2;
    private static final int WIDEST = 12;

    /** Scatter of so few differences is known to 10 %. */
    private static final int FEWEST = 50;

    private static final double CLIP = 3;

    /** Standard deviation of a Gaussian that is cut at 3 sigma. */
    private static final double OF_CLIPPED = 0.986578;

    private static final double OF_MAD = 1.482602;
    private static final int ROUNDS = 10;

    /** Distance (pixels) over which the noise of coadded images is hardly correlated, and light still is. */
    private static final int STEP = 4;

    /** What noise at both distances may differ by, and what its own scatter adds over the root of the number of pixels. */
    private static final double UNLIKE = 1.3;

    private static final double SCATTER = 4;

    /** Second differences of light over 1 pixel are a sixteenth of those over 4; those of white noise are the same. */
    private static final double SMOOTH = 0.1;

    /** What is this small beside the brightest pixel is a rounding error of whoever drew it. */
    private static final double ROUNDING = 3e-6;

    /** Whether a border shows noise. */
    public enum Status {
        /** It does. */
        NOISE("noise"),
        /** Too few pixels are there, or unmasked and finite. */
        TOO_SMALL("too few pixels"),
        /** Its pixels have one value, or almost. */
        CONSTANT("constant"),
        /** Light varies over it by more than noise. */
        FULL("full of light");

        private final String words;

        Status(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /**
     * What a border shows.
     *
     * @param status whether it is noise
     * @param sigma standard deviation of a pixel (counts); NaN where it is not
     * @param level median of the border's pixels (counts): sky left in, or wings; NaN where there are too few
     */
    public record Result(Status status, double sigma, double level) {}

    private final int nx;
    private final int ny;
    private final int width;
    /** Places of the border's pixels, in order. */
    private final int[] border;

    private final double[] work;
    private final double[] differences;

    /**
     * A measurer of stamps of one size, for one thread.
     *
     * @param nx width of the stamps (pixels)
     * @param ny height of the stamps (pixels)
     */
    public BorderNoise(int nx, int ny) {
        this.nx = nx;
        this.ny = ny;
        width = Math.max(NARROWEST, Math.min(WIDEST, Math.round(Math.min(nx, ny) / (float) SHARE)));
        border = IntStream.range(0, nx * ny).filter(this::isBorder).toArray();
        work = new double[nx * ny];
        differences = new double[nx * ny];
        Arrays.fill(differences, Double.NaN);
    }

    /**
     * Measures a stamp.
     *
     * @param image its pixels (counts), [ny*nx]; those that are not finite do not count
     * @param weight inverse variances, of which those above 0 mark the pixels that count; null where all do
     * @return what its border shows
     */
    public Result measure(double[] image, double[] weight) {
        double peak = 0;
        for (int k = 0; k < nx * ny; k++) {
            peak = counts(image, weight, k) ? Math.max(peak, Math.abs(image[k])) : peak;
        }
        int pixels = 0;
        for (int k : border) {
            boolean counts = counts(image, weight, k);
            differences[k] = counts ? image[k] : Double.NaN;
            if (counts) {
                work[pixels++] = image[k];
            }
        }
        double level = pixels == 0 ? Double.NaN : median(pixels);
        double near = scatter(secondDifferences(1));
        int far = secondDifferences(STEP);
        double apart = scatter(far);
        int pairs = takeDifferences();
        if (pairs < FEWEST || far < FEWEST) {
            return new Result(Status.TOO_SMALL, Double.NaN, level);
        }
        double sigma = scatter(pairs);
        if (!(sigma > ROUNDING * peak)) {
            return new Result(Status.CONSTANT, Double.NaN, level);
        }
        double limit = UNLIKE + SCATTER / Math.sqrt(2.0 * pairs);
        boolean noise = sigma < limit * apart && apart < limit * sigma && near > SMOOTH * sigma;
        return noise ? new Result(Status.NOISE, sigma, level) : new Result(Status.FULL, Double.NaN, level);
    }

    /**
     * {@return the differences of opposite pixels of the stamp measured last over sqrt(2) (counts), [ny*nx], NaN outside the
     * border and where one of both does not count; the next stamp overwrites them}
     */
    double[] differences() {
        return differences;
    }

    /** {@return places of the border's pixels, in order; not to be changed} */
    int[] border() {
        return border;
    }

    private static boolean counts(double[] image, double[] weight, int k) {
        return Double.isFinite(image[k]) && (weight == null || weight[k] > 0);
    }

    private boolean isBorder(int k) {
        int x = k % nx;
        int y = k / nx;
        return Math.min(Math.min(x, nx - 1 - x), Math.min(y, ny - 1 - y)) < width;
    }

    /** Fills the buffer with x(p) - (x(p - step) + x(p + step))/2 along the border, as wide as a pixel of white noise. */
    private int secondDifferences(int step) {
        int n = 0;
        for (int k : border) {
            int y = k / nx;
            boolean alongX = y < width || y >= ny - width;
            int stride = step * (alongX ? 1 : nx);
            int at = alongX ? k % nx : y;
            if (at >= step && at < (alongX ? nx : ny) - step) {
                double second = differences[k] - 0.5 * (differences[k - stride] + differences[k + stride]);
                if (!Double.isNaN(second)) {
                    work[n++] = second / Math.sqrt(1.5);
                }
            }
        }
        return n;
    }

    /** Turns the border's pixels into differences of opposite ones; the buffer holds one of each pair. */
    private int takeDifferences() {
        int n = 0;
        int last = nx * ny - 1;
        for (int i = 0; i < border.length / 2; i++) {
            int k = border[i];
            double difference = (differences[k] - differences[last - k]) / Math.sqrt(2);
            differences[k] = difference;
            differences[last - k] = -difference;
            if (!Double.isNaN(difference)) {
                work[n++] = difference;
            }
        }
        return n;
    }

    private double median(int n) {
        Arrays.sort(work, 0, n);
        return 0.5 * (work[(n - 1) / 2] + work[n / 2]);
    }

    /** Standard deviation about 0 of the first n numbers of the buffer, clipped, right for a Gaussian. */
    private double scatter(int n) {
        if (n == 0) {
            return 0;
        }
        for (int k = 0; k < n; k++) {
            work[k] = Math.abs(work[k]);
        }
        double sigma = OF_MAD * median(n);
        int kept = -1;
        for (int round = 0; round < ROUNDS; round++) {
            double sum = 0;
            int count = 0;
            while (count < n && work[count] <= CLIP * sigma) {
                sum += work[count] * work[count];
                count++;
            }
            if (count == kept) {
                break;
            }
            kept = count;
            sigma = Math.sqrt(sum / count) / OF_CLIPPED;
        }
        return sigma;
    }
}
