package org.shearnet.study;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.galaxysim.yaml.YamlReader;

/** Reads the section {@code vary} of a study. */
final class Axes {

    /** Sections of an experiment that a study may change. */
    static final List<String> SECTIONS = List.of(
            "gal",
            "psf",
            "image",
            "input",
            "output",
            "stamp",
            "eval_variables",
            "network",
            "train",
            "benchmark",
            "inspect");

    /** What would end a label within a hypothesis or a table. */
    private static final Pattern LABEL = Pattern.compile("(?! )[^<>@*,=\"\\p{C}]{1,60}(?<! )");

    /** Most variants of one axis. */
    private static final int MOST = 1000;

    /** Significant digits of a number drawn from a range. */
    private static final int DIGITS = 3;

    private final boolean random;
    private final int draws;
    private final Random stream;

    /**
     * @param random whether ranges may be given
     * @param draws how many values are drawn from a range
     */
    Axes(boolean random, int draws, long seed) {
        this.random = random;
        this.draws = draws;
        stream = new Random(seed);
    }

    List<Axis> parse(YamlNode vary) {
        List<Axis> axes = new ArrayList<>();
        Map<String, String> owners = new LinkedHashMap<>();
        for (String name : vary.keys()) {
            YamlNode node = vary.get(name);
            Axis axis = isPath(name) ? ofKey(name, node) : bundle(name, node);
            for (String path : axis.paths()) {
                for (Map.Entry<String, String> other : owners.entrySet()) {
                    if (overlap(path, other.getKey())) {
                        throw node.error("changes '" + path + "', and so does vary." + other.getValue()
                                + "; let one of them, or name the combinations in one");
                    }
                }
            }
            axis.paths().forEach(path -> owners.put(path, name));
            axes.add(axis);
        }
        if (axes.isEmpty()) {
            throw vary.error("varies nothing; name a key and its values, as in network.activation: [relu, tanh]");
        }
        return axes;
    }

    private static boolean overlap(String path, String other) {
        return path.equals(other) || path.startsWith(other + ".") || other.startsWith(path + ".");
    }

    private static boolean isPath(String name) {
        return SECTIONS.contains(name.replaceFirst("\\..*", "")) || name.contains(".");
    }

    private static void checkPath(String path, YamlNode value) {
        String section = path.replaceFirst("\\..*", "");
        if (!SECTIONS.contains(section)) {
            throw value.unknown("section", section, SECTIONS);
        }
    }

    /** A key, with a list of values or a mapping of names to values. */
    private Axis ofKey(String path, YamlNode node) {
        checkPath(path, node);
        List<Variant> variants = new ArrayList<>();
        if (node.isMap() && (node.has("range") || node.has("log_range"))) {
            variants.addAll(range(path, node));
        } else if (node.isMap()) {
            for (String label : node.keys()) {
                variants.add(new Variant(label(label, node), Map.of(path, entry(node, label))));
            }
        } else if (node.isList()) {
            for (YamlNode value : node.items()) {
                variants.add(new Variant(label(text(value), value), Map.of(path, value)));
            }
        } else {
            throw node.error("give a list of values, or names with a value each");
        }
        return new Axis(path, checked(variants, node));
    }

    /** A value that must be there. */
    private static YamlNode entry(YamlNode node, String label) {
        YamlNode value = node.find(label);
        if (value == null) {
            throw node.error("'" + label + "' has no value");
        }
        return value;
    }

    /** Several keys under one name: each variant a mapping of paths to values. */
    private static Axis bundle(String name, YamlNode node) {
        if (!name.matches("[A-Za-z][A-Za-z0-9_ -]{0,40}") || StudyTable.RESERVED.contains(name)) {
            throw node.error(
                    "'" + name + "' cannot name keys that change together: letters, digits, '_' and '-', and none"
                            + " of the other columns of study.csv");
        }
        if (!node.isMap()) {
            throw node.error("'" + name + "' is no key of an experiment, so it names keys that change together: write"
                    + " variants with names, each a mapping as {train.stamps: 1000, train.epochs: 4}");
        }
        List<Variant> variants = new ArrayList<>();
        for (String label : node.keys()) {
            YamlNode changes = node.find(label);
            if (changes == null || !changes.isMap()) {
                throw (changes == null ? node : changes)
                        .error("variant '" + label + "' must be a mapping of keys to values, as {train.epochs: 4}"
                                + ", or {} for the base as it is");
            }
            Map<String, YamlNode> values = new LinkedHashMap<>();
            for (String path : changes.keys()) {
                YamlNode value = changes.find(path);
                checkPath(path, value == null ? changes : value);
                values.put(path, value);
            }
            variants.add(new Variant(label(label, node), values));
        }
        return new Axis(name, checked(variants, node));
    }

    private List<Variant> range(String path, YamlNode node) {
        if (!random) {
            throw node.error("a range is drawn from, which takes 'method: random' with 'draws'");
        }
        boolean log = node.has("log_range");
        node.only(List.of("range", "log_range"));
        YamlNode ends = node.get(log ? "log_range" : "range");
        double[] bounds = ends.numbers();
        if (bounds.length != 2 || !(bounds[0] < bounds[1]) || log && !(bounds[0] > 0)) {
            throw ends.error("give the lowest and the highest value" + (log ? ", both positive" : ""));
        }
        boolean whole = ends.items().stream().allMatch(e -> e.text().matches("[+-]?[0-9_]+"));
        Set<String> texts = new HashSet<>();
        List<Variant> variants = new ArrayList<>();
        for (int i = 0; i < draws; i++) {
            double u = stream.nextDouble();
            double value =
                    log ? bounds[0] * Math.pow(bounds[1] / bounds[0], u) : bounds[0] + (bounds[1] - bounds[0]) * u;
            String text = whole
                    ? Long.toString(Math.round(value))
                    : new BigDecimal(value).round(new MathContext(DIGITS)).toString();
            if (texts.add(text)) {
                YamlNode root = YamlReader.parse(node.file(), "value: " + text);
                variants.add(new Variant(text, Map.of(path, root.get("value"))));
            }
        }
        return variants;
    }

    private static List<Variant> checked(List<Variant> variants, YamlNode node) {
        Set<String> labels = new HashSet<>();
        for (Variant variant : variants) {
            if (!labels.add(variant.label())) {
                throw node.error("has '" + variant.label() + "' twice");
            }
        }
        if (variants.isEmpty() || variants.size() > MOST) {
            throw node.error("must have 1 to " + MOST + " values");
        }
        return variants;
    }

    private static String label(String text, YamlNode at) {
        if (!LABEL.matcher(text).matches() || text.contains(": ")) {
            throw at.error(
                    "'" + text + "' cannot name a variant: 1 to 60 characters, none of < > @ * , = \" and no ': '");
        }
        return text;
    }

    /** A value as its label: a list joined by {@code +}. */
    private static String text(YamlNode value) {
        if (value.isMap() || value.isList() && value.items().stream().anyMatch(i -> !i.isScalar())) {
            throw value.error("a value of several keys needs a name: write names with a value each, as in"
                    + " {short: {...}, long: {...}}");
        }
        if (value.isList()) {
            return value.items().isEmpty()
                    ? "none"
                    : value.items().stream().map(YamlNode::text).collect(Collectors.joining("+"));
        }
        if (!value.isScalar()) {
            throw value.error("a value of nothing needs a name");
        }
        return value.text();
    }
}
