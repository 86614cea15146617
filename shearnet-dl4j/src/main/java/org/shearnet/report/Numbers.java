package org.shearnet.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.shearnet.benchmark.RingBias;

/** Numbers as people write them. An unknown one is a dash. */
final class Numbers {

    private static final String UNKNOWN = "–";
    private static final int SIGNIFICANT = 3;

    private Numbers() {}

    /** A noise level or residual: {@code 1e-5}, {@code 2.5e-3}, {@code 1.04e-3}. */
    static String scientific(double value) {
        return scientific(value, SIGNIFICANT);
    }

    /** With so many significant digits at most. */
    static String scientific(double value, int significant) {
        if (value == 0) {
            return "0";
        }
        if (!Double.isFinite(value)) {
            return UNKNOWN;
        }
        String[] parts = String.format(Locale.ROOT, "%." + (significant - 1) + "e", value)
                .split("e");
        String digits =
                parts[0].contains(".") ? parts[0].replaceFirst("0+$", "").replaceFirst("\\.$", "") : parts[0];
        return digits + "e" + Integer.parseInt(parts[1]);
    }

    /** A value and its error with a common exponent: {@code (9.00 ± 0.12)e−3}. */
    static String withError(double value, double error) {
        if (Double.isNaN(value)) {
            return UNKNOWN;
        }
        double largest = Math.max(Math.abs(value), Double.isNaN(error) ? 0 : Math.abs(error));
        int exponent = largest == 0 ? 0 : (int) Math.floor(Math.log10(largest) + 1e-12);
        double unit = Math.pow(10, exponent);
        String text = String.format(Locale.ROOT, "%.2f", value / unit)
                + (Double.isNaN(error) ? "" : String.format(Locale.ROOT, " ± %.2f", error / unit));
        return minus(exponent == 0 ? text : Double.isNaN(error) ? text + "e" + exponent : "(" + text + ")e" + exponent);
    }

    /** A number of order one and its error, to a few digits. */
    static String plainWithError(double value, double error, int decimals) {
        if (Double.isNaN(value)) {
            return UNKNOWN;
        }
        String format = "%." + decimals + "f";
        return minus(String.format(Locale.ROOT, format, value)
                + (Double.isNaN(error) ? "" : " ± " + String.format(Locale.ROOT, format, error)));
    }

    /** A bias in units people compare it in: five decimals. */
    static String bias(RingBias.Value value) {
        return plainWithError(value.value(), value.error(), 5);
    }

    /** A response or leakage: four decimals. */
    static String share(RingBias.Value value) {
        return plainWithError(value.value(), value.error(), 4);
    }

    /** A share as per cent. */
    static String percent(double share, double error) {
        return Double.isNaN(share)
                ? UNKNOWN
                : Double.isNaN(error)
                        ? String.format(Locale.ROOT, "%.1f %%", 100 * share)
                        : String.format(Locale.ROOT, "%.1f ± %.1f %%", 100 * share, 100 * error);
    }

    static String milliseconds(double value) {
        return Double.isNaN(value) ? UNKNOWN : String.format(Locale.ROOT, "%.3f", value);
    }

    /** A ratio to three digits. */
    static String number(double value) {
        return Double.isNaN(value)
                ? UNKNOWN
                : minus(String.format(
                        Locale.ROOT, Math.abs(value) >= 100 ? "%.0f" : Math.abs(value) >= 10 ? "%.1f" : "%.2f", value));
    }

    /** A power of ten in print: 10 with a raised exponent; 1 plainly. */
    static String powerOfTen(int exponent) {
        if (exponent == 0) {
            return "1";
        }
        String raised = "⁰¹²³⁴⁵⁶⁷⁸⁹";
        StringBuilder text = new StringBuilder("10");
        for (char c : Integer.toString(exponent).toCharArray()) {
            text.append(c == '-' ? '⁻' : raised.charAt(c - '0'));
        }
        return text.toString();
    }

    /** With a minus sign in place of a hyphen. */
    static String minus(String text) {
        return text.replace('-', '−');
    }

    /** The share of the information that is kept: four decimals, or two digits of a small one. */
    static String kept(double share) {
        return share >= 0.01 ? String.format(Locale.ROOT, "%.4f", share) : minus(scientific(share, 2));
    }

    /** Noise levels as names of tables and files. */
    static List<String> levels(double[] noise) {
        return Arrays.stream(noise).mapToObj(Numbers::scientific).toList();
    }
}
