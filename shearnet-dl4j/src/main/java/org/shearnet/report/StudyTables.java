package org.shearnet.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.shearnet.study.Effect;
import org.shearnet.study.RunFolders;
import org.shearnet.study.RunResult;
import org.shearnet.study.Study;
import org.shearnet.study.StudyResult;
import org.shearnet.study.StudyTable;

/** The tables of a study's page. */
final class StudyTables {

    /** Longest value of a configuration in a table. */
    private static final int LONGEST = 60;

    private final Study study;
    private final List<Effect> effects;
    private final List<Double> levels;
    private final boolean isS2n;

    /** Below it two decimals say too little. */
    private static final double LEAST = 0.1;

    StudyTables(StudyResult result) {
        study = result.study();
        effects = Effect.of(result.rows());
        levels = StudyTable.levels(result.rows());
        isS2n = StudyTable.isS2n(result.rows());
    }

    Section effectTable() {
        List<String> heads = new ArrayList<>(List.of("variant", "runs"));
        levels.forEach(level -> heads.add(StudyWords.level(isS2n, level)));
        boolean functions = effects.stream().anyMatch(e -> levels.stream().anyMatch(l -> !Double.isNaN(e.function(l))));
        if (functions) {
            levels.forEach(level -> heads.add("function, " + StudyWords.level(isS2n, level)));
        }
        List<String> numbers = List.of("kept_last", "m1", "c1", "parameters", "mflop", "ms_per_stamp", "train_seconds");
        List<String> shown = numbers.stream()
                .filter(n -> effects.stream().anyMatch(e -> !Double.isNaN(e.number(n))))
                .toList();
        shown.forEach(n -> heads.add(StudyWords.column(n)));
        List<List<String>> rows = new ArrayList<>();
        for (Effect effect : effects) {
            List<String> row = new ArrayList<>(List.of(effect.label(), runs(effect)));
            levels.forEach(level -> row.add(withError(effect.figure(level), effect.error(level))));
            if (functions) {
                levels.forEach(level -> row.add(withError(effect.function(level), Double.NaN)));
            }
            shown.forEach(n -> row.add(number(n, effect.number(n))));
            rows.add(row);
        }
        List<Section.Block> blocks = new ArrayList<>();
        blocks.add(Section.paragraph("Geometric means of " + study.figure().replace('_', ' ')
                + " over the seeds, with their standard errors." + trained()));
        blocks.addAll(StudyWords.table("Effects by variant", heads, rows, "study.csv"));
        String flagged = flagged();
        if (!flagged.isEmpty()) {
            blocks.add(Section.paragraph(
                    "Not compared, for too few galaxies have an answer to be a fair sample: " + flagged + "."));
        }
        return new Section("effects", "What the variants came to", blocks, List.of());
    }

    /** The variants and levels that are left out, with the largest share of galaxies without an answer. */
    private String flagged() {
        List<String> parts = new ArrayList<>();
        for (Effect effect : effects) {
            for (double level : levels) {
                if (effect.flagged(level) > RunResult.Level.MOST_FLAGGED) {
                    parts.add(effect.label() + " at " + StudyWords.level(isS2n, level)
                            + String.format(Locale.ROOT, " (%.1f %% flagged)", 100 * effect.flagged(level)));
                }
            }
        }
        return String.join(", ", parts);
    }

    /** How the networks were trained; empty where nothing is. */
    private String trained() {
        return study.seedKey().equals("train.seed")
                ? " Every variant was trained with the same " + study.seeds().size()
                        + (study.seeds().size() == 1 ? " seed" : " seeds")
                        + "; variants are not compared by validation losses."
                : "";
    }

    private static String runs(Effect effect) {
        List<String> parts = new ArrayList<>();
        for (RunResult.Status status : RunResult.Status.values()) {
            if (effect.count(status) > 0) {
                parts.add(effect.count(status) + (status == RunResult.Status.OK ? "" : " " + status.word()));
            }
        }
        return String.join(", ", parts);
    }

    static String withError(double value, double error) {
        if (Math.abs(value) < LEAST) {
            return Numbers.withError(value, error);
        }
        return Double.isNaN(error) ? Numbers.number(value) : Numbers.number(value) + " ± " + small(value, error);
    }

    /** An error with the decimals of its value. */
    private static String small(double value, double error) {
        return Math.abs(value) >= 100
                ? String.format(Locale.ROOT, "%.0f", error)
                : Math.abs(value) >= 10
                        ? String.format(Locale.ROOT, "%.1f", error)
                        : String.format(Locale.ROOT, error < 0.005 ? "%.3f" : "%.2f", error);
    }

    private static String number(String name, double value) {
        return switch (name) {
            case "parameters" -> Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%,.0f", value);
            case "kept_last" -> Double.isNaN(value) ? "–" : Numbers.kept(value);
            case "m1", "c1" -> Double.isNaN(value) ? "–" : Numbers.minus(Numbers.scientific(value, 2));
            case "ms_per_stamp" -> Numbers.milliseconds(value);
            default -> Numbers.number(value);
        };
    }

    /** The keys in which the experiments of the variants differ, and nothing else. */
    Section differences() {
        Map<String, Map<String, String>> byVariant = new LinkedHashMap<>();
        for (Effect effect : effects) {
            Map<String, String> flat = new LinkedHashMap<>();
            RunFolders.flatten(effect.rows().get(0).run().experiment().root(), "", flat);
            flat.remove("name");
            byVariant.put(effect.label(), flat);
        }
        List<String> keys = RunFolders.differing(List.copyOf(byVariant.values()));
        List<String> heads = new ArrayList<>(List.of("variant"));
        heads.addAll(keys);
        List<List<String>> rows = new ArrayList<>();
        byVariant.forEach((label, flat) -> {
            List<String> row = new ArrayList<>(List.of(label));
            keys.forEach(key -> row.add(cut(flat.getOrDefault(key, "–"))));
            rows.add(row);
        });
        List<Section.Block> blocks = new ArrayList<>();
        blocks.add(Section.paragraph("Everything else is as in " + study.base().getFileName()
                + " with the sections of the study over it, at the end of this page; the seeds of "
                + study.seedKey() + " are " + study.seeds().get(0) + " to "
                + study.seeds().get(study.seeds().size() - 1) + "."));
        if (!keys.isEmpty()) {
            blocks.addAll(StudyWords.table("Differences between the configurations", heads, rows, ""));
        }
        return new Section("differences", "What differs", blocks, List.of());
    }

    private static String cut(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }
}
