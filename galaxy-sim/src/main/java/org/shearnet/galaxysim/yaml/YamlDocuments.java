package org.shearnet.galaxysim.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** The documents of a YAML text or file as they stand, anchors and merge keys resolved. */
final class YamlDocuments {

    private final String file;
    private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Limits limits = new Limits();
    private Anchors anchors;

    private YamlDocuments(String file) {
        this.file = file;
    }

    /** One document of a text. */
    static YamlNode of(String file, String text, int document) {
        return choose(file, all(file, text, ""), document);
    }

    /** All documents of a text, that stand at a path. */
    static List<YamlNode> all(String file, String text, String path) {
        return new YamlDocuments(file).documents(text, path);
    }

    /** One document of a file, its includes and templates not yet replaced. */
    static YamlNode of(Path path, int document) {
        try {
            return of(path.toString(), text(path), document);
        } catch (NoSuchFileException e) {
            throw new ConfigException(path + ": no such file", e);
        } catch (CharacterCodingException e) {
            throw new ConfigException(path + ": not a text file in UTF-8", e);
        } catch (IOException e) {
            throw new ConfigException(path + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** The text of a file, of which no more is read than a document may have. */
    private static String text(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(Limits.LENGTH + 1);
            Limits.length(path.toString(), bytes.length, "bytes");
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        }
    }

    private static YamlNode choose(String file, List<YamlNode> documents, int document) {
        if (document == 0 && documents.size() > 1) {
            throw new ConfigException(file + ": holds " + documents.size()
                    + " documents, of which the first is the base of the others: choose one with --document 1 to "
                    + documents.size() + " (simulate)");
        }
        if (document < 0 || document > Math.max(1, documents.size())) {
            throw new ConfigException(file + ": there is no document " + document + "; they are counted from 1 to "
                    + Math.max(1, documents.size()));
        }
        YamlNode chosen = documents.isEmpty() ? YamlNode.empty(file, 0, "") : documents.get(Math.max(document, 1) - 1);
        if (!chosen.isMap()) {
            throw chosen.error("expected a mapping (key: value) at the top");
        }
        if (document < 2) {
            return chosen;
        }
        if (!documents.get(0).isMap()) {
            throw documents.get(0).error("expected a mapping (key: value) at the top");
        }
        return YamlEdits.over(chosen, documents.get(0));
    }

    /** The documents of a text; those that hold nothing are left out. */
    private List<YamlNode> documents(String text, String path) {
        Limits.length(file, text.length(), "characters");
        try {
            LoaderOptions options = new LoaderOptions();
            options.setNestingDepthLimit(Limits.DEPTH);
            options.setMaxAliasesForCollections(Limits.VALUES); // what they expand to is counted below
            List<YamlNode> documents = new ArrayList<>();
            for (Node node : new Yaml(
                            new SafeConstructor(options),
                            new Representer(new DumperOptions()),
                            new DumperOptions(),
                            options,
                            new Words())
                    .composeAll(new StringReader(text))) {
                anchors = new Anchors(node);
                YamlNode document = convert(node, path, 0);
                if (document.kind() != YamlNode.Kind.NULL) {
                    documents.add(document);
                }
            }
            return documents;
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
        if (!open.add(node)) {
            throw new ConfigException(
                    file + ":" + line + ": " + path + ": the anchor &" + node.getAnchor() + " contains itself");
        }
        if (depth > Limits.DEPTH) {
            throw new ConfigException(file + ":" + line + ": " + path + ": nested deeper than " + Limits.DEPTH);
        }
        limits.value(file, line, path);
        YamlNode converted = convert(node, path, depth, line);
        open.remove(node);
        return depth == 1 && anchors.holdsNothingElse(node) ? converted.holdingAnchors() : converted;
    }

    private YamlNode convert(Node node, String path, int depth, int line) {
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
            throw new ConfigException(
                    file + ":" + line + ": " + (path.isEmpty() ? "" : path + ": ") + "a key must be a single word");
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

    /** Tells nulls and merge keys from words. Numbers are words until they are asked for: patterns take long on long digits. */
    private static final class Words extends Resolver {

        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.MERGE, MERGE, "<");
            addImplicitResolver(Tag.NULL, NULL, "~nN\0");
            addImplicitResolver(Tag.NULL, EMPTY, null);
        }
    }
}
