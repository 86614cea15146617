package org.shearnet.ngmix.metacal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.commons.rng.UniformRandomProvider;
import org.shearnet.ngmix.fit.FitResult;

/**
 * Mean shear of a sample from metacalibration: gamma = (R_gamma + R_S)^-1 &lt;g&gt;.
 *
 * <p>R_gamma is the mean response of the selected objects' shapes. R_S is the response of the selection: the mean unsheared
 * shape of those that pass the cut on their +step image, less that of those that pass on their -step image, over 2 step.
 * Objects that failed are left out and counted. Reference: Sheldon and Huff (2017), ApJ 841, 24, arXiv:1702.02601.
 *
 * @param g1 calibrated mean shear
 * @param g2 calibrated mean shear
 * @param g1Error standard error, from resampling the objects
 * @param g2Error standard error, from resampling the objects
 * @param response total response, {{R11, R12}, {R21, R22}}
 * @param selection the part of it that comes from the cut
 * @param used objects that passed the cut
 * @param failed objects that were flagged
 */
public record MeanShear(
        double g1,
        double g2,
        double g1Error,
        double g2Error,
        double[][] response,
        double[][] selection,
        int used,
        int failed) {

    private static final MetacalType[][] PAIRS = {
        {MetacalType.P1, MetacalType.M1},
        {MetacalType.P2, MetacalType.M2}
    };

    /**
     * The mean shear of the objects that pass a cut.
     *
     * @param step shear of the images
     * @param cut on the fit of an image; {@code fit -> true} for none
     * @param resamples bootstrap samples for the errors
     * @param random stream of the bootstrap
     */
    public static MeanShear of(
            List<MetacalResult> objects,
            double step,
            Predicate<FitResult> cut,
            int resamples,
            UniformRandomProvider random) {
        List<double[]> rows = new ArrayList<>();
        int failed = 0;
        for (MetacalResult object : objects) {
            if (object.isGood() && object.fits().keySet().containsAll(MetacalOptions.GALAXY_TYPES)) {
                rows.add(row(object, cut));
            } else {
                failed++;
            }
        }
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
        return new MeanShear(shear[0], shear[1], error[0], error[1], response(whole, s), s, (int) whole[0], failed);
    }

    // count, g1, g2, R11, R12, R21, R22, then count, g1, g2 of those that pass on each of the four sheared images
    private static final int SUMS = 7 + 4 * 3;

    private static double[] row(MetacalResult o, Predicate<FitResult> cut) {
        double[] r = new double[SUMS];
        FitResult unsheared = o.noshear();
        if (cut.test(unsheared)) {
            r[0] = 1;
            r[1] = unsheared.g1();
            r[2] = unsheared.g2();
            r[3] = o.r11();
            r[4] = o.r12();
            r[5] = o.r21();
            r[6] = o.r22();
        }
        int k = 7;
        for (MetacalType[] pair : PAIRS) {
            for (MetacalType type : pair) {
                if (cut.test(o.fits().get(type))) {
                    r[k] = 1;
                    r[k + 1] = unsheared.g1();
                    r[k + 2] = unsheared.g2();
                }
                k += 3;
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
        double det = r[0][0] * r[1][1] - r[0][1] * r[1][0];
        double g1 = s[1] / s[0];
        double g2 = s[2] / s[0];
        return new double[] {(r[1][1] * g1 - r[0][1] * g2) / det, (r[0][0] * g2 - r[1][0] * g1) / det};
    }
}
