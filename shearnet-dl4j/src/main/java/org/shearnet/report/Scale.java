package org.shearnet.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * An axis: numbers, or names at 0, 1, 2 ...
 *
 * @param log whether it is logarithmic
 * @param low its lower end
 * @param high its upper end, above the lower
 * @param given labels of its own, as of an axis of names; empty for those that fit its numbers
 */
record Scale(boolean log, double low, double high, List<Tick> given) {

    /** Room beyond the outermost values, as a share of the axis. */
    private static final double ROOM = 0.06;

    /** Decades up to which 2 and 5 are named as well. */
    private static final double FEW_DECADES = 1.7;

    /** Decades from which every second one is named. */
    private static final double MANY_DECADES = 8;

    /** Labels that an axis has at least. */
    private static final int ENOUGH = 3;

    /** Labels on a linear axis, about. */
    private static final int TICKS = 5;

    /** A label at a value; an empty one is a mark alone. */
    record Tick(double value, String label) {}

    Scale {
        given = List.copyOf(given);
    }

    /** Of names. */
    static Scale of(List<String> names) {
        List<Tick> ticks = new ArrayList<>();
        for (String name : names) {
            ticks.add(new Tick(ticks.size(), name));
        }
        return new Scale(false, -0.5, names.size() - 0.5, ticks);
    }

    /** Logarithmic, with labels at the values themselves. */
    static Scale at(double... values) {
        Scale plain = of(true, values);
        return new Scale(
                true,
                plain.low,
                plain.high,
                Arrays.stream(values)
                        .distinct()
                        .mapToObj(v -> new Tick(v, number(v)))
                        .toList());
    }

    /** That holds some finite values, positive ones where it is logarithmic. */
    static Scale of(boolean log, double... values) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            if (Double.isFinite(value) && (!log || value > 0)) {
                least = Math.min(least, value);
                most = Math.max(most, value);
            }
        }
        if (least > most) {
            least = log ? 1 : 0;
            most = log ? 10 : 1;
        }
        double a = log ? Math.log(least) : least;
        double b = log ? Math.log(most) : most;
        double room = b > a ? ROOM * (b - a) : log ? 0.4 : Math.max(0.5 * Math.abs(a), 0.5);
        return log
                ? new Scale(true, Math.exp(a - room), Math.exp(b + room), List.of())
                : new Scale(false, a - room, b + room, List.of());
    }

    /** The place of a value: 0 at the lower end, 1 at the upper. */
    double at(double value) {
        return log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    }

    List<Tick> ticks() {
        if (!given.isEmpty()) {
            return given;
        }
        if (!log) {
            return even();
        }
        List<Tick> ticks = new ArrayList<>();
        double decades = Math.log10(high / low);
        List<Integer> named = decades <= FEW_DECADES ? List.of(1, 2, 3, 5) : List.of(1);
        for (int e = (int) Math.floor(Math.log10(low)); e <= Math.log10(high); e++) {
            for (int digit = 1; digit <= 9; digit++) {
                double value = digit * Math.pow(10, e);
                if (value >= low && value <= high) {
                    boolean label = named.contains(digit) && (decades < MANY_DECADES || e % 2 == 0);
                    ticks.add(new Tick(value, label ? number(value) : ""));
                }
            }
        }
        return ticks.stream().filter(t -> !t.label().isEmpty()).count() < ENOUGH ? even() : ticks;
    }

    /** At even steps. */
    private List<Tick> even() {
        List<Tick> ticks = new ArrayList<>();
        double raw = (high - low) / TICKS;
        double unit = Math.pow(10, Math.floor(Math.log10(raw)));
        double step = unit * (raw / unit < 1.5 ? 1 : raw / unit < 3.5 ? 2 : raw / unit < 7.5 ? 5 : 10);
        for (double value = Math.ceil(low / step) * step; value <= high; value += step) {
            ticks.add(new Tick(value, number(Math.abs(value) < 1e-9 * step ? 0 : value)));
        }
        return ticks;
    }

    /** A label: plain where it is short, else with an exponent. */
    static String number(double value) {
        double size = Math.abs(value);
        return Numbers.minus(
                size == 0 || size >= 0.01 && size < 1e4
                        ? String.format(Locale.ROOT, "%.4g", value)
                                .replaceFirst("(\\.\\d*?)0+$", "$1")
                                .replaceFirst("\\.$", "")
                        : Numbers.scientific(value));
    }
}
