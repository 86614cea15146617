package org.shearnet.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A hypothesis held against the runs: the logarithm of A's figure over B's, paired by seed.
 *
 * @param hypothesis what was claimed
 * @param logRatio mean over the seeds, and its error
 * @param seeds how many seeds were planned
 * @param p two-sided probability of the ratio being the claimed factor
 * @param holm the same, corrected for the number of hypotheses
 * @param verdict at 95 per cent
 * @param why in words, where nothing could be decided for want of runs; else empty
 */
public record Judgement(
        Hypothesis hypothesis, Student logRatio, int seeds, double p, double holm, Verdict verdict, String why) {

    /** What can be said. */
    public enum Verdict {
        /** The figure is on the claimed side of the factor. */
        SUPPORTED,
        /** It is on the other side. */
        REFUTED,
        /** The seeds do not tell. */
        UNDECIDED;

        /** As it stands in tables. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Probability below which a ratio is not taken for the factor. */
    private static final double LEVEL = 0.05;

    /** A's figure over B's. */
    public double ratio() {
        return Math.exp(logRatio.mean());
    }

    /** Lower end of its 95 per cent interval, of this comparison alone. */
    public double low() {
        return Math.exp(logRatio.mean() - logRatio.half());
    }

    /** Upper end. */
    public double high() {
        return Math.exp(logRatio.mean() + logRatio.half());
    }

    /** Judges all hypotheses of a study together. */
    public static List<Judgement> of(List<Hypothesis> hypotheses, List<Axis> axes, List<Row> rows, List<Long> seeds) {
        List<Student> ratios = hypotheses.stream()
                .map(h -> Student.ofFinite(logRatios(h, axes, rows, seeds)))
                .toList();
        double[] p = new double[hypotheses.size()];
        for (int i = 0; i < p.length; i++) {
            p[i] = ratios.get(i).p(Math.log(hypotheses.get(i).factor()));
        }
        double[] holm = Holm.adjusted(p);
        List<Judgement> all = new ArrayList<>();
        for (int i = 0; i < p.length; i++) {
            Hypothesis one = hypotheses.get(i);
            Student ratio = ratios.get(i);
            boolean decided = holm[i] < LEVEL;
            boolean claimed = one.less() == ratio.mean() < Math.log(one.factor());
            all.add(new Judgement(
                    one,
                    ratio,
                    seeds.size(),
                    p[i],
                    holm[i],
                    decided ? claimed ? Verdict.SUPPORTED : Verdict.REFUTED : Verdict.UNDECIDED,
                    why(ratio)));
        }
        return all;
    }

    private static String why(Student ratio) {
        if (ratio.n() < 2) {
            return (ratio.n() == 0 ? "no seed has" : "one seed alone has")
                    + " all runs that it compares, and an error takes two";
        }
        return ratio.error() > 0 ? "" : "the figure does not change with the seed, so it has no error to be judged by";
    }

    /** One a seed; NaN where one of the runs it needs is not there. */
    private static double[] logRatios(Hypothesis one, List<Axis> axes, List<Row> rows, List<Long> seeds) {
        List<Row> last = lastRung(one, axes, rows, seeds);
        return seeds.stream()
                .mapToDouble(seed -> side(one.left(), one.level(), axes, last, seed)
                        - side(one.right(), one.level(), axes, last, seed))
                .toArray();
    }

    /** The rows of the highest rung that has runs on both sides; all where there are no rungs. */
    private static List<Row> lastRung(Hypothesis one, List<Axis> axes, List<Row> rows, List<Long> seeds) {
        List<Integer> rungs = rows.stream()
                .map(r -> r.run().epochs())
                .distinct()
                .sorted(java.util.Comparator.reverseOrder())
                .toList();
        for (int epochs : rungs) {
            List<Row> here =
                    rows.stream().filter(r -> r.run().epochs() == epochs).toList();
            if (has(one.left(), axes, here) && has(one.right(), axes, here)) {
                return here;
            }
        }
        return List.of();
    }

    private static boolean has(Map<String, String> side, List<Axis> axes, List<Row> rows) {
        return rows.stream().anyMatch(r -> Hypothesis.matches(side, axes, r.run()));
    }

    private static double side(Map<String, String> side, double level, List<Axis> axes, List<Row> rows, long seed) {
        return rows.stream()
                .filter(r -> r.run().seed() == seed && Hypothesis.matches(side, axes, r.run()))
                .mapToDouble(r -> r.logFigure(level))
                .average()
                .orElse(Double.NaN);
    }
}
