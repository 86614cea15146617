package org.shearnet.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.shearnet.errorbars.ErrorBars;
import org.shearnet.errorbars.Intervals;
import org.shearnet.errorbars.Ranking;
import org.shearnet.estimate.ShapeEstimate;

/**
 * What becomes of answers and error bars where the sky is not as an estimator assumes or was trained for: the same galaxies, well
 * inside their stamps, under the same noise as those that are as told.
 *
 * @param kind what is different
 * @param noiseSigma pixel noise (counts)
 * @param n galaxies with an answer and an error bar
 * @param flagged others: what an estimator does not answer for does no harm
 * @param flaggedAsTold how many are so as told
 * @param saidOverAsTold median of the stated error over that as told, of galaxies that have both
 * @param errorOverAsTold root mean squared error over that as told, of the same galaxies
 * @param pullStd standard deviation of the pull
 * @param coverage68 share of the differences within one stated error
 * @param coverage95 within two
 * @param outliers galaxies off by more than three stated errors in g1 or g2
 * @param auroc probability that one of these has a larger stated error than another: 0.5 where the error bar does not see them
 */
public record OffTraining(
        Kind kind,
        double noiseSigma,
        int n,
        int flagged,
        int flaggedAsTold,
        double saidOverAsTold,
        double errorOverAsTold,
        double pullStd,
        double coverage68,
        double coverage95,
        int outliers,
        double auroc) {

    private static final double OUTLIER_PULL = 3;

    /** How the sky differs. */
    public enum Kind {
        PSF_SIZE(Condition.PSF_SIZE.words()),
        PSF_SHAPE(Condition.PSF_SHAPE.words()),
        PROFILE(Condition.PROFILE.words()),
        NOISE(Condition.NOISE.words()),
        /** Another galaxy of the scene beside the galaxy, a fifth of the stamp's shorter side away. */
        BLEND("a neighbour in the stamp");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** In a few words, for a table. */
        public String words() {
            return words;
        }

        /** The word in tables for programs. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The condition of rings that it is; null for a blend. */
        Condition condition() {
            return this == BLEND ? null : Condition.valueOf(name());
        }
    }

    /**
     * Compares.
     *
     * @param truths of the galaxies
     * @param told answers as told
     * @param off answers under the other sky
     */
    static OffTraining of(
            Kind kind,
            double noiseSigma,
            List<GalaxyTruth> truths,
            ShapeEstimate[] told,
            ShapeEstimate[] off,
            Intervals intervals) {
        int[] asked = IntStream.range(0, off.length)
                .filter(i -> truths.get(i).inStamp())
                .toArray();
        int[] kept =
                Arrays.stream(asked).filter(i -> LevelErrors.states(off[i])).toArray();
        int[] both =
                Arrays.stream(kept).filter(i -> LevelErrors.states(told[i])).toArray();
        double[] pulls = Arrays.stream(kept)
                .boxed()
                .flatMapToDouble(i -> Arrays.stream(pulls(off[i], truths.get(i))))
                .toArray();
        double[] levels = IntStream.range(0, pulls.length)
                .mapToDouble(k -> intervals.level(k % 2, Math.abs(pulls[k])))
                .toArray();
        boolean[] outlying = new boolean[kept.length];
        for (int k = 0; k < kept.length; k++) {
            outlying[k] = Math.abs(pulls[2 * k]) > OUTLIER_PULL || Math.abs(pulls[2 * k + 1]) > OUTLIER_PULL;
        }
        double[] said = Arrays.stream(kept)
                .mapToDouble(i -> Math.hypot(off[i].g1Err(), off[i].g2Err()))
                .toArray();
        double[] ratios = Arrays.stream(both)
                .mapToDouble(
                        i -> Math.hypot(off[i].g1Err(), off[i].g2Err()) / Math.hypot(told[i].g1Err(), told[i].g2Err()))
                .toArray();
        int without = (int)
                Arrays.stream(asked).filter(i -> !LevelErrors.states(told[i])).count();
        return new OffTraining(
                kind,
                noiseSigma,
                kept.length,
                asked.length - kept.length,
                without,
                new Sample(ratios).quantile(0.5),
                rms(off, truths, both) / rms(told, truths, both),
                new Sample(pulls).sd(),
                share(levels, ErrorBars.LEVELS.get(1)),
                share(levels, ErrorBars.LEVELS.get(3)),
                (int) IntStream.range(0, outlying.length)
                        .filter(k -> outlying[k])
                        .count(),
                Ranking.area(said, outlying));
    }

    private static double[] pulls(ShapeEstimate e, GalaxyTruth truth) {
        return new double[] {(e.g1() - truth.g1()) / e.g1Err(), (e.g2() - truth.g2()) / e.g2Err()};
    }

    private static double rms(ShapeEstimate[] estimates, List<GalaxyTruth> truths, int[] members) {
        return Math.sqrt(Arrays.stream(members)
                .mapToDouble(i -> Math.pow(estimates[i].g1() - truths.get(i).g1(), 2)
                        + Math.pow(estimates[i].g2() - truths.get(i).g2(), 2))
                .average()
                .orElse(Double.NaN));
    }

    private static double share(double[] levels, double level) {
        return levels.length == 0
                ? Double.NaN
                : (double) Arrays.stream(levels).filter(l -> l < level).count() / levels.length;
    }
}
