package org.shearnet.paper;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.shearnet.benchmark.LevelSummary;
import org.shearnet.benchmark.ObjectRows;
import org.shearnet.galaxysim.fits.BadDataException;

/**
 * A number that a text may quote.
 *
 * @param macro its name, letters alone
 * @param run name of the run folder
 * @param method label of the estimator
 * @param noiseSigma pixel noise (counts)
 * @param column of the benchmark's summary
 * @param source file of the run folder that it is recomputed from
 * @param unit empty for none
 * @param error NaN where there is none
 */
record PaperNumber(
        String macro,
        String run,
        String method,
        double noiseSigma,
        String column,
        String source,
        String unit,
        double value,
        double error) {

    private static final int DIGITS_WITHOUT_ERROR = 3;
    private static final int DIGITS_OF_ERROR = 2;
    /** Below this numbers have a power of ten. */
    private static final double LEAST_PLAIN = 1e-3;

    private static final String[] DIGIT_WORDS = {
        "Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"
    };

    /** All numbers of some runs that are known; macros begin with the run's name where there are several. */
    static List<PaperNumber> of(List<PaperRun> runs) {
        List<PaperNumber> numbers = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (PaperRun run : runs) {
            String prefix = runs.size() > 1 ? word(run.name()) : "";
            double[] levels = run.levels();
            for (String method : run.methods()) {
                for (int level = 0; level < levels.length; level++) {
                    add(numbers, run, method, levels[level], prefix, levelWord(level, levels.length), taken);
                }
            }
        }
        return numbers;
    }

    private static void add(
            List<PaperNumber> numbers,
            PaperRun run,
            String method,
            double level,
            String prefix,
            String levelWord,
            Set<String> taken) {
        Map<String, String> row = run.rows().stream()
                .filter(r -> r.get("method").equals(method) && PaperRun.number(r, "noise_sigma") == level)
                .findFirst()
                .orElse(null);
        if (row == null) {
            return;
        }
        LevelSummary again = run.objects().stream()
                .filter(o -> o.method().equals(method) && o.noise() == level)
                .findFirst()
                .map(ObjectRows::summary)
                .orElse(null);
        for (Quantity quantity : Quantity.ALL) {
            if (quantity.metric() != null && again == null) {
                continue; // of a calibrated row, whose galaxies are those of the plain one
            }
            double value =
                    quantity.metric() == null ? PaperRun.number(row, quantity.column()) : again.get(quantity.metric());
            double error = quantity.metric() == null
                    ? PaperRun.number(row, quantity.error())
                    : quantity.metricError() == null ? Double.NaN : again.get(quantity.metricError());
            if (Double.isNaN(value)) {
                continue;
            }
            String macro = quantity.word() + prefix + word(method) + levelWord;
            while (!taken.add(macro)) {
                macro += "Other";
            }
            numbers.add(new PaperNumber(
                    macro,
                    run.name(),
                    method,
                    level,
                    quantity.column(),
                    quantity.source(),
                    quantity.unit(),
                    value,
                    error));
        }
    }

    /** {@return Low, MidA, MidB ..., High in the order of noise; nothing for a single level} */
    static String levelWord(int level, int count) {
        if (count == 1) {
            return "";
        }
        return level == 0 ? "Low" : level == count - 1 ? "High" : "Mid" + (char) ('A' + level - 1);
    }

    /** {@return a label as a part of a macro's name: letters alone, digits in words} */
    static String word(String label) {
        StringBuilder word = new StringBuilder();
        boolean start = true;
        for (char c : label.toCharArray()) {
            if (c >= '0' && c <= '9') {
                word.append(DIGIT_WORDS[c - '0']);
                start = true;
            } else if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') {
                word.append(start ? Character.toUpperCase(c) : c);
                start = false;
            } else {
                start = true;
            }
        }
        if (word.isEmpty()) {
            throw new BadDataException("the label '" + label + "' has no letter to name a number by");
        }
        return word.toString();
    }

    /** The value to as many decimals as its error has at two digits, three digits without one; for mathematics mode. */
    String text() {
        return scaled(value) + power();
    }

    /** The error to two digits; empty for none. */
    String errorText() {
        return Double.isNaN(error) ? "" : scaled(error) + power();
    }

    /** Value and error with one power of ten; the value alone where there is no error. */
    String bothText() {
        if (Double.isNaN(error)) {
            return text();
        }
        String both = scaled(value) + " \\pm " + scaled(error);
        return power().isEmpty() ? both : "(" + both + ")" + power();
    }

    /** The power of ten that small numbers are written with; 0 for others. */
    private int exponent() {
        double largest = Math.max(Math.abs(value), Double.isNaN(error) ? 0 : error);
        return largest > 0 && largest < LEAST_PLAIN ? (int) Math.floor(Math.log10(largest) + 1e-12) : 0;
    }

    private String power() {
        return exponent() == 0 ? "" : " \\times 10^{" + exponent() + "}";
    }

    private String scaled(double of) {
        return new BigDecimal(of)
                .scaleByPowerOfTen(-exponent())
                .setScale(Math.max(0, decimals() + exponent()), RoundingMode.HALF_EVEN)
                .toPlainString();
    }

    private int decimals() {
        if (value == Math.rint(value) && Double.isNaN(error)) {
            return 0;
        }
        double of = error > 0 ? error : value;
        if (of == 0) {
            return 0;
        }
        int digits = error > 0 ? DIGITS_OF_ERROR : DIGITS_WITHOUT_ERROR;
        BigDecimal rounded = new BigDecimal(of).round(new MathContext(digits, RoundingMode.HALF_EVEN));
        return Math.max(0, digits - 1 - (rounded.precision() - rounded.scale() - 1));
    }
}
