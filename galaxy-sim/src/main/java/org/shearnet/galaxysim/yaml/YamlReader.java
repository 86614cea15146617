package org.shearnet.galaxysim.yaml;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads YAML into {@link YamlNode}s: anchors and merge keys resolved, duplicate keys refused, no object of any class
 * ever constructed from the file.
 */
public final class YamlReader {

    private static final int MAX_DEPTH = 64;

    private final String file;

    private YamlReader(String file) {
        this.file = file;
    }

    /**
     * Reads a file.
     *
     * @throws ConfigException where the file is missing, unreadable or not one YAML mapping
     */
    public static YamlNode read(Path path) {
        try {
            return parse(path.toString(), Files.readString(path));
        } catch (NoSuchFileException e) {
            throw new ConfigException(path + ": no such file", e);
        } catch (MalformedInputException e) {
            throw new ConfigException(path + ": not a text file in UTF-8", e);
        } catch (IOException e) {
            throw new ConfigException(path + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Reads a document.
     *
     * @param file the name that complaints carry
     */
    public static YamlNode parse(String file, String text) {
        YamlNode root = new YamlReader(file).document(text, "");
        if (!root.isMap()) {
            throw root.error("expected a mapping (key: value) at the top");
        }
        return root;
    }

    /**
     * Applies an override {@code a.b=value}; the value is YAML, so lists and mappings may be given too.
     *
     * @throws ConfigException where the override has no '=' or does not parse
     */
    public static YamlNode override(YamlNode root, String assignment) {
        int equals = assignment.indexOf('=');
        String name = "--set " + assignment;
        if (equals < 1) {
            throw new ConfigException(name + ": expected path=value, as in --set train.epochs=5");
        }
        String path = assignment.substring(0, equals).strip();
        YamlNode value = new YamlReader(name).document(assignment.substring(equals + 1), path);
        return root.with(Arrays.asList(path.split("\\.")), value);
    }

    private YamlNode document(String text, String path) {
        try {
            LoaderOptions options = new LoaderOptions();
            options.setNestingDepthLimit(MAX_DEPTH);
            Node node = new Yaml(options).compose(new StringReader(text));
            return node == null ? YamlNode.empty(file, 0, path) : convert(node, path, 0);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            throw new ConfigException(file + ":" + line + ": not valid YAML: " + e.getProblem(), e);
        } catch (YAMLException e) {
            throw new ConfigException(
                    file + ": not valid YAML: "
                            + e.getMessage().lines().findFirst().orElse(""),
                    e);
        }
    }

    private YamlNode convert(Node node, String path, int depth) {
        int line = file.startsWith("--set ") ? 0 : node.getStartMark().getLine() + 1;
        if (depth > MAX_DEPTH) {
            throw new ConfigException(file + ":" + line + ": " + path + ": nested deeper than " + MAX_DEPTH);
        }
        if (node instanceof MappingNode mapping) {
            Map<String, YamlNode> entries = new LinkedHashMap<>();
            Map<String, YamlNode> merged = new LinkedHashMap<>();
            for (NodeTuple tuple : mapping.getValue()) {
                entry(tuple, path, depth, entries, merged);
            }
            merged.forEach(entries::putIfAbsent);
            return YamlNode.map(file, line, path, entries);
        }
        if (node instanceof SequenceNode sequence) {
            List<YamlNode> items = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                items.add(convert(item, path + "[" + items.size() + "]", depth + 1));
            }
            return YamlNode.list(file, line, path, items);
        }
        ScalarNode scalar = (ScalarNode) node;
        return Tag.NULL.equals(scalar.getTag())
                ? YamlNode.empty(file, line, path)
                : YamlNode.scalar(file, line, path, scalar.getValue());
    }

    private void entry(
            NodeTuple tuple, String path, int depth, Map<String, YamlNode> entries, Map<String, YamlNode> merged) {
        int line = tuple.getKeyNode().getStartMark().getLine() + 1;
        if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
            throw new ConfigException(file + ":" + line + ": " + path + ": a key must be a single word");
        }
        if (Tag.MERGE.equals(key.getTag())) {
            YamlNode value = convert(tuple.getValueNode(), path, depth + 1);
            for (YamlNode source : value.isList() ? value.items() : List.of(value)) {
                source.keys().forEach(k -> {
                    if (source.find(k) != null) {
                        merged.putIfAbsent(k, source.find(k));
                    }
                });
            }
            return;
        }
        String name = key.getValue();
        YamlNode value = convert(tuple.getValueNode(), path.isEmpty() ? name : path + "." + name, depth + 1);
        if (entries.putIfAbsent(name, value) != null) {
            throw value.error("the key '" + name + "' stands here twice");
        }
    }
}
