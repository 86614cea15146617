package org.shearnet.galaxysim.scene;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The {@link Vocabulary} as the part of docs/scenes.md that is made of it. */
final class VocabularyDocument {

    private VocabularyDocument() {}

    /** Markdown: a table for each group, then what GalSim has and is refused. */
    static String markdown() {
        StringBuilder out = new StringBuilder();
        section(out, "The top", "", List.of(Vocabulary.TOP));
        for (Vocabulary.Group group : Vocabulary.GROUPS) {
            List<Vocabulary.Term> terms = new ArrayList<>(group.terms());
            if (group == Vocabulary.PROFILES) {
                terms.addAll(List.of(Vocabulary.COMMON, Vocabulary.GAL));
            } else if (group == Vocabulary.IMAGES) {
                terms.add(Vocabulary.IMAGE);
            } else if (group == Vocabulary.STAMPS) {
                terms.add(Vocabulary.STAMP);
            } else if (group == Vocabulary.OUTPUTS) {
                terms.add(Vocabulary.OUTPUT);
            }
            section(out, group.title(), group.about(), terms);
        }
        out.append("### Expressions\n\n")
                .append(
                        "`$...` and `Eval` hold numbers, names, `+ - * / // % **`, comparisons (1 where true, else 0), `pi`,"
                                + " `e`, `obj_num`, `image_num`, `file_num`, `@path`, and these functions, with or without `math.`,"
                                + " `np.`, `numpy.` before them: ")
                .append(Formula.functions().stream().map(f -> "`" + f + "`").collect(Collectors.joining(", ")))
                .append(". Other Python is refused.\n\n");
        out.append("### Refused\n\n")
                .append("Types of GalSim that are known and refused by name: ")
                .append(Vocabulary.REFUSED_TYPES.stream()
                        .sorted()
                        .map(t -> "`" + t + "`")
                        .collect(Collectors.joining(", ")))
                .append(". Keys of GalSim:\n\n| key | why |\n|---|---|\n");
        Vocabulary.REFUSED_KEYS.forEach((key, why) ->
                out.append("| `").append(key).append("` | ").append(why).append(" |\n"));
        return out.toString();
    }

    private static void section(StringBuilder out, String title, String about, List<Vocabulary.Term> terms) {
        out.append("### ").append(title).append("\n\n");
        if (!about.isEmpty()) {
            out.append(Character.toUpperCase(about.charAt(0)))
                    .append(about.substring(1))
                    .append(about.endsWith(":") || about.endsWith("or") ? ":" : ".")
                    .append("\n\n");
        }
        out.append("| | keys | |\n|---|---|---|\n");
        for (Vocabulary.Term term : terms) {
            out.append("| ")
                    .append(term.names().stream().map(n -> "`" + n + "`").collect(Collectors.joining(", ")))
                    .append(" | ")
                    .append(keys(term))
                    .append(" | ")
                    .append(term.does())
                    .append(" |\n");
        }
        out.append('\n');
    }

    /** The keys: those that must be given, then those that may. */
    private static String keys(Vocabulary.Term term) {
        List<String> must = new ArrayList<>();
        List<String> may = new ArrayList<>();
        for (String word : term.keys().split(" ")) {
            if (word.isEmpty()) {
                continue;
            }
            String text = Arrays.stream(word.replace("?", "").split("\\|"))
                    .map(alternative -> Arrays.stream(alternative.split("\\+"))
                            .map(key -> key.equals("*") ? "names of your own" : "`" + key + "`")
                            .collect(Collectors.joining(" and ")))
                    .collect(Collectors.joining(" or "));
            (word.contains("?") || word.equals("*") ? may : must).add(text);
        }
        return String.join("; ", must)
                + (may.isEmpty() ? "" : (must.isEmpty() ? "" : "; ") + "optional: " + String.join(", ", may));
    }
}
