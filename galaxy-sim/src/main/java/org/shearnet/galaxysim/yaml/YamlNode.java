package org.shearnet.galaxysim.yaml;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * A node of a YAML document that knows where it stands, so that every complaint names file, line and path.
 *
 * <p>A mapping remembers which of its keys were asked for: {@link #rejectUnknown()} then refuses the rest, with the
 * nearest known key as a suggestion. Nothing in a configuration is ever ignored.
 *
 * <p>Longer than other classes: it has every question that a parser asks.
 */
public final class YamlNode {

    /** What a node is. */
    public enum Kind {
        /** Keys with values. */
        MAP,
        /** Values in a row. */
        LIST,
        /** A single value. */
        SCALAR,
        /** Nothing, or {@code null}. */
        NULL
    }

    /** Below this a double holds every whole number. */
    private static final double EXACT = 0x1p53;

    /** No number has more digits, which take a time that grows with their square. */
    private static final int LONGEST_NUMBER = 1000;

    private final String file;
    private final int line;
    private final String path;
    private final Kind kind;
    private final String text;
    private final List<YamlNode> items;
    private final Map<String, YamlNode> entries;
    private final Set<String> known = new LinkedHashSet<>();
    private final boolean onlyAnchors;

    private YamlNode(
            String file,
            int line,
            String path,
            Kind kind,
            String text,
            List<YamlNode> items,
            Map<String, YamlNode> entries,
            boolean onlyAnchors) {
        this.file = file;
        this.line = line;
        this.path = path;
        this.kind = kind;
        this.text = text;
        this.items = items;
        this.entries = entries;
        this.onlyAnchors = onlyAnchors;
    }

    static YamlNode map(String file, int line, String path, Map<String, YamlNode> entries) {
        return new YamlNode(file, line, path, Kind.MAP, null, List.of(), new LinkedHashMap<>(entries), false);
    }

    static YamlNode list(String file, int line, String path, List<YamlNode> items) {
        return new YamlNode(file, line, path, Kind.LIST, null, List.copyOf(items), Map.of(), false);
    }

    static YamlNode scalar(String file, int line, String path, String text) {
        return new YamlNode(file, line, path, Kind.SCALAR, text, List.of(), Map.of(), false);
    }

    static YamlNode empty(String file, int line, String path) {
        return new YamlNode(file, line, path, Kind.NULL, null, List.of(), Map.of(), false);
    }

    /** Whether this stands at the top for its anchors alone. */
    boolean isForAnchors() {
        return onlyAnchors;
    }

    /** The same node, marked as one that is there for its anchors alone. */
    YamlNode holdingAnchors() {
        return new YamlNode(file, line, path, kind, text, items, entries, true);
    }

    /** An empty mapping at the same place, for a word written without a section. */
    YamlNode asEmptyMap() {
        return map(file, line, path, Map.of());
    }

    /** The value of a key as it stands, or null; does not count as asking for it. */
    YamlNode entry(String key) {
        return entries.get(key);
    }

    /** The same node at another path, with other items and entries. */
    YamlNode at(String newPath, List<YamlNode> newItems, Map<String, YamlNode> newEntries) {
        return new YamlNode(
                file, line, newPath, kind, text, List.copyOf(newItems), new LinkedHashMap<>(newEntries), onlyAnchors);
    }

    /** The items of a list; none of any other node. */
    List<YamlNode> plainItems() {
        return items;
    }

    /** The entries of a mapping; none of any other node. */
    Map<String, YamlNode> entries() {
        return entries;
    }

    /** {@return what this node is} */
    public Kind kind() {
        return kind;
    }

    /** {@return whether this is a mapping} */
    public boolean isMap() {
        return kind == Kind.MAP;
    }

    /** {@return whether this is a list} */
    public boolean isList() {
        return kind == Kind.LIST;
    }

    /** {@return whether this is a single value} */
    public boolean isScalar() {
        return kind == Kind.SCALAR;
    }

    /** {@return line in the file, from 1; 0 for a value given by {@code --set} or a flag} */
    public int line() {
        return line;
    }

    /**
     * {@return dotted path from the document's root, as in {@code gal.half_light_radius.items[3]}; empty at the root}
     */
    public String path() {
        return path;
    }

    /** {@return the name of the file, as the user gave it} */
    public String file() {
        return file;
    }

    /**
     * {@return whether the mapping has this key, with a value other than null; counts as asking for it}
     *
     * @param key the key
     */
    public boolean has(String key) {
        return find(key) != null;
    }

    /**
     * {@return the value of a key, or null where it is absent}
     *
     * @param key the key
     */
    public YamlNode find(String key) {
        known.add(key);
        expect(Kind.MAP, "a mapping (key: value)");
        YamlNode value = entries.get(key);
        return value == null || value.kind == Kind.NULL ? null : value;
    }

    /**
     * {@return the value of a key that must be there}
     *
     * @param key the key
     * @throws ConfigException where it is absent
     */
    public YamlNode get(String key) {
        YamlNode value = find(key);
        if (value == null) {
            throw missing(key);
        }
        return value;
    }

    /**
     * {@return a complaint that none of these keys is given; a key that looks like a misspelling of one is named
     * instead}
     *
     * @param keys the keys, of which one was wanted
     */
    public ConfigException missing(String... keys) {
        for (String key : keys) {
            for (String present : entries.keySet()) {
                if (!known.contains(present) && Spelling.close(present, key)) {
                    return entries.get(present).unknown("key", present, List.of(keys));
                }
            }
        }
        return error("'" + String.join("' or '", keys) + "' is missing");
    }

    /** {@return the keys of a mapping in the file's order} */
    public Set<String> keys() {
        expect(Kind.MAP, "a mapping (key: value)");
        return entries.keySet();
    }

    /**
     * {@return an empty mapping that stands for a section the file leaves out, so that its defaults apply}
     *
     * @param key the key
     */
    public YamlNode emptyMap(String key) {
        return map(file, line, path.isEmpty() ? key : path + "." + key, Map.of());
    }

    /** {@return the items of a list} */
    public List<YamlNode> items() {
        expect(Kind.LIST, "a list");
        return items;
    }

    /** {@return the scalar as text} */
    public String text() {
        expect(Kind.SCALAR, "a single value");
        return text;
    }

    /** {@return the scalar as a finite number} */
    public double number() {
        String value = text();
        if (value.length() > LONGEST_NUMBER) {
            throw error("a text of " + value.length() + " characters is not a number");
        }
        try {
            double number = Double.parseDouble(value.replace("_", ""));
            if (Double.isFinite(number) && !value.endsWith("d") && !value.endsWith("f")) {
                return number;
            }
        } catch (NumberFormatException e) {
            // falls through to the one complaint below
        }
        throw error("'" + value + "' is not a finite number");
    }

    /** {@return the scalar as a whole number that a long holds, with all its digits} */
    public long integer() {
        double number = number();
        if (number != Math.rint(number)) {
            throw error("'" + text + "' is not a whole number");
        }
        if (Math.abs(number) < EXACT) {
            return (long) number;
        }
        if (Math.abs(number) <= -(double) Long.MIN_VALUE) {
            try {
                return new BigDecimal(text.replace("_", "")).longValueExact();
            } catch (ArithmeticException | NumberFormatException e) {
                throw error("'" + text + "' is not a whole number from " + Long.MIN_VALUE + " to " + Long.MAX_VALUE);
            }
        }
        throw error("'" + text + "' is beyond the whole numbers from " + Long.MIN_VALUE + " to " + Long.MAX_VALUE);
    }

    /** {@return the scalar as true or false} */
    public boolean bool() {
        return switch (text().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw error("'" + text + "' is neither true nor false");
        };
    }

    /**
     * {@return the value of a key as text, or another where it is absent}
     *
     * @param key the key
     * @param otherwise what an absent key counts as
     */
    public String text(String key, String otherwise) {
        YamlNode value = find(key);
        return value == null ? otherwise : value.text();
    }

    /**
     * {@return the value of a key as a finite number, or another where it is absent}
     *
     * @param key the key
     * @param otherwise what an absent key counts as
     */
    public double number(String key, double otherwise) {
        YamlNode value = find(key);
        return value == null ? otherwise : value.number();
    }

    /**
     * {@return the value of a key as a whole number, or another where it is absent}
     *
     * @param key the key
     * @param otherwise what an absent key counts as
     */
    public long integer(String key, long otherwise) {
        YamlNode value = find(key);
        return value == null ? otherwise : value.integer();
    }

    /**
     * {@return the value of a key as true or false, or another where it is absent}
     *
     * @param key the key
     * @param otherwise what an absent key counts as
     */
    public boolean bool(String key, boolean otherwise) {
        YamlNode value = find(key);
        return value == null ? otherwise : value.bool();
    }

    /**
     * {@return the scalar as a constant of an enum, written in small letters}
     *
     * @param <E> the enum
     * @param what it chooses, for the message
     * @param all its constants
     */
    public <E extends Enum<E>> E choice(String what, E[] all) {
        List<String> words =
                Arrays.stream(all).map(e -> e.name().toLowerCase(Locale.ROOT)).toList();
        int found = words.indexOf(text());
        if (found < 0) {
            throw unknown(what, text, words);
        }
        return all[found];
    }

    /**
     * {@return the value of a key as {@link #choice(String, Enum[])} reads it, or another where it is absent}
     *
     * @param <E> the enum
     * @param key the key
     * @param all its constants
     * @param otherwise what an absent key counts as
     */
    public <E extends Enum<E>> E choice(String key, E[] all, E otherwise) {
        YamlNode value = find(key);
        return value == null ? otherwise : value.choice(key, all);
    }

    /** {@return a number above zero} */
    public double positive() {
        double number = number();
        if (!(number > 0)) {
            throw error("must be positive, not " + text);
        }
        return number;
    }

    /**
     * {@return a whole number between bounds, both included}
     *
     * @param least the lower bound
     * @param most the upper bound
     */
    public int count(int least, int most) {
        long number = integer();
        if (number < least || number > most) {
            throw error("must be between " + least + " and " + most + ", not " + text);
        }
        return (int) number;
    }

    /** {@return a list of numbers; a single number is a list of one} */
    public double[] numbers() {
        return isScalar()
                ? new double[] {number()}
                : items().stream().mapToDouble(YamlNode::number).toArray();
    }

    /**
     * {@return one of the given words}
     *
     * @param words the words
     */
    public String oneOf(Collection<String> words) {
        if (!words.contains(text())) {
            throw unknown("value", text, words);
        }
        return text;
    }

    /**
     * {@return one of the given words}
     *
     * @param words the words
     */
    public String oneOf(String... words) {
        return oneOf(Arrays.asList(words));
    }

    /**
     * Refuses the keys of this mapping that are not among the given ones.
     *
     * @param supported the words that are known
     * @throws ConfigException naming the first such key, where it stands, and the nearest known key
     */
    public void only(Collection<String> supported) {
        for (String key : keys()) {
            if (!supported.contains(key)) {
                throw entries.get(key).unknown("key", key, supported);
            }
        }
    }

    /**
     * Refuses the keys of this mapping that nobody asked for; keys at the top that hold nothing but anchors in use may stay.
     *
     * @throws ConfigException naming the first such key, where it stands, and the nearest known key
     */
    public void rejectUnknown() {
        for (String key : keys()) {
            if (!known.contains(key) && !entries.get(key).onlyAnchors) {
                throw entries.get(key).unknown("key", key, known);
            }
        }
    }

    /**
     * {@return a complaint that this node names something unknown, with what is supported}
     *
     * @param what what kind of thing it is
     * @param word the word given
     * @param supported the words that are known
     */
    public ConfigException unknown(String what, String word, Collection<String> supported) {
        String nearest = Spelling.nearest(word, supported);
        return error("unknown " + what + " '" + word + "'"
                + (nearest == null ? "" : "; did you mean '" + nearest + "'?")
                + (supported.size() > 1 || nearest == null
                        ? " (supported: " + String.join(", ", supported) + ")"
                        : ""));
    }

    /**
     * {@return a complaint about this node: file, line, path, and what is wrong}
     *
     * @param what what is wrong
     */
    public ConfigException error(String what) {
        String where = where();
        return new ConfigException(where.isEmpty() ? what : where + ": " + what);
    }

    /** {@return file, line and path of this node} */
    public String where() {
        String place = file + (line > 0 ? ":" + line : "");
        return place + (place.isEmpty() || path.isEmpty() ? "" : ": ") + path;
    }

    private void expect(Kind wanted, String inWords) {
        if (kind != wanted) {
            throw error("expected " + inWords + ", found "
                    + switch (kind) {
                        case MAP -> "a mapping";
                        case LIST -> "a list";
                        case SCALAR -> "'" + text + "'";
                        case NULL -> "nothing";
                    });
        }
    }

    /** {@return the node as plain YAML text, for a run's record of its effective configuration} */
    public String toYaml() {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setWidth(Integer.MAX_VALUE);
        options.setIndicatorIndent(2);
        options.setIndentWithIndicator(true);
        StringWriter out = new StringWriter();
        new Yaml(options).serialize(node(), out);
        return out.toString();
    }

    private Node node() {
        boolean empty = entries.isEmpty() && items.isEmpty();
        DumperOptions.FlowStyle style = empty ? DumperOptions.FlowStyle.FLOW : DumperOptions.FlowStyle.BLOCK;
        return switch (kind) {
            case NULL -> new ScalarNode(Tag.NULL, "null", null, null, DumperOptions.ScalarStyle.PLAIN);
            case SCALAR -> scalar(text);
            case LIST ->
                new SequenceNode(Tag.SEQ, items.stream().map(YamlNode::node).toList(), style);
            case MAP -> {
                List<NodeTuple> tuples = new ArrayList<>();
                entries.forEach((key, value) -> tuples.add(new NodeTuple(scalar(key), value.node())));
                yield new MappingNode(Tag.MAP, tuples, style);
            }
        };
    }

    /** A text that is read again as it is: plain where nobody takes it for nothing, else in quotes. */
    private static Node scalar(String text) {
        Tag plain = new Resolver().resolve(NodeId.scalar, text, true);
        boolean nothing = plain.equals(Tag.NULL) || plain.equals(Tag.MERGE);
        return new ScalarNode(
                nothing ? Tag.STR : plain,
                text,
                null,
                null,
                nothing ? DumperOptions.ScalarStyle.DOUBLE_QUOTED : DumperOptions.ScalarStyle.PLAIN);
    }

    @Override
    public String toString() {
        return where();
    }
}
