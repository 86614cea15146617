package org.shearnet.galaxysim.scene;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.shearnet.galaxysim.yaml.YamlNode;

/** Reads numbers of GalSim's configuration vocabulary, which each galaxy draws anew, and keeps account of them. */
final class Values {

    private static final Pattern REFERENCE = Pattern.compile("@([A-Za-z_][A-Za-z0-9_.\\[\\]]*)");
    private static final List<String> COUNTS = List.of("obj_num", "obj_num_in_file", "image_num", "file_num");

    private final YamlNode root;
    private final Path directory;
    private final List<Catalog> catalogs;
    private final int stampsPerImage;
    private final List<String> drawnPaths = new ArrayList<>();
    private final Map<String, Drawn<Double>> numbers = new HashMap<>();
    private final Set<String> open = new java.util.HashSet<>();
    private int varying;
    private boolean random;

    /**
     * @param root the whole configuration, which {@code @path} looks into
     * @param directory folder of the configuration, or null
     * @param catalogs the input catalogues
     * @param stampsPerImage how many objects one of GalSim's images holds
     */
    Values(YamlNode root, Path directory, List<Catalog> catalogs, int stampsPerImage) {
        this.root = root;
        this.directory = directory;
        this.catalogs = List.copyOf(catalogs);
        this.stampsPerImage = stampsPerImage;
        if (root.has("eval_variables")) {
            YamlNode variables = root.get("eval_variables");
            variables.keys().forEach(key -> variable(variables, key));
        }
    }

