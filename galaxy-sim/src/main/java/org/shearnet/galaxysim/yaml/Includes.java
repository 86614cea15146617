package org.shearnet.galaxysim.yaml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Scenes that a configuration takes from other files. {@code include: scene.yaml} at the top brings the sections of that file,
 * within a section that section of it; its name is relative to the file it stands in. The keys beside it are put over what it
 * brings, mapping by mapping; a key without a value takes away.
 */
final class Includes {

    private static final String KEY = "include";

    /** Sections that a scene has. */
    private static final Set<String> SECTIONS =
            Set.of("gal", "psf", "image", "input", "output", "stamp", "eval_variables", KEY);

    /** Deepest chain of files. */
    private static final int DEPTH = 16;

    /** Most files read for one configuration. */
    private static final int FILES = 64;

    private final Deque<Path> open = new ArrayDeque<>();
    private final Map<Path, YamlNode> scenes = new HashMap<>();
    private final Limits limits = new Limits();

    /** Reads a document of a file, its includes and templates replaced. */
    YamlNode read(Path path, int document) {
        return expanded(path, YamlDocuments.of(path, document));
    }

    private YamlNode expanded(Path path, YamlNode raw) {
        open.push(real(path));
        YamlNode result =
                Templates.expand(included(path, raw), path.toAbsolutePath().getParent(), this::template);
        open.pop();
        return result;
    }

    /** What a file holds that a template names: with its includes, not yet with its templates. */
    private YamlNode template(Path path) {
        YamlNode raw = YamlDocuments.of(path, 0);
        if (first(raw) == null) {
            return raw;
        }
        refuseOpen(real(path), first(raw));
        open.push(real(path));
        YamlNode result = included(path, raw);
        open.pop();
        return result;
    }

    /** Refuses includes in a text that is no file. */
    static YamlNode refuse(YamlNode root) {
        YamlNode include = first(root);
        if (include != null) {
            throw include.error("names the file " + include.text() + ", which only a configuration may");
        }
        return root;
    }

    /** The first include of a document, or null. */
    private static YamlNode first(YamlNode root) {
        return root.keys().stream()
                .filter(key -> key.equals(KEY) || includes(root, key))
                .map(key -> key.equals(KEY) ? root.entry(key) : root.entry(key).entry(KEY))
                .findFirst()
                .orElse(null);
    }

    private YamlNode included(Path path, YamlNode root) {
        YamlNode result = root;
        for (String section : root.keys()) {
            if (includes(root, section)) {
                YamlNode include = root.entry(section).entry(KEY);
                YamlNode base = scene(include, path).entry(section);
                if (base == null || !base.isMap()) {
                    throw include.error(include.text() + " has no section '" + section + "'");
                }
                result = YamlEdits.with(result, List.of(section), merged(root.entry(section), base), limits);
            }
        }
        return root.entry(KEY) == null ? result : merged(result, scene(root.entry(KEY), path));
    }

    private void refuseOpen(Path real, YamlNode include) {
        if (open.contains(real)) {
            List<String> chain = new ArrayList<>();
            open.descendingIterator()
                    .forEachRemaining(p -> chain.add(p.getFileName().toString()));
            throw include.error("includes itself: " + String.join(" -> ", chain) + " -> " + real.getFileName());
        }
    }

    private static boolean includes(YamlNode root, String key) {
        YamlNode section = root.entry(key);
        return SECTIONS.contains(key) && section.isMap() && section.entry(KEY) != null;
    }

    /** The scene that an include names. */
    private YamlNode scene(YamlNode include, Path from) {
        Path file;
        try {
            file = from.toAbsolutePath().resolveSibling(include.text());
        } catch (InvalidPathException e) {
            throw include.error("'" + include.text() + "' is no name of a file");
        }
        if (!Files.isRegularFile(file)) {
            throw include.error("no file " + include.text() + " beside " + from.getFileName()
                    + " (a name is relative to the file that includes)");
        }
        Path real = real(file);
        refuseOpen(real, include);
        if (open.size() >= DEPTH) {
            throw include.error("more than " + DEPTH + " files that include each other");
        }
        YamlNode known = scenes.get(real);
        if (known == null) {
            if (scenes.size() >= FILES) {
                throw include.error("more than " + FILES + " files included");
            }
            known = read(from.resolveSibling(include.text()).normalize(), 0);
            for (String key : known.keys()) {
                if (!SECTIONS.contains(key) && !known.entry(key).isForAnchors()) {
                    throw known.entry(key)
                            .error("'" + key + "' is no section of a scene, included at " + include.where()
                                    + " (sections: "
                                    + SECTIONS.stream()
                                            .filter(s -> !s.equals(KEY))
                                            .sorted()
                                            .collect(Collectors.joining(", "))
                                    + ")");
                }
            }
            scenes.put(real, known);
        }
        return known;
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            return file.toAbsolutePath().normalize();
        }
    }

    /** A mapping over what it includes, which stands where the include stood. */
    private YamlNode merged(YamlNode own, YamlNode base) {
        Map<String, YamlNode> all = new LinkedHashMap<>();
        for (String key : own.keys()) {
            if (key.equals(KEY)) {
                for (String below : base.keys()) {
                    if (!base.entry(below).isForAnchors()) {
                        put(all, below, own.entry(below), base.entry(below));
                    }
                }
            } else if (base.entry(key) == null) {
                put(all, key, own.entry(key), null);
            }
        }
        return YamlNode.map(own.file(), own.line(), own.path(), all);
    }

    private void put(Map<String, YamlNode> all, String key, YamlNode own, YamlNode base) {
        if (own == null) {
            all.put(key, YamlEdits.moved(base, base.path(), limits));
        } else if (base != null && own.isMap() && base.isMap()) {
            Map<String, YamlNode> inner = new LinkedHashMap<>();
            base.keys().forEach(k -> put(inner, k, own.entry(k), base.entry(k)));
            own.keys().stream().filter(k -> base.entry(k) == null).forEach(k -> inner.put(k, own.entry(k)));
            all.put(key, YamlNode.map(own.file(), own.line(), own.path(), inner));
        } else if (base == null || own.kind() != YamlNode.Kind.NULL) {
            all.put(key, own);
        }
    }
}
