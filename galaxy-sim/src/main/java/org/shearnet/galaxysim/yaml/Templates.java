package org.shearnet.galaxysim.yaml;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * GalSim's templates: a mapping with {@code template: other.yaml}, {@code template: other.yaml:gal} or {@code template: :gal}
 * (of the same file) becomes that mapping, with the other keys of its own put over it; such a key may be a path, as
 * {@code gal.flux: 3}, and an empty text takes a key away.
 */
final class Templates {

    private static final int MAX_DEPTH = 16;

    private final YamlNode root;
    private final Path folder;
    private final Function<Path, YamlNode> reader;
    private final Limits limits = new Limits();
    private final Map<Path, YamlNode> files = new HashMap<>();

    private Templates(YamlNode root, Path folder, Function<Path, YamlNode> reader) {
        this.root = root;
        this.folder = folder;
        this.reader = reader;
    }

    /**
     * Replaces all templates.
     *
     * @param folder where the files they name are looked for after the working directory; null where none may be named
     * @param reader reads those files, their templates not replaced
     */
    static YamlNode expand(YamlNode root, Path folder, Function<Path, YamlNode> reader) {
        return new Templates(root, folder, reader).expand(root, 0);
    }

    private YamlNode expand(YamlNode node, int depth) {
        if (depth > MAX_DEPTH * MAX_DEPTH) {
            throw node.error("templates nested deeper than " + MAX_DEPTH);
        }
        if (node.isList()) {
            List<YamlNode> items = new ArrayList<>();
            boolean changed = false;
            for (YamlNode item : node.items()) {
                items.add(expand(item, depth + 1));
                changed |= items.get(items.size() - 1) != item;
            }
            return changed ? YamlNode.list(node.file(), node.line(), node.path(), items) : node;
        }
        if (!node.isMap()) {
            return node;
        }
        if (node.entry("template") != null) {
            return expand(replaced(node), depth + MAX_DEPTH);
        }
        Map<String, YamlNode> entries = new LinkedHashMap<>();
        boolean changed = false;
        for (String key : node.keys()) {
            YamlNode before = node.entry(key);
            YamlNode after = expand(before, depth + 1);
            changed |= before != after;
            entries.put(key, after);
        }
        return changed ? YamlNode.map(node.file(), node.line(), node.path(), entries) : node;
    }

    private YamlNode replaced(YamlNode node) {
        YamlNode template = node.entry("template");
        String text = template.text();
        int colon = text.indexOf(':');
        String file = colon < 0 ? text : text.substring(0, colon);
        YamlNode source = file.isEmpty() ? root : read(template, file);
        if (colon >= 0) {
            for (String step : text.substring(colon + 1).split("\\.")) {
                YamlNode next = source.isMap()
                        ? source.entry(step)
                        : source.isList()
                                        && step.matches("\\d{1,6}")
                                        && Integer.parseInt(step)
                                                < source.items().size()
                                ? source.items().get(Integer.parseInt(step))
                                : null;
                if (next == null) {
                    throw template.error("'" + text + "' names nothing: there is no '" + step + "'");
                }
                source = next;
            }
        }
        if (!source.isMap()) {
            throw template.error("'" + text + "' is not a mapping");
        }
        if (file.isEmpty() && (node.path() + ".").startsWith(source.path().isEmpty() ? "" : source.path() + ".")) {
            throw template.error("'" + text + "' contains itself");
        }
        YamlNode result = YamlEdits.moved(source, node.path(), limits);
        for (String key : node.keys()) {
            if (!key.equals("template")) {
                YamlNode value = node.entry(key);
                List<String> steps = Arrays.asList(key.split("\\.", -1));
                if (steps.size() > Limits.DEPTH) {
                    throw value.error("a path of more than " + Limits.DEPTH + " keys");
                }
                String path = (node.path().isEmpty() ? "" : node.path() + ".") + key;
                result = value.isScalar() && value.text().isEmpty()
                        ? YamlEdits.without(result, steps, value, limits)
                        : YamlEdits.with(result, steps, YamlEdits.moved(value, path, limits), limits);
            }
        }
        return result;
    }

    private YamlNode read(YamlNode template, String file) {
        if (folder == null) {
            throw template.error("names the file " + file + ", which only a configuration may");
        }
        for (Path candidate : List.of(Path.of(file), folder.resolve(file))) {
            if (Files.isRegularFile(candidate)) {
                return files.computeIfAbsent(candidate, reader);
            }
        }
        throw template.error("no file " + file + " in the working directory, nor beside the configuration");
    }
}
