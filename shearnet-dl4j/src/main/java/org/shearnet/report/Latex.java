package org.shearnet.report;

import java.util.List;
import java.util.stream.Collectors;

/** A table of a page as LaTeX takes it. */
public final class Latex {

    private Latex() {}

    /** A {@code tabular}, its first column to the left, the others to the right. */
    static String table(List<String> heads, List<List<String>> rows) {
        return "\\begin{tabular}{l" + "r".repeat(heads.size() - 1) + "}\n\\hline\n" + line(heads) + "\\hline\n"
                + rows.stream().map(Latex::line).collect(Collectors.joining())
                + "\\hline\n\\end{tabular}\n";
    }

    private static String line(List<String> cells) {
        return cells.stream().map(Latex::text).collect(Collectors.joining(" & ")) + " \\\\\n";
    }

    /** A cell: what LaTeX would take for its own is escaped, and numbers look as in print. */
    public static String text(String cell) {
        return cell.replace("\\", "\\textbackslash ")
                .replaceAll("([&%$#_{}])", "\\\\$1")
                .replace("\\textbackslash ", "\\textbackslash{}")
                .replace("~", "\\textasciitilde{}")
                .replace("^", "\\textasciicircum{}")
                .replace("<", "$<$")
                .replace(">", "$>$")
                .replace("±", "$\\pm$")
                .replace("−", "$-$")
                .replace("×", "$\\times$")
                .replace("σ", "$\\sigma$")
                .replace("–", "--");
    }
}
