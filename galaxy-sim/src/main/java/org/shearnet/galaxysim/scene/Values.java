package org.shearnet.galaxysim.scene;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.shearnet.galaxysim.yaml.Vocabulary;
import org.shearnet.galaxysim.yaml.YamlNode;

/** Reads numbers of GalSim's configuration vocabulary, which each galaxy draws anew, and keeps account of them. */
final class Values {

    /** Names of what is counted. */
    static final List<String> COUNTS = List.of("obj_num", "obj_num_in_file", "image_num", "file_num");

    private final YamlNode root;
    private final InputFiles files;
    private final List<Catalog> catalogs;
    private final int stampsPerImage;
    private final Vocabulary<Values, Drawn<Double>> words;
    private final List<String> drawnPaths = new ArrayList<>();
    private final Map<String, Drawn<Double>> numbers = new HashMap<>();
    private final Set<String> open = new HashSet<>();
    private int varying;
    private boolean random;

    /**
     * @param root the whole configuration, which {@code @path} looks into
     * @param files that it names
     * @param catalogs the input catalogues
     * @param stampsPerImage how many objects one of GalSim's images holds
     * @param words the rules
     */
    Values(
            YamlNode root,
            InputFiles files,
            List<Catalog> catalogs,
            int stampsPerImage,
            Vocabulary<Values, Drawn<Double>> words) {
        this.root = root;
        this.files = files;
        this.catalogs = List.copyOf(catalogs);
        this.stampsPerImage = stampsPerImage;
        this.words = words;
        if (root.has("eval_variables")) {
            YamlNode variables = root.get("eval_variables");
            variables.keys().forEach(key -> variable(variables, key));
        }
    }

    /** Reads texts, whose numbers are constants. */
    static Texts texts(Vocabulary<Values, Drawn<Double>> words) {
        return new Texts(node -> {
            try {
                return new Values(node.isMap() ? node : node.emptyMap("here"), null, List.of(), 1, words)
                        .number(node)
                        .draw(Draw.ofConstants());
            } catch (IllegalArgumentException e) {
                throw node.error(e.getMessage());
            }
        });
    }

    InputFiles files() {
        return files;
    }

    List<Catalog> catalogs() {
        return catalogs;
    }

    Vocabulary<Values, Drawn<Double>> words() {
        return words;
    }

    /** YAML paths of all numbers that are not constant, in the file's order. */
    List<String> drawnPaths() {
        return List.copyOf(drawnPaths);
    }

    /** How many values have been read that differ between galaxies, recorded or not. */
    int varying() {
        return varying;
    }

    /** Notes a value that differs between galaxies under its path, for TRUTH. */
    void note(String path) {
        drawnPaths.add(path);
        varying++;
    }

    /** Takes back the notes of paths since there were so many. */
    void forget(int since) {
        drawnPaths.subList(since, drawnPaths.size()).clear();
    }

    /** How many paths are noted. */
    int noted() {
        return drawnPaths.size();
    }

    /** Notes that something is drawn at random. */
    void randomise() {
        random = true;
    }

    /** Whether anything that has been read is drawn at random. */
    boolean isRandom() {
        return random;
    }

    /** Notes that something differs between galaxies without being one number. */
    void vary() {
        varying++;
    }

    /** A number that is the same for all galaxies. */
    double fixed(YamlNode node) {
        int before = varying;
        Drawn<Double> value = number(node);
        if (!value.isConstant() || varying > before) {
            throw node.error("one number for all, please");
        }
        return value.draw(Draw.ofConstants());
    }

    /** The number of a key, or another where it is not there. */
    Drawn<Double> optional(YamlNode node, String key, double otherwise) {
        return node.has(key) ? number(node.get(key)) : Drawn.constant(otherwise);
    }

    /** A number that is above zero, if it is a constant. */
    Drawn<Double> positive(YamlNode node) {
        Drawn<Double> value = number(node);
        if (value.isConstant() && !(value.draw(Draw.ofConstants()) > 0)) {
            throw node.error("must be positive, not " + value.draw(Draw.ofConstants()));
        }
        return value;
    }