    Path directory() {
        return directory;
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

    /** A number. */
    Drawn<Double> number(YamlNode node) {
        if (node.isScalar()) {
            String text = node.text().strip();
            if (text.startsWith("$")) {
                return known(node, () -> formula(node, node, text.substring(1)));
            }
            return text.startsWith("@") ? reference(target(node, text.substring(1))) : Drawn.constant(node.number());
        }
        return known(node, () -> rule(node));
    }

    /** What stands at a path, read once however often it is referred to. */
    private Drawn<Double> known(YamlNode node, java.util.function.Supplier<Drawn<Double>> reader) {
        Drawn<Double> known = numbers.get(node.path());
        if (known != null) {
            return known;
        }
        if (!open.add(node.path())) {
            throw node.error("refers to itself");
        }
        Drawn<Double> rule = reader.get();
        open.remove(node.path());
        Drawn<Double> value = rule;
        if (!rule.isConstant()) {
            note(node.path());
            value = d -> {
                Draw owner = d.owner(node.path());
                return owner.record(node.path(), rule.draw(owner));
            };
        }
        numbers.put(node.path(), value);
        return value;
    }

    private Drawn<Double> rule(YamlNode node) {
        if (node.isList()) {
            return list(node, node.items(), this::number);
        }
        Drawn<Double> rule = switch (Vocabulary.NUMBERS.type(node, Set.of())) {
            case "Random" -> RandomNumbers.uniform(node, this);
            case "RandomGaussian" -> RandomNumbers.gaussian(node, this);
            case "RandomDistribution" -> RandomNumbers.distribution(node, this);
            case "Catalog" -> catalogue(node);
            case "List" -> list(node, node.get("items").items(), this::number);
            case "Sum" -> sum(node);
            case "Current" -> reference(target(node, node.get("key").text()));
            case "Eval" -> formula(node, node.get("str"), node.get("str").text());
            default -> sequence(node, this::fixed);
        };
        node.rejectUnknown();
        return rule;
    }

    /** A number that another place of the configuration holds: as it was drawn there, where it has been drawn already. */
    private Drawn<Double> reference(YamlNode target) {
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
        return COUNTS.contains(node.text()) ? formula(node, node, node.text()) : reference(target(node, node.text()));
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

    /**
     * An expression.
     *
     * @param node its place; a mapping's keys, type and str apart, are variables
     * @param at the node of the expression itself
     */
    private Drawn<Double> formula(YamlNode node, YamlNode at, String text) {
        Map<String, YamlNode> variables = new LinkedHashMap<>();
        if (root.has("eval_variables")) {
            YamlNode shared = root.get("eval_variables");
            shared.keys().forEach(key -> variables.put(key.substring(1), shared.get(key)));
        }
        if (node.isMap()) {
            for (String key : node.keys()) {
                if (!key.equals("type") && !key.equals("str")) {
                    variables.put(variable(node, key), node.get(key));
                }
            }
        }
        StringBuilder plain = new StringBuilder();
        Set<String> referred = new java.util.HashSet<>();
        Matcher reference = REFERENCE.matcher(text);
        while (reference.find()) {
            String name = "reference_" + variables.size();
            YamlNode target = target(at, reference.group(1));
            variables.put(name, target);
            referred.add(name);
            reference.appendReplacement(plain, name);
        }
        reference.appendTail(plain);
        Set<String> names = new java.util.LinkedHashSet<>(variables.keySet());
        names.addAll(COUNTS);
        Formula formula;
        try {
            formula = Formula.parse(plain.toString(), names);
        } catch (IllegalArgumentException e) {
            throw at.error(e.getMessage());
        }
        List<Drawn<Double>> inputs = new ArrayList<>();
        for (String name : formula.variables()) {
            inputs.add(
                    referred.contains(name)
                            ? reference(variables.get(name))
                            : variables.containsKey(name) ? number(variables.get(name)) : d -> (double) count(d, name));
        }
        Drawn<Double> value = d -> {
            try {
                return formula.value(inputs.stream().mapToDouble(i -> i.draw(d)).toArray());
            } catch (IllegalArgumentException e) {
                throw at.error((d.isOfConstants() ? "" : "object " + d.index() + ": ") + e.getMessage());
            }
        };
        return inputs.stream().allMatch(Drawn::isConstant) ? Drawn.constant(value.draw(Draw.ofConstants())) : value;
    }

    /** The name of a variable: GalSim's first letter says its type. */
    private static String variable(YamlNode node, String key) {
        if (!key.matches("[fib][A-Za-z_][A-Za-z0-9_]*")) {
            throw node.get(key)
                    .error("a variable of an expression is a number: its key starts with f, i or b, as f" + key);
        }
        return key.substring(1);
    }

    private long count(Draw d, String key) {
        return switch (key) {
            case "image_num" -> d.index() / stampsPerImage;
            case "file_num" -> 0;
            default -> d.index();
        };
    }

    private Drawn<Double> sum(YamlNode node) {
        List<Drawn<Double>> items =
                node.get("items").items().stream().map(this::number).toList();
        Drawn<Double> sum = d -> items.stream().mapToDouble(i -> i.draw(d)).sum();
        return items.stream().allMatch(Drawn::isConstant) ? Drawn.constant(sum.draw(Draw.ofConstants())) : sum;
    }

    private Drawn<Double> catalogue(YamlNode node) {
        YamlNode col = node.get("col");
        if (catalogs.isEmpty()) {
            throw node.error("there is no input.catalog to take a column from");
        }
        int number = node.has("num") ? node.get("num").count(0, catalogs.size() - 1) : 0;
        double[] values = catalogs.get(number).column(col);
        Drawn<Long> index = index(node, values.length);
        return d -> {
            int row = (int) (long) index.draw(d);
            if (!Double.isFinite(values[row])) {
                throw node.error("the catalogue's column " + col.text() + " holds no number in row " + row);
            }
            return values[row];
        };
    }

    /** One of several items: in turn, or as {@code index} says. */
    <T> Drawn<T> list(YamlNode node, List<YamlNode> nodes, Function<YamlNode, Drawn<T>> parse) {
        List<Drawn<T>> items = new ArrayList<>();
        int known = drawnPaths.size();
        for (YamlNode item : nodes) {
            items.add(parse.apply(item));
        }
        drawnPaths.subList(known, drawnPaths.size()).clear();
        varying++;
        if (items.isEmpty()) {
            throw node.error("the list is empty");
        }
        Drawn<Long> index = node.isMap() ? index(node, items.size()) : d -> d.index() % items.size();
        return d -> items.get((int) (long) index.draw(d)).draw(d);
    }

    /** The number of the item that a galaxy takes from a list: in turn, or as {@code index} says. */
    Drawn<Long> index(YamlNode node, int size) {
        YamlNode index = node.find("index");
        if (index == null) {
            return d -> d.index() % size;
        }
        if (index.isScalar() && !index.text().matches("[$@].*")) {
            return Drawn.constant((long) index.count(0, size - 1));
        }
        if (index.isMap() && index.has("type") && index.get("type").text().equals("Random")) {
            int min = index.has("min") ? index.get("min").count(0, size - 1) : 0;
            int max = index.has("max") ? index.get("max").count(min, size - 1) : size - 1;
            index.rejectUnknown();
            random = true;
            return d -> min + (long) d.stream(index.path()).nextInt(max - min + 1);
        }
        if (index.isMap() && index.has("type") && index.get("type").text().equals("Sequence")) {
            Vocabulary.NUMBERS.type(index, Set.of());
            Drawn<Double> sequence = sequence(index, this::fixed);
            index.rejectUnknown();
            return d -> Math.floorMod(Math.round(sequence.draw(d)), (long) size);
        }
        Drawn<Double> value = number(index);
        return d -> {
            double drawn = value.draw(d);
            if (drawn != Math.rint(drawn) || drawn < 0 || drawn >= size) {
                throw index.error(
                        "object " + d.index() + ": must be a whole number from 0 to " + (size - 1) + ", not " + drawn);
            }
            return (long) drawn;
        };
    }

    /** A sequence of numbers that a reader makes of nodes. */
    Drawn<Double> sequence(YamlNode node, Function<YamlNode, Double> reader) {
        double first = node.has("first") ? reader.apply(node.get("first")) : 0;
        double step = node.has("step") ? reader.apply(node.get("step")) : 1;
        long repeat = node.has("repeat") ? node.get("repeat").count(1, Integer.MAX_VALUE) : 1;
        long length = node.has("nitems") ? node.get("nitems").count(1, Integer.MAX_VALUE) : 0;
        String key = node.has("index_key") ? node.get("index_key").oneOf(COUNTS) : "obj_num";
        if (node.has("last")) {
            double steps = (reader.apply(node.get("last")) - first) / step;
            if (!(steps >= 0) || length > 0) {
                throw node.error(
                        length > 0
                                ? "give last or nitems, not both"
                                : "last lies on the wrong side of first for this step");
            }
            length = (long) Math.floor(steps + 0.5) + 1;
        }
        long period = length;
        return d -> {
            long k = count(d, key) / repeat;
            return first + step * (period > 0 ? k % period : k);
        };
    }
}
