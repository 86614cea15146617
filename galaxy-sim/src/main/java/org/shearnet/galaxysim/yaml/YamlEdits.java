package org.shearnet.galaxysim.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Changed copies of nodes, which count against the limits of their document. */
final class YamlEdits {

    private YamlEdits() {}

    /** A copy that stands at another path. */
    static YamlNode moved(YamlNode node, String path, Limits limits) {
        limits.value(node.file(), node.line(), path);
        Map<String, YamlNode> entries = new LinkedHashMap<>();
        node.entries()
                .forEach((key, value) ->
                        entries.put(key, moved(value, path.isEmpty() ? key : path + "." + key, limits)));
        List<YamlNode> items = new ArrayList<>();
        for (YamlNode item : node.plainItems()) {
            items.add(moved(item, path + "[" + items.size() + "]", limits));
        }
        return node.at(path, items, entries);
    }

    /** A mapping over another: what it does not say is taken from there, mapping by mapping. */
    static YamlNode over(YamlNode top, YamlNode base) {
        Map<String, YamlNode> all = new LinkedHashMap<>(base.entries());
        top.entries().forEach((key, value) -> {
            YamlNode below = base.entry(key);
            all.put(key, below != null && below.isMap() && value.isMap() ? over(value, below) : value);
        });
        return YamlNode.map(top.file(), top.line(), top.path(), all);
    }

    /** A copy of a mapping in which the key at a path below it is taken away. */
    static YamlNode without(YamlNode node, List<String> steps, YamlNode reason, Limits limits) {
        limits.copy(node.file(), node.line(), node.entries().size());
        YamlNode child = node.entry(steps.get(0));
        if (!node.isMap() || child == null) {
            throw reason.error("there is no '" + steps.get(0) + "' to take away");
        }
        Map<String, YamlNode> changed = new LinkedHashMap<>(node.entries());
        if (steps.size() == 1) {
            changed.remove(steps.get(0));
        } else {
            changed.put(steps.get(0), without(child, steps.subList(1, steps.size()), reason, limits));
        }
        return YamlNode.map(node.file(), node.line(), node.path(), changed);
    }

    /** A copy of a mapping in which the value at a path below it is replaced or added. */
    static YamlNode with(YamlNode node, List<String> steps, YamlNode value, Limits limits) {
        limits.copy(
                node.file(),
                node.line(),
                node.entries().size() + node.plainItems().size());
        String step = steps.get(0);
        List<String> rest = steps.subList(1, steps.size());
        if (node.isList()
                && step.matches("\\d{1,6}")
                && Integer.parseInt(step) < node.plainItems().size()) {
            List<YamlNode> items = new ArrayList<>(node.plainItems());
            int i = Integer.parseInt(step);
            items.set(i, rest.isEmpty() ? value : with(items.get(i), rest, value, limits));
            return YamlNode.list(node.file(), node.line(), node.path(), items);
        }
        if (node.isScalar() || node.isList()) {
            throw value.error("'" + node.path() + "' is not a mapping, so it has no '" + step + "'");
        }
        Map<String, YamlNode> changed = new LinkedHashMap<>(node.entries());
        String path = node.path().isEmpty() ? step : node.path() + "." + step;
        YamlNode child = changed.getOrDefault(step, YamlNode.empty(value.file(), 0, path));
        changed.put(step, rest.isEmpty() ? value : with(child, rest, value, limits));
        return YamlNode.map(node.file(), node.line(), node.path(), changed);
    }
}
