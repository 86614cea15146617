package org.shearnet.galaxysim.scene;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.YamlNode;

/** What galaxies take in turn: items of lists and members of sequences. */
final class Turns {

    /** Keys of a list. */
    static final Keys LIST = Keys.none().must("items", "").may("index", "which of them, from 0; in turn unless given");

    /** Keys of a sequence of numbers. */
    static final Keys SEQUENCE = Keys.none()
            .may("first", "0 unless given")
            .may("step", "1 unless given")
            .may("last", "")
            .may("repeat", "how often each")
            .may("nitems", "how many before it starts anew")
            .may("index_key", "what it counts by: " + String.join(", ", Values.COUNTS));

    private Turns() {}

    /** The items of a list of a section: those of its key {@code items}, or its own. */
    static List<YamlNode> nodes(YamlNode node) {
        return node.isList() ? node.items() : node.get("items").items();
    }

    /** One of several items: in turn, or as {@code index} says. */
    static <T> Drawn<T> list(YamlNode node, Values values, Function<YamlNode, Drawn<T>> parse) {
        List<Drawn<T>> items = new ArrayList<>();
        int known = values.noted();
        for (YamlNode item : nodes(node)) {
            items.add(parse.apply(item));
        }
        values.forget(known);
        values.vary();
        if (items.isEmpty()) {
            throw node.error("the list is empty");
        }
        return chosen(items, node.isMap() ? index(node, values, items.size()) : d -> d.index() % items.size());
    }

    /** One of several items by its number. */
    static <T> Drawn<T> chosen(List<Drawn<T>> items, Drawn<Long> index) {
        return d -> items.get((int) (long) index.draw(d)).draw(d);
    }

    /** The number of the item that a galaxy takes from a list: in turn, or as {@code index} says. */
    static Drawn<Long> index(YamlNode node, Values values, int size) {
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
            values.randomise();
            return d -> min + (long) d.stream(index.path()).nextInt(max - min + 1);
        }
        if (index.isMap() && index.has("type") && index.get("type").text().equals("Sequence")) {
            values.words().word(index);
            Drawn<Double> sequence = sequence(index, values, values::fixed);
            index.rejectUnknown();
            return d -> Math.floorMod(Math.round(sequence.draw(d)), (long) size);
        }
        Drawn<Double> value = values.number(index);
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
    static Drawn<Double> sequence(YamlNode node, Values values, Function<YamlNode, Double> reader) {
        double first = node.has("first") ? reader.apply(node.get("first")) : 0;
        double step = node.has("step") ? reader.apply(node.get("step")) : 1;
        long repeat = node.has("repeat") ? node.get("repeat").count(1, Integer.MAX_VALUE) : 1;
        long length = node.has("nitems") ? node.get("nitems").count(1, Integer.MAX_VALUE) : 0;
        String key = node.has("index_key") ? node.get("index_key").oneOf(Values.COUNTS) : "obj_num";
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
            long k = values.count(d, key) / repeat;
            return first + step * (period > 0 ? k % period : k);
        };
    }
}
