package org.shearnet.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.shearnet.errorbars.Doubt;
import org.shearnet.errorbars.ErrorBars;
import org.shearnet.errorbars.Group;
import org.shearnet.errorbars.Intervals;
import org.shearnet.errorbars.StatedErrors;
import org.shearnet.estimate.ShapeEstimate;

/**
 * Whether the error bars of one estimator are right at one noise level, over the galaxies of a sample that it answered for with an
 * error and that have a bound; the first {@value #MOST_GALAXIES} of a sample.
 *
 * @param inStamp whether only galaxies well inside their stamps
 * @param failed galaxies of the sample that lack an answer or an error
 * @param bars the metrics; null where no answer has an error
 * @param doubt said and true parts; null where {@code bars} is
 * @param bySignal ten bins of the true signal to noise: median of it, and median, 16 and 84 per cent points of said over bound
 * @param doubts for some galaxies: said spread, squared function error, intrinsic sigma (arcsec), of both components; empty where the
 *     noise was drawn once only or no spread is said
 */
public record LevelErrors(
        boolean inStamp, int failed, ErrorBars bars, Doubt doubt, double[][] bySignal, List<double[]> doubts) {

    /** The first so many galaxies of a sample are judged: a coverage is known to 0.15 % from them, and memory stays small. */
    static final int MOST_GALAXIES = 50_000;

    private static final int SIGNAL_BINS = 10;

    /** Galaxies that are kept for a figure. */
    private static final int MOST_DOUBTS = 5000;

    /**
     * What was measured.
     *
     * @param sigma pixel noise (counts)
     * @param draws [draw][galaxy], the first of which is judged
     * @param intervals of its error bars
     * @param seed of random points
     */
    record Measured(double sigma, List<GalaxyTruth> truths, ShapeEstimate[][] draws, Intervals intervals, long seed) {

        LevelErrors of(boolean inStampOnly) {
            int[] asked = IntStream.range(0, truths.size())
                    .filter(i -> !inStampOnly || truths.get(i).inStamp())
                    .filter(i -> Double.isFinite(truths.get(i).sigmaG1())
                            && Double.isFinite(truths.get(i).sigmaG2()))
                    .limit(MOST_GALAXIES)
                    .toArray();
            int[] kept = Arrays.stream(asked).filter(i -> states(draws[0][i])).toArray();
            int failed = asked.length - kept.length;
            if (kept.length == 0) {
                return new LevelErrors(inStampOnly, failed, null, null, new double[0][], List.of());
            }
            StatedErrors stated = stated(kept);
            double prior =
                    Residuals.quadraticMean(new Sample(stated.truth()[0]).sd(), new Sample(stated.truth()[1]).sd());
            int[] answered = draws.length < 2 ? new int[0] : ErrorBudget.answered(kept, draws);
            StatedErrors repeated = answered.length == 0 ? null : stated(answered);
            double[][] squares = repeated == null ? null : squares(repeated, answered, prior);
            Doubt doubt = squares == null ? Doubt.of(stated, prior, null) : Doubt.of(repeated, prior, squares);
            return new LevelErrors(
                    inStampOnly,
                    failed,
                    ErrorBars.of(stated, properties(kept), intervals, seed),
                    doubt,
                    bySignal(stated, kept),
                    squares == null || doubt.epistemicSaid() == 0 ? List.of() : doubts(repeated, answered, squares));
        }

        private StatedErrors stated(int[] kept) {
            return new StatedErrors(
                    new double[][] {truths(kept, GalaxyTruth::g1), truths(kept, GalaxyTruth::g2)},
                    new double[][] {answers(kept, ShapeEstimate::g1), answers(kept, ShapeEstimate::g2)},
                    new double[][] {answers(kept, ShapeEstimate::g1Err), answers(kept, ShapeEstimate::g2Err)},
                    answers(kept, e -> Double.isNaN(e.gCov()) ? 0 : e.gCov()),
                    new double[][] {
                        answers(kept, e -> e.spread() == null ? 0 : e.spread().g1()),
                        answers(kept, e -> e.spread() == null ? 0 : e.spread().g2())
                    },
                    new double[][] {truths(kept, t -> sigma * t.sigmaG1()), truths(kept, t -> sigma * t.sigmaG2())});
        }

        private double[] truths(int[] kept, ToDoubleFunction<GalaxyTruth> value) {
            return Arrays.stream(kept)
                    .mapToDouble(i -> value.applyAsDouble(truths.get(i)))
                    .toArray();
        }

        private double[] answers(int[] kept, ToDoubleFunction<ShapeEstimate> value) {
            return Arrays.stream(kept)
                    .mapToDouble(i -> value.applyAsDouble(draws[0][i]))
                    .toArray();
        }

        private List<Group.Property> properties(int[] kept) {
            return List.of(
                    new Group.Property("size", truths(kept, GalaxyTruth::sigma)),
                    new Group.Property("flux", truths(kept, GalaxyTruth::flux)),
                    new Group.Property("|g|", truths(kept, t -> Math.hypot(t.g1(), t.g2()))),
                    new Group.Property("S/N", truths(kept, t -> t.s2n() / sigma)),
                    new Group.Property("offset", truths(kept, GalaxyTruth::offset)));
        }

        /** Squared function errors of both components. */
        private double[][] squares(StatedErrors stated, int[] kept, double prior) {
            double[][] squares = new double[2][];
            for (int c = 0; c < 2; c++) {
                ToDoubleFunction<ShapeEstimate> value = c == 0 ? ShapeEstimate::g1 : ShapeEstimate::g2;
                double[] means = new double[kept.length];
                double[] variances = new double[kept.length];
                for (int k = 0; k < kept.length; k++) {
                    int i = kept[k];
                    double[] all = Arrays.stream(draws)
                            .mapToDouble(draw -> value.applyAsDouble(draw[i]))
                            .toArray();
                    double mean = Arrays.stream(all).average().orElseThrow();
                    means[k] = mean;
                    variances[k] =
                            Arrays.stream(all).map(a -> (a - mean) * (a - mean)).sum() / (all.length - 1);
                }
                double[] truth = stated.truth()[c];
                squares[c] = Doubt.functionSquares(
                        truth,
                        means,
                        variances,
                        draws.length,
                        stated.bound()[c],
                        Arrays.stream(truth).average().orElseThrow(),
                        prior);
            }
            return squares;
        }

        private List<double[]> doubts(StatedErrors stated, int[] kept, double[][] squares) {
            List<double[]> doubts = new ArrayList<>();
            for (int k = 0; k < Math.min(MOST_DOUBTS, kept.length); k++) {
                for (int c = 0; c < 2; c++) {
                    doubts.add(new double[] {
                        stated.spread()[c][k],
                        squares[c][k],
                        truths.get(kept[k]).sigma()
                    });
                }
            }
            return doubts;
        }

        private double[][] bySignal(StatedErrors stated, int[] kept) {
            double[] signal = truths(kept, t -> t.s2n() / sigma);
            Integer[] order = IntStream.range(0, kept.length).boxed().toArray(Integer[]::new);
            Arrays.sort(order, java.util.Comparator.comparingDouble(k -> signal[k]));
            int bins = Math.min(SIGNAL_BINS, kept.length);
            double[][] rows = new double[bins][];
            for (int b = 0; b < bins; b++) {
                int[] members = Arrays.stream(order, b * kept.length / bins, (b + 1) * kept.length / bins)
                        .mapToInt(k -> k)
                        .toArray();
                Sample ratios = new Sample(Arrays.stream(members)
                        .boxed()
                        .flatMapToDouble(k -> java.util.stream.DoubleStream.of(
                                stated.said()[0][k] / stated.bound()[0][k], stated.said()[1][k] / stated.bound()[1][k]))
                        .toArray());
                Sample signals = new Sample(
                        Arrays.stream(members).mapToDouble(k -> signal[k]).toArray());
                rows[b] = new double[] {
                    signals.quantile(0.5), ratios.quantile(0.5), ratios.quantile(0.16), ratios.quantile(0.84)
                };
            }
            return rows;
        }
    }

    /** Whether an estimate is an answer with an error bar. */
    static boolean states(ShapeEstimate estimate) {
        return estimate.ok()
                && estimate.g1Err() > 0
                && estimate.g2Err() > 0
                && Double.isFinite(estimate.g1Err())
                && Double.isFinite(estimate.g2Err());
    }
}
