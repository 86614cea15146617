package org.shearnet.paper;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.shearnet.report.Latex;

/** {@code numbers.tex} and the tables of a paper, in AASTeX. */
final class LatexText {

    private LatexText() {}

    /** A macro for every number, and one for its error and for both together where there is one. */
    static String numbers(List<PaperNumber> numbers) {
        StringBuilder text = new StringBuilder("% Numbers of this paper: \\input{numbers} and never type one.\n"
                + "% Low, MidA ..., High are levels of pixel noise; names say quantity, estimator, level.\n");
        for (PaperNumber number : numbers) {
            String unit = number.unit().isEmpty() ? "" : " (" + number.unit() + ")";
            text.append(String.format(
                    Locale.ROOT,
                    "%% %s%s of %s at pixel noise %.4g, run %s%n",
                    number.column(),
                    unit,
                    comment(number.method()),
                    number.noiseSigma(),
                    comment(number.run())));
            define(text, number.macro(), number.text());
            if (!number.errorText().isEmpty()) {
                define(text, number.macro() + "Err", number.errorText());
                define(text, number.macro() + "Pm", number.bothText());
            }
        }
        return text.toString();
    }

    private static void define(StringBuilder text, String macro, String value) {
        text.append("\\newcommand{\\")
                .append(macro)
                .append("}{\\ensuremath{")
                .append(value)
                .append("}}\n");
    }

    /** RMSE over the Fisher bound: a row an estimator, a column a level. */
    static String accuracy(PaperRun run, List<PaperNumber> numbers) {
        List<String> levels = levels(run);
        return table(
                run,
                "Root mean square error of $g_1$, $g_2$ over the Fisher bound, galaxies well inside their stamps, with bootstrap"
                        + " errors over galaxies.",
                levels,
                rows(run, numbers, List.of("RmseOverBound")));
    }

    /** m, c and alpha of matched pairs; empty where no rings were run. */
    static String bias(PaperRun run, List<PaperNumber> numbers) {
        List<String> words = List.of("MOne", "MTwo", "COne", "CTwo", "AlphaOne", "AlphaTwo");
        List<List<String>> table = new ArrayList<>();
        for (String method : run.methods()) {
            for (double level : run.levels()) {
                List<String> cells = new ArrayList<>();
                cells.add(Latex.text(method));
                cells.add(noise(level));
                words.forEach(word -> cells.add(cell(numbers, run, method, level, word)));
                if (cells.stream().skip(2).anyMatch(cell -> !cell.equals("\\nodata"))) {
                    table.add(cells);
                }
            }
        }
        return table.isEmpty()
                ? ""
                : table(
                        run,
                        "Bias of the shear by matched pairs on rings, $\\hat g = (1 + m) g + c + \\alpha e_\\mathrm{PSF}$.",
                        List.of("Noise", "$m_1$", "$m_2$", "$c_1$", "$c_2$", "$\\alpha_1$", "$\\alpha_2$"),
                        table);
    }

    /** How far predicted errors can be believed: a row an estimator and level. */
    static String errors(PaperRun run, List<PaperNumber> numbers) {
        List<List<String>> table = new ArrayList<>();
        for (String method : run.methods()) {
            for (double level : run.levels()) {
                String pull = cell(numbers, run, method, level, "Pull");
                if (!pull.equals("\\nodata")) {
                    table.add(List.of(
                            Latex.text(method),
                            noise(level),
                            pull,
                            cell(numbers, run, method, level, "CoverageOneSigma"),
                            cell(numbers, run, method, level, "CoverageTwoSigma")));
                }
            }
        }
        return table.isEmpty()
                ? ""
                : table(
                        run,
                        "Standard deviation of the pull, and share of galaxies within one and two predicted errors (0.683 and"
                                + " 0.954 for right ones).",
                        List.of("Noise", "Pull", "Within $1\\sigma$", "Within $2\\sigma$"),
                        table);
    }

    private static List<String> levels(PaperRun run) {
        List<String> levels = new ArrayList<>();
        for (double level : run.levels()) {
            levels.add("$\\sigma = " + noise(level) + "$");
        }
        return levels;
    }

    private static List<List<String>> rows(PaperRun run, List<PaperNumber> numbers, List<String> words) {
        List<List<String>> rows = new ArrayList<>();
        for (String method : run.methods()) {
            List<String> cells = new ArrayList<>();
            cells.add(Latex.text(method));
            for (double level : run.levels()) {
                words.forEach(word -> cells.add(cell(numbers, run, method, level, word)));
            }
            rows.add(cells);
        }
        return rows;
    }

    /** The macro that stands for a number, or that there is none. */
    private static String cell(List<PaperNumber> numbers, PaperRun run, String method, double level, String word) {
        Quantity quantity = Quantity.ALL.stream()
                .filter(q -> q.word().equals(word))
                .findFirst()
                .orElseThrow();
        return numbers.stream()
                .filter(n -> n.run().equals(run.name())
                        && n.method().equals(method)
                        && n.noiseSigma() == level
                        && n.column().equals(quantity.column()))
                .findFirst()
                .map(n -> "\\" + n.macro() + (n.errorText().isEmpty() ? "" : "Pm"))
                .orElse("\\nodata");
    }

    private static String table(PaperRun run, String caption, List<String> heads, List<List<String>> rows) {
        StringBuilder text =
                new StringBuilder("\\begin{deluxetable*}{l" + "c".repeat(heads.size()) + "}\n\\tablecaption{" + caption
                        + " Run " + Latex.text(run.name()) + ".}\n\\tablehead{\\colhead{Estimator}");
        heads.forEach(head -> text.append(" & \\colhead{").append(head).append('}'));
        text.append("}\n\\startdata\n");
        List<String> lines =
                rows.stream().map(cells -> String.join(" & ", cells)).toList();
        return text.append(String.join(" \\\\\n", lines))
                .append("\n\\enddata\n\\end{deluxetable*}\n")
                .toString();
    }

    /** A noise level in mathematics mode. */
    private static String noise(double level) {
        int exponent = (int) Math.floor(Math.log10(level) + 1e-12);
        String digits = String.format(Locale.ROOT, "%.3g", level / Math.pow(10, exponent))
                .replaceFirst("\\.?0+$", "");
        if (exponent >= -2 && exponent <= 3) {
            return String.format(Locale.ROOT, "%.4g", level)
                    .replaceFirst("(\\..*?)0+$", "$1")
                    .replaceFirst("\\.$", "");
        }
        return "\\ensuremath{" + (digits.equals("1") ? "" : digits + " \\times ") + "10^{" + exponent + "}}";
    }

    private static String comment(String text) {
        return text.replace('\n', ' ');
    }
}
