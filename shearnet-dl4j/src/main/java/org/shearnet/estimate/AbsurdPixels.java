package org.shearnet.estimate;

/**
 * Finds pixels that hold a mark, not a measurement: what files have in place of missing data, such as -1e30, -999 or the largest
 * number there is. They become NaN, which every estimator flags where it is not masked.
 */
final class AbsurdPixels {

    /** No detector counts so far. */
    private static final double UNCOUNTABLE = 1e20;

    /** A mark stands this far beyond the next value, so that no galaxy's peak or cosmic ray is one. */
    private static final double APART = 10;

    /** A mark is this many times the noise, where that is known. */
    private static final double SIGMAS = 1000;

    private AbsurdPixels() {}

    /**
     * Marks the absurd pixels of a stamp as NaN.
     *
     * @param image changed in place
     * @param weight inverse variances, 0 where masked; null for none
     * @param sigma noise of a pixel, NaN where unknown
     */
    static void mark(double[] image, double[] weight, double sigma) {
        double most = 0;
        for (int k = 0; k < image.length; k++) {
            boolean counts = (weight == null || weight[k] > 0) && Math.abs(image[k]) > Math.abs(most);
            most = counts ? image[k] : most;
        }
        double size = Math.abs(most);
        boolean far = Double.isNaN(sigma) || size > SIGMAS * sigma;
        if (!far && size < UNCOUNTABLE) {
            return;
        }
        int same = 0;
        double next = 0;
        for (int k = 0; k < image.length; k++) {
            if (image[k] == most) {
                same++;
            } else if ((weight == null || weight[k] > 0) && Math.abs(image[k]) > next) {
                next = Math.abs(image[k]);
            }
        }
        boolean apart = far && size > APART * next && next > 0;
        if (size >= UNCOUNTABLE || apart && (most < 0 || same > 1)) {
            for (int k = 0; k < image.length; k++) {
                image[k] = image[k] == most || Math.abs(image[k]) >= UNCOUNTABLE ? Double.NaN : image[k];
            }
        }
    }
}
