package org.shearnet.ngmix.metacal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.shearnet.galaxysim.noise.RandomStream;
import org.shearnet.ngmix.fit.FitResult;

/**
 * Mean shear of a sample from metacalibration: gamma = (R_gamma + R_S)^-1 &lt;g&gt;.
 *
 * <p>R_gamma is the mean response of the selected objects' shapes. R_S is the response of the selection: the mean unsheared
 * shape of those that pass the cut on their +step image, less that of those that pass on their -step image, over 2 step.
 * Objects that failed are left out and counted. Reference: Sheldon and Huff (2017), ApJ 841, 24, arXiv:1702.02601.
 *
 * <p>Longer than other classes: response, selection and bootstrap read the same sums.
 *
 * @param g1 calibrated mean shear
 * @param g2 calibrated mean shear
 * @param g1Error standard error, from resampling the objects
 * @param g2Error standard error, from resampling the objects
 * @param response total response, {{R11, R12}, {R21, R22}}
 * @param selection the part of it that comes from the cut
 * @param used objects that passed the cut
 * @param failed objects that were flagged
 * @param robust the same by medians; null where there are too few objects
 */
public record MeanShear(
        double g1,
        double g2,
        double g1Error,
        double g2Error,
        double[][] response,
        double[][] selection,
        int used,
        int failed,
        Robust robust) {

    /**
     * Mean shear and response by the medians of groups of objects, which a few absurd responses do not move.
     *
     * @param g1 calibrated mean shear
     * @param g2 calibrated mean shear
     * @param g1Error standard error, from the scatter of the groups
     * @param g2Error standard error, from the scatter of the groups
     * @param response total response, {{R11, R12}, {R21, R22}}
     * @param groups number of groups
     */
    public record Robust(double g1, double g2, double g1Error, double g2Error, double[][] response, int groups) {}

    private static final MetacalType[][] PAIRS = {
        {MetacalType.P1, MetacalType.M1},
        {MetacalType.P2, MetacalType.M2}
    };

    /**
     * How a shape is read.
     *
     * @param g1 reduced shear along x
     * @param g2 reduced shear along the diagonal
     * @param <S> what holds it
     */
    public record Shape<S>(ToDoubleFunction<S> g1, ToDoubleFunction<S> g2) {}

    /**
     * {@return the mean shear of the fits that pass a cut}
     *
     * @param objects the measurement of each object
     * @param step shear of the images
     * @param cut on the fit of an image; {@code fit -> true} for none
     * @param resamples bootstrap samples for the errors
     * @param random stream of the bootstrap
     */
    public static MeanShear of(
            List<MetacalResult> objects, double step, Predicate<FitResult> cut, int resamples, RandomStream random) {
        List<Map<MetacalType, FitResult>> fits = objects.stream()
                .map(object -> object.isGood() ? object.fits() : Map.<MetacalType, FitResult>of())
                .toList();
        return of(fits, new Shape<>(FitResult::g1, FitResult::g2), step, cut, resamples, random);
    }

    /**
     * {@return the mean shear of the objects that pass a cut, by whatever measured their images}
     *
     * @param <S> measurement of an image
     * @param objects the measurement of each image; an object with none for one of the five has failed
     * @param shape how to take the shape from a measurement
     * @param step shear of the images
     * @param cut on the measurement of an image
     * @param resamples bootstrap samples for the errors
     * @param random stream of the bootstrap
     */
    public static <S> MeanShear of(
            List<Map<MetacalType, S>> objects,
            Shape<S> shape,
            double step,
            Predicate<S> cut,
            int resamples,
            RandomStream random) {
        Sample<S> sample = new Sample<>(shape, step, cut);
        objects.forEach(sample::add);
        return sample.mean(resamples, random);
    }

    /**
     * Objects of a sample, one after the other. Its memory has a bound: beyond {@value #MOST_ROWS} objects neighbours share a
     * row of sums, so that the bootstrap resamples small groups in place of objects.
     *
     * @param <S> measurement of an image
     */
    public static final class Sample<S> {

        private static final int MOST_ROWS = 8192;

        private final Shape<S> shape;
        private final double step;
        private final Predicate<S> cut;
        private final List<double[]> rows = new ArrayList<>();
        private int perRow = 1;
        private int inLast;
        private int failed;

        /**
         * An empty sample.
         *
         * @param shape how to take the shape from a measurement
         * @param step shear of the images
         * @param cut on the measurement of an image
         */
        public Sample(Shape<S> shape, double step, Predicate<S> cut) {
            this.shape = shape;
            this.step = step;
            this.cut = cut;
        }

        /**
         * Adds an object: the measurement of each image; one with none for one of the five has failed.
         *
         * @param object the measurement of each of its images
         */
        public void add(Map<MetacalType, S> object) {
            if (!object.keySet().containsAll(MetacalOptions.GALAXY_TYPES)) {
                failed++;
                return;
            }
            double[] row = row(object, shape, step, cut);
            if (inLast > 0) {
                MeanShear.add(rows.get(rows.size() - 1), row);
            } else {
                if (rows.size() == MOST_ROWS) {
                    fold();
                }
                rows.add(row);
            }
            inLast = (inLast + 1) % perRow;
        }

        private void fold() {
            for (int i = 0; i < MOST_ROWS / 2; i++) {
                double[] row = rows.get(2 * i);
                MeanShear.add(row, rows.get(2 * i + 1));
                rows.set(i, row);
            }
            rows.subList(MOST_ROWS / 2, MOST_ROWS).clear();
            perRow *= 2;
        }

        /**
         * {@return the mean shear}
         *
         * @param resamples bootstrap samples for the errors
         * @param random stream of the bootstrap
         */
        public MeanShear mean(int resamples, RandomStream random) {
            return MeanShear.of(rows, step, failed, resamples, random);
        }
    }

    private static MeanShear of(List<double[]> rows, double step, int failed, int resamples, RandomStream random) {
        double[] whole = new double[SUMS];
        rows.forEach(r -> add(whole, r));
        double[] shear = solve(whole, step);
        double[] sum = new double[2];
        double[] square = new double[2];
        for (int b = 0; b < resamples; b++) {
            double[] sums = new double[SUMS];
            for (int i = 0; i < rows.size(); i++) {
                add(sums, rows.get(random.nextInt(rows.size())));
            }
            double[] one = solve(sums, step);
            for (int k = 0; k < 2; k++) {
                sum[k] += one[k];
                square[k] += one[k] * one[k];
            }
        }
        double[] error = new double[2];
        for (int k = 0; k < 2; k++) {
            double mean = sum[k] / resamples;
            error[k] = Math.sqrt(Math.max(0, square[k] / resamples - mean * mean));
        }
        double[][] s = selection(whole, step);
        return new MeanShear(
                shear[0],
                shear[1],
                error[0],
                error[1],
                response(whole, s),
                s,
                (int) whole[0],
                failed,
                robust(rows, step));
    }

    private static final int MOST_GROUPS = 50;
    private static final int LEAST_GROUPS = 5;
    private static final int ROWS_PER_GROUP = 6;

    /** Standard error of a median over that of a mean, for a normal distribution. */
    private static final double MEDIAN_ERROR = Math.sqrt(Math.PI / 2);

    /** Standard deviation over the median absolute deviation, for a normal distribution. */
    private static final double SIGMA_PER_MAD = 1.4826;

    private static Robust robust(List<double[]> rows, double step) {
        int groups = Math.min(MOST_GROUPS, rows.size() / ROWS_PER_GROUP);
        if (groups < LEAST_GROUPS) {
            return null;
        }
        double[][] values = new double[6][groups];
        for (int g = 0; g < groups; g++) {
            double[] sums = new double[SUMS];
            for (int i = g; i < rows.size(); i += groups) {
                add(sums, rows.get(i));
            }
            double[][] r = response(sums, selection(sums, step));
            double[] all = {r[0][0], r[0][1], r[1][0], r[1][1], sums[1] / sums[0], sums[2] / sums[0]};
            for (int k = 0; k < all.length; k++) {
                values[k][g] = all[k];
            }
        }
        double[] m = Arrays.stream(values).mapToDouble(MeanShear::median).toArray();
        double[] shear = apart(m[0], m[1], m[2], m[3], m[4], m[5]);
        double[] scatter = new double[2];
        for (int k = 0; k < 2; k++) {
            double centre = m[4 + k];
            double mad = median(
                    Arrays.stream(values[4 + k]).map(v -> Math.abs(v - centre)).toArray());
            scatter[k] = MEDIAN_ERROR * SIGMA_PER_MAD * mad / Math.sqrt(groups) / Math.abs(k == 0 ? m[0] : m[3]);
        }
        return new Robust(
                shear[0], shear[1], scatter[0], scatter[1], new double[][] {{m[0], m[1]}, {m[2], m[3]}}, groups);
    }

    private static double median(double[] values) {
        double[] known = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
        int n = known.length;
        return n == 0 ? Double.NaN : 0.5 * (known[(n - 1) / 2] + known[n / 2]);
    }

    // count, g1, g2, R11, R12, R21, R22, then count, g1, g2 of those that pass on each of the four sheared images
    private static final int SUMS = 7 + 4 * 3;

    private static <S> double[] row(Map<MetacalType, S> images, Shape<S> shape, double step, Predicate<S> cut) {
        double[] r = new double[SUMS];
        S unsheared = images.get(MetacalType.NOSHEAR);
        double g1 = shape.g1().applyAsDouble(unsheared);
        double g2 = shape.g2().applyAsDouble(unsheared);
        boolean selected = cut.test(unsheared);
        if (selected) {
            r[0] = 1;
            r[1] = g1;
            r[2] = g2;
        }
        for (int shear = 0; shear < 2; shear++) {
            for (int side = 0; side < 2; side++) {
                S image = images.get(PAIRS[shear][side]);
                double slope = (side == 0 ? 1 : -1) / (2 * step);
                if (selected) {
                    r[3 + shear] += slope * shape.g1().applyAsDouble(image);
                    r[5 + shear] += slope * shape.g2().applyAsDouble(image);
                }
                if (cut.test(image)) {
                    int k = 7 + 6 * shear + 3 * side;
                    r[k] = 1;
                    r[k + 1] = g1;
                    r[k + 2] = g2;
                }
            }
        }
        return r;
    }

    private static void add(double[] sums, double[] row) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += row[i];
        }
    }

    private static double[][] selection(double[] s, double step) {
        double[][] out = new double[2][2];
        for (int shear = 0; shear < 2; shear++) {
            int plus = 7 + 6 * shear;
            int minus = plus + 3;
            for (int i = 0; i < 2; i++) {
                out[i][shear] = (s[plus + 1 + i] / s[plus] - s[minus + 1 + i] / s[minus]) / (2 * step);
            }
        }
        return out;
    }

    private static double[][] response(double[] s, double[][] selection) {
        return new double[][] {
            {s[3] / s[0] + selection[0][0], s[4] / s[0] + selection[0][1]},
            {s[5] / s[0] + selection[1][0], s[6] / s[0] + selection[1][1]}
        };
    }

    private static double[] solve(double[] s, double step) {
        double[][] r = response(s, selection(s, step));
        return apart(r[0][0], r[0][1], r[1][0], r[1][1], s[1] / s[0], s[2] / s[0]);
    }

    /** The shear of which a mean shape is the response. */
    private static double[] apart(double r11, double r12, double r21, double r22, double g1, double g2) {
        double det = r11 * r22 - r12 * r21;
        return new double[] {(r22 * g1 - r12 * g2) / det, (r11 * g2 - r21 * g1) / det};
    }
}
