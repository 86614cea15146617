package org.shearnet.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.shearnet.galaxysim.yaml.YamlNode;

/**
 * A claim and the comparison that decides it: {@code claim: A < factor * B @ level}. A and B name variants, of several axes with
 * commas between them; the others are averaged over.
 *
 * @param text as it was written
 * @param claim in words; empty where only the comparison is given
 * @param left variants of A, by axis
 * @param less whether A is claimed to be below
 * @param factor of B
 * @param right variants of B, by axis
 * @param level of the benchmark; NaN for the mean over all
 */
public record Hypothesis(
        String text,
        String claim,
        Map<String, String> left,
        boolean less,
        double factor,
        Map<String, String> right,
        double level) {

    private static final String NUMBER = "[0-9.]+(?:[eE][-+]?[0-9]+)?";

    private static final Pattern TEST = Pattern.compile("(?<left>[^<>]+)(?<sign>[<>])(?:\\s*(?<factor>" + NUMBER
            + ")\\s*\\*)?(?<right>[^<>*@]+)" + "(?:@\\s*(?<level>" + NUMBER + ")\\s*)?");

    public Hypothesis {
        left = Map.copyOf(left);
        right = Map.copyOf(right);
    }

    /** The comparison alone. */
    public String test() {
        return claim.isEmpty()
                ? text
                : text.substring(text.lastIndexOf(": ") + 2).strip();
    }

    /** Whether a run belongs to a side of the comparison. */
    static boolean matches(Map<String, String> side, List<Axis> axes, PlannedRun run) {
        for (int i = 0; i < axes.size(); i++) {
            String wanted = side.get(axes.get(i).name());
            if (wanted != null && !wanted.equals(run.variants().get(i).label())) {
                return false;
            }
        }
        return true;
    }

    /**
     * Reads one.
     *
     * @throws org.shearnet.galaxysim.yaml.ConfigException with its line, where it is no comparison or names what is not there
     */
    static Hypothesis parse(YamlNode node, List<Axis> axes) {
        String text = node.text().strip();
        int colon = text.lastIndexOf(": ");
        String test = text.substring(colon < 0 ? 0 : colon + 2);
        Matcher matcher = TEST.matcher(test);
        if (!matcher.matches()) {
            throw node.error(
                    "'" + test.strip() + "' is no comparison; write 'claim: A < 0.5 * B @ 1e-5', with variants A"
                            + " and B, < or >, and factor and level where wanted");
        }
        Map<String, String> left = side(node, matcher.group("left"), axes);
        Map<String, String> right = side(node, matcher.group("right"), axes);
        if (left.equals(right)) {
            throw node.error("compares '" + matcher.group("left").strip() + "' with itself");
        }
        double factor = number(node, matcher.group("factor"), 1);
        double level = number(node, matcher.group("level"), Double.NaN);
        return new Hypothesis(
                text,
                colon < 0 ? "" : text.substring(0, colon).strip(),
                left,
                matcher.group("sign").equals("<"),
                factor,
                right,
                level);
    }

    private static double number(YamlNode node, String text, double otherwise) {
        if (text == null) {
            return otherwise;
        }
        double value = Variant.number(text);
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw node.error("'" + text + "' is no positive number");
        }
        return value;
    }

    private static Map<String, String> side(YamlNode node, String text, List<Axis> axes) {
        Map<String, String> side = new LinkedHashMap<>();
        for (String item : text.split(",", -1)) {
            String[] parts = item.split("=", 2);
            String word = parts[parts.length - 1].strip();
            List<Axis> candidates = parts.length == 2 ? List.of(axis(node, parts[0].strip(), axes)) : axes;
            List<Axis> having = new ArrayList<>(
                    candidates.stream().filter(a -> a.find(word) != null).toList());
            List<Axis> exact =
                    having.stream().filter(a -> a.labels().contains(word)).toList();
            if (exact.size() == 1) {
                having = exact;
            }
            if (having.isEmpty()) {
                throw node.unknown(
                        "variant",
                        word,
                        candidates.stream()
                                .flatMap(a -> a.labels().stream())
                                .distinct()
                                .toList());
            }
            if (having.size() > 1) {
                throw node.error("'" + word + "' is a variant of "
                        + having.get(0).name() + " and of " + having.get(1).name() + "; write "
                        + having.get(0).shortName() + "=" + word);
            }
            Axis axis = having.get(0);
            if (side.put(axis.name(), axis.find(word).label()) != null) {
                throw node.error("'" + text.strip() + "' names two variants of " + axis.name());
            }
        }
        return side;
    }

    private static Axis axis(YamlNode node, String word, List<Axis> axes) {
        List<Axis> found = axes.stream()
                .filter(a -> a.name().equals(word) || a.shortName().equals(word))
                .toList();
        if (found.size() != 1) {
            throw node.unknown("key", word, axes.stream().map(Axis::name).toList());
        }
        return found.get(0);
    }
}
