package org.shearnet.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.shearnet.benchmark.BenchmarkResult;
import org.shearnet.benchmark.OffTraining;
import org.shearnet.errorbars.ErrorBars;

/**
 * What the section on error bars says in a sentence, by rule.
 *
 * @param result of the benchmark
 * @param stating estimators that state errors
 */
record ErrorBarVerdict(BenchmarkResult result, List<BenchmarkResult.Method> stating) {

    /** Of fewer galaxies no rule is made. */
    private static final int FEWEST = 30;

    /** Levels at which an estimator's errors stand so. */
    private List<Integer> levels(BenchmarkResult.Method method, ErrorBars.Standing standing) {
        return IntStream.range(0, result.noiseSigma().length)
                .filter(k -> {
                    ErrorBars bars = ErrorBarFigures.bars(method, k);
                    return bars != null && bars.standing() == standing;
                })
                .boxed()
                .toList();
    }

    /** Who states errors too small, by how much and where; who too large; who rightly; and who none. */
    String ofAll() {
        List<String> sentences = new ArrayList<>();
        List<String> right = new ArrayList<>();
        List<String> few = new ArrayList<>();
        for (BenchmarkResult.Method method : stating) {
            List<Integer> under = levels(method, ErrorBars.Standing.UNDERSTATED);
            List<Integer> over = levels(method, ErrorBars.Standing.OVERSTATED);
            if (!under.isEmpty()) {
                int worst = under.stream()
                        .max(Comparator.comparingDouble(
                                k -> ErrorBarFigures.bars(method, k).factor()))
                        .orElseThrow();
                ErrorBars bars = ErrorBarFigures.bars(method, worst);
                sentences.add(String.format(
                        Locale.ROOT,
                        "%s understates its errors: at pixel noise %s they would have to be %s times as large (%.0f %% of the"
                                + " truths within one error, 68 %% expected)%s",
                        method.label(),
                        Numbers.minus(Numbers.scientific(result.noiseSigma()[worst])),
                        Numbers.number(bars.factor()),
                        100 * bars.coverage()[1],
                        under.size() > 1 ? ", at " + (under.size() - 1) + " more of the levels by less" : ""));
            } else if (!over.isEmpty()) {
                int worst = over.stream()
                        .min(Comparator.comparingDouble(
                                k -> ErrorBarFigures.bars(method, k).factor()))
                        .orElseThrow();
                sentences.add(method.label() + " overstates its errors: at pixel noise "
                        + Numbers.minus(Numbers.scientific(result.noiseSigma()[worst])) + " "
                        + Numbers.number(ErrorBarFigures.bars(method, worst).factor())
                        + " times the stated errors would be right");
            } else if (judged(method) > 0) {
                right.add(method.label());
            } else {
                few.add(method.label());
            }
        }
        if (!right.isEmpty()) {
            sentences.add("right at every noise level within what chance and 2 % allow: " + String.join(", ", right));
        }
        if (!few.isEmpty()) {
            sentences.add("too few galaxies to judge: " + String.join(", ", few));
        }
        String none = result.methods().stream()
                .filter(m -> m.errors().isEmpty())
                .map(BenchmarkResult.Method::label)
                .collect(Collectors.joining(", "));
        if (!none.isEmpty()) {
            sentences.add("no errors stated: " + none);
        }
        String all = String.join("; ", sentences) + ".";
        return sentences.get(0).startsWith("right at")
                        || sentences.get(0).startsWith("no errors")
                        || sentences.get(0).startsWith("too few")
                ? all.substring(0, 1).toUpperCase(Locale.ROOT) + all.substring(1)
                : all;
    }

    /** Levels with galaxies enough for a rule. */
    private int judged(BenchmarkResult.Method method) {
        return (int) IntStream.range(0, result.noiseSigma().length)
                .mapToObj(k -> ErrorBarFigures.bars(method, k))
                .filter(bars -> bars != null && bars.n() >= FEWEST)
                .count();
    }

    /** An error bar follows where it grows by at least half of what the error grows by. */
    private static boolean follows(OffTraining one) {
        return !(one.errorOverAsTold() > 1.1) || one.saidOverAsTold() - 1 > 0.5 * (one.errorOverAsTold() - 1);
    }

    /** Whose error bars do not grow where the error does, and how to read the table. */
    String offTraining() {
        List<String> silent = new ArrayList<>();
        for (BenchmarkResult.Method method : stating) {
            String kinds = method.off().stream()
                    .filter(one -> one.n() >= FEWEST && !follows(one))
                    .map(one -> one.kind().words())
                    .distinct()
                    .collect(Collectors.joining(", "));
            if (!kinds.isEmpty()) {
                silent.add(method.label() + " (" + kinds + ")");
            }
        }
        boolean judged = stating.stream().flatMap(m -> m.off().stream()).anyMatch(one -> one.n() >= FEWEST);
        if (!judged) {
            return "Too few galaxies were measured under another sky to judge error bars there (benchmark.off_training).";
        }
        return (silent.isEmpty()
                        ? "Every error bar grows where the error does."
                        : "The error grows and the error bar does not, or by less than half as much: "
                                + String.join("; ", silent) + ".")
                + " The same galaxies and noise as told and under another sky; 1 is no change. Flagged galaxies are left out: a refusal"
                + " is an honest answer. AUROC: the probability that a galaxy off by more than three stated errors has a larger"
                + " error bar than one that is not; 0.5 where the error bar does not see it.";
    }
}
