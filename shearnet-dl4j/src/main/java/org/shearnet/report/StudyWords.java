package org.shearnet.report;

import java.util.List;

/** What the tables and figures of a study's page have in common. */
final class StudyWords {

    private StudyWords() {}

    /** A table with its LaTeX. */
    static List<Section.Block> table(String label, List<String> heads, List<List<String>> rows, String csv) {
        return List.of(
                Section.table(label, heads, rows, csv), Section.code("This table in LaTeX", Latex.table(heads, rows)));
    }

    /** A level as tables and figures call it. */
    static String level(boolean isS2n, double level) {
        return (isS2n ? "S/N " : "σ = ") + Numbers.minus(Numbers.scientific(level));
    }

    /** A column of {@code study.csv} in words. */
    static String column(String column) {
        return switch (column) {
            case "kept_last" -> "kept by the last layer";
            case "mflop" -> "MFLOP a stamp";
            case "ms_per_stamp" -> "ms a stamp";
            case "train_seconds" -> "training (s)";
            default -> column;
        };
    }
}
