package org.shearnet.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
        List<Sides> sides =
                hypotheses.stream().map(h -> Sides.of(h, axes, rows)).toList();
        List<Student> ratios = sides.stream()
                .map(s -> s.count(Row::isNotPositive) + s.count(Row::isFlagged) > 0
                        ? Student.of()
                        : Student.ofFinite(s.logRatios(seeds)))
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
                    why(sides.get(i), ratio)));
        }
        return all;
    }

    private static String why(Sides sides, Student ratio) {
        if (sides.pairs().isEmpty()) {
            return "no combination of the other keys has runs of both sides";
        }
        int bad = sides.count(Row::isNotPositive);
        if (bad > 0) {
            return "the figure is 0 or below in " + bad + (bad == 1 ? " run" : " runs") + ", and has no ratio";
        }
        int flagged = sides.count(Row::isFlagged);
        if (flagged > 0) {
            return "in " + flagged + (flagged == 1 ? " run" : " runs") + " more than "
                    + Math.round(100 * RunResult.Level.MOST_FLAGGED)
                    + " % of the galaxies have no answer, and the others are no fair sample";
        }
        if (ratio.n() < 2) {
            return (ratio.n() == 0 ? "no seed has" : "one seed alone has")
                    + " all runs that it compares, and an error takes two";
        }
        return ratio.error() > 0 ? "" : "the figure does not change with the seed, so it has no error to be judged by";
    }

    /**
     * The runs that a hypothesis compares.
     *
     * @param pairs for each combination of the keys that neither side names, the runs of A and of B; only those in which
     *     each side has all that it is averaged over
     */
    private record Sides(double level, List<Pair> pairs) {

        private record Pair(List<Row> left, List<Row> right) {}

        /** Of the highest rung that has any; of all runs where there are no rungs. */
        static Sides of(Hypothesis one, List<Axis> axes, List<Row> rows) {
            List<Integer> rungs = rows.stream()
                    .map(r -> r.run().epochs())
                    .distinct()
                    .sorted(Comparator.reverseOrder())
                    .toList();
            for (int epochs : rungs) {
                List<Pair> pairs = pairs(
                        one,
                        axes,
                        rows.stream().filter(r -> r.run().epochs() == epochs).toList());
                if (!pairs.isEmpty()) {
                    return new Sides(one.level(), pairs);
                }
            }
            return new Sides(one.level(), List.of());
        }

        private static List<Pair> pairs(Hypothesis one, List<Axis> axes, List<Row> rows) {
            Map<List<String>, List<Row>> left = partners(one, one.left(), axes, rows);
            Map<List<String>, List<Row>> right = partners(one, one.right(), axes, rows);
            List<Pair> pairs = new ArrayList<>();
            left.forEach((partner, own) -> {
                if (isWhole(own, one.left(), one.right(), axes)
                        && isWhole(right.getOrDefault(partner, List.of()), one.right(), one.left(), axes)) {
                    pairs.add(new Pair(own, right.get(partner)));
                }
            });
            return pairs;
        }

        /** The runs of a side by their variants of the keys that neither side names. */
        private static Map<List<String>, List<Row>> partners(
                Hypothesis one, Map<String, String> side, List<Axis> axes, List<Row> rows) {
            int[] others = IntStream.range(0, axes.size())
                    .filter(i -> !one.left().containsKey(axes.get(i).name())
                            && !one.right().containsKey(axes.get(i).name()))
                    .toArray();
            return rows.stream()
                    .filter(r -> Hypothesis.matches(side, axes, r.run()))
                    .collect(Collectors.groupingBy(
                            r -> Arrays.stream(others)
                                    .mapToObj(i -> r.run().variants().get(i).label())
                                    .toList(),
                            LinkedHashMap::new,
                            Collectors.toList()));
        }

        /** Whether a side has every variant of the keys that only the other names. */
        private static boolean isWhole(
                List<Row> own, Map<String, String> side, Map<String, String> other, List<Axis> axes) {
            long wanted = axes.stream()
                    .filter(a -> other.containsKey(a.name()) && !side.containsKey(a.name()))
                    .mapToLong(a -> a.variants().size())
                    .reduce(1, (a, b) -> a * b);
            return own.stream().map(r -> r.run().variants()).distinct().count() == wanted;
        }

        /** In how many runs something is wrong with the figure at the level. */
        int count(BiPredicate<Row, Double> wrong) {
            return (int) pairs.stream()
                    .flatMap(p -> Stream.concat(p.left().stream(), p.right().stream()))
                    .distinct()
                    .filter(r -> wrong.test(r, level))
                    .count();
        }

        /** One a seed; NaN where one of the runs it needs is not there. */
        double[] logRatios(List<Long> seeds) {
            return seeds.stream()
                    .mapToDouble(seed -> pairs.stream()
                            .mapToDouble(p -> mean(p.left(), seed) - mean(p.right(), seed))
                            .average()
                            .orElse(Double.NaN))
                    .toArray();
        }

        private double mean(List<Row> rows, long seed) {
            return rows.stream()
                    .filter(r -> r.run().seed() == seed)
                    .mapToDouble(r -> r.logFigure(level))
                    .average()
                    .orElse(Double.NaN);
        }
    }
}