    /** A number. */
    Drawn<Double> number(YamlNode node) {
        if (!node.isScalar()) {
            return known(node, () -> node.isList() ? rule("List", node) : words.parse(node, this));
        }
        String text = node.text().strip();
        if (text.startsWith("$")) {
            return known(node, () -> rule("Eval", node));
        }
        return text.startsWith("@") ? reference(target(node, text.substring(1))) : Drawn.constant(node.number());
    }

    /** What a node means that stands for a rule without naming its type. */
    private Drawn<Double> rule(String word, YamlNode node) {
        return words.find(word).parser().parse(node, this);
    }

    /** What stands at a path, read once however often it is referred to. */
    private Drawn<Double> known(YamlNode node, Supplier<Drawn<Double>> reader) {
        Drawn<Double> known = numbers.get(node.path());
        if (known != null) {
            return known;
        }
        if (!open.add(node.path())) {
            throw node.error("refers to itself");
        }
        Drawn<Double> rule = reader.get();
        open.remove(node.path());
        Drawn<Double> value = rule.isConstant() ? rule : recorded(node, rule);
        numbers.put(node.path(), value);
        return value;
    }

    /** A rule whose draws are noted under its path. */
    Drawn<Double> recorded(YamlNode node, Drawn<Double> rule) {
        note(node.path());
        return d -> {
            Draw owner = d.owner(node.path());
            return owner.record(node.path(), rule.draw(owner));
        };
    }

    /** A number that another place of the configuration holds: as it was drawn there, where it has been drawn already. */
    Drawn<Double> reference(YamlNode target) {
        Drawn<Double> value = number(target);
        if (value.isConstant()) {
            return value;
        }
        return d -> {
            double drawn = d.owner(target.path()).drawn(target.path());
            return Double.isNaN(drawn) ? value.draw(d) : drawn;
        };
    }

    /** What a column of {@code output.truth} holds: a path, a count, a number or a rule. */
    Drawn<Double> truth(YamlNode node) {
        if (!node.isScalar() || node.text().matches("[-+.0-9$@].*")) {
            return number(node);
        }
        return COUNTS.contains(node.text()) ? rule("Eval", node) : reference(target(node, node.text()));
    }

    /** What a node says, at the path that it names where it is {@code @path}. */
    YamlNode followed(YamlNode node) {
        if (!node.isScalar()) {
            return node;
        }
        if (node.text().startsWith("$")) {
            throw node.error(
                    "an expression gives a number, which goes inside, as {type: Degrees, theta: $...} or {type: XY, x: $..., y: 0}");
        }
        return node.text().startsWith("@") ? target(node, node.text().substring(1)) : node;
    }

    /** The node that {@code @path} names. */
    YamlNode target(YamlNode node, String path) {
        YamlNode at = root;
        for (String step : path.replace("[", ".").replace("]", "").split("\\.")) {
            YamlNode next = null;
            if (at.isMap()) {
                next = at.find(step);
            } else if (at.isList()
                    && step.matches("\\d{1,6}")
                    && Integer.parseInt(step) < at.items().size()) {
                next = at.items().get(Integer.parseInt(step));
            }
            if (next == null) {
                throw node.error("'@" + path + "' names nothing: there is no '" + step + "'");
            }
            at = next;
        }
        if (at.path().equals(node.path())) {
            throw node.error("refers to itself");
        }
        return at;
    }

    /** The variables of all expressions, or null. */
    YamlNode variables() {
        return root.has("eval_variables") ? root.get("eval_variables") : null;
    }

    /** The name of a variable: GalSim's first letter says its type. */
    static String variable(YamlNode node, String key) {
        if (!key.matches("[fib][A-Za-z_][A-Za-z0-9_]*")) {
            throw node.get(key)
                    .error("a variable of an expression is a number: its key starts with f, i or b, as f" + key);
        }
        return key.substring(1);
    }

    /** What one of {@link #COUNTS} is for a draw. */
    long count(Draw d, String key) {
        return switch (key) {
            case "image_num" -> d.index() / stampsPerImage;
            case "file_num" -> 0;
            default -> d.index();
        };
    }
}
