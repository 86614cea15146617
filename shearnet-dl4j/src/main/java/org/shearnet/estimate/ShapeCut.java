package org.shearnet.estimate;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A cut on estimates: all of some limits on one number each, as {@code s2n>10}.
 *
 * @param text the limits as they were given
 * @param limits what each accepts
 */
public record ShapeCut(List<String> text, List<Predicate<ShapeEstimate>> limits) implements Predicate<ShapeEstimate> {

    private static final Pattern LIMIT = Pattern.compile("\\s*(\\w+)\\s*([<>])\\s*(\\S+)\\s*");

    private static final Map<String, ToDoubleFunction<ShapeEstimate>> NUMBERS = Map.of(
            "s2n", ShapeEstimate::s2n,
            "T", ShapeEstimate::size,
            "flux", ShapeEstimate::flux,
            "g", estimate -> Math.hypot(estimate.g1(), estimate.g2()));

    public ShapeCut {
        text = List.copyOf(text);
        limits = List.copyOf(limits);
    }

    /**
     * The cut of these words.
     *
     * @param words each {@code s2n}, {@code T} (arcsec^2), {@code flux} (counts) or {@code g} (|g|), then {@code >} or
     *     {@code <}, then a number; none for no cut
     * @throws IllegalArgumentException where one is none
     */
    public static ShapeCut parse(List<String> words) {
        return new ShapeCut(words, words.stream().map(ShapeCut::limit).toList());
    }

    private static Predicate<ShapeEstimate> limit(String word) {
        Matcher parts = LIMIT.matcher(word);
        if (parts.matches() && NUMBERS.containsKey(parts.group(1))) {
            ToDoubleFunction<ShapeEstimate> number = NUMBERS.get(parts.group(1));
            boolean above = parts.group(2).equals(">");
            double bound = number(parts.group(3));
            if (Double.isFinite(bound)) {
                return e -> above ? number.applyAsDouble(e) > bound : number.applyAsDouble(e) < bound;
            }
        }
        throw new IllegalArgumentException("'" + word + "': a cut is s2n, T, flux or g, then > or <, then a number");
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    @Override
    public boolean test(ShapeEstimate estimate) {
        return limits.stream().allMatch(limit -> limit.test(estimate));
    }

    /** Whether everything passes. */
    public boolean isNone() {
        return limits.isEmpty();
    }

    @Override
    public String toString() {
        return String.join(" and ", text);
    }
}
