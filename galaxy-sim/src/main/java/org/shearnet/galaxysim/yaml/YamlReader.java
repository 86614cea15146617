package org.shearnet.galaxysim.yaml;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Reads YAML into {@link YamlNode}s: anchors and merge keys resolved, duplicate keys refused, no object of any class
 * ever constructed from the file.
 */
public final class YamlReader {

    private YamlReader() {}

    /**
     * Reads a file of one document.
     *
     * @param path the file
     * @return the root of the document
     * @throws ConfigException where the file is missing, unreadable, or not one YAML mapping
     */
    public static YamlNode read(Path path) {
        return read(path, 0);
    }

    /**
     * Reads one document of a file. The first document is the base of those that follow: what they do not say is taken
     * from it, as GalSim does. Then {@code include} and {@code template} keys are replaced by what they name.
     *
     * @param path the file
     * @param document its number in the file, from 1; 0 for the only one
     * @return the root of the document
     * @throws ConfigException where the file is missing or unreadable, has no such document, or it is not a mapping
     */
    public static YamlNode read(Path path, int document) {
        return new Includes().read(path, document);
    }

    /**
     * Reads a text of one document.
     *
     * @param file the name that complaints carry
     * @param text the YAML
     * @return the root of the document
     */
    public static YamlNode parse(String file, String text) {
        return parse(file, text, 0);
    }

    /**
     * Reads one document of a text.
     *
     * @param file the name that complaints carry
     * @param text the YAML
     * @param document its number, from 1; 0 for the only one
     * @return the root of the document
     */
    public static YamlNode parse(String file, String text, int document) {
        YamlNode root = YamlDocuments.of(file, text, document);
        return Templates.expand(Includes.refuse(root), null, null);
    }

    /**
     * Applies an override {@code a.b=value}; the value is YAML, so lists and mappings may be given too.
     *
     * @param root the whole configuration, changed in place
     * @param assignment path and value, with = between
     * @return the root of the document
     * @throws ConfigException where the override has no '=' or does not parse
     */
    public static YamlNode override(YamlNode root, String assignment) {
        int equals = assignment.indexOf('=');
        String name = "--set " + assignment;
        if (equals < 1) {
            throw new ConfigException(name + ": expected path=value, as in --set train.epochs=5");
        }
        String path = assignment.substring(0, equals).strip();
        List<String> steps = Arrays.asList(path.split("\\.", -1));
        if (steps.size() > Limits.DEPTH || steps.contains("")) {
            throw new ConfigException(name + ": the path must be at most " + Limits.DEPTH
                    + " keys with a dot between them, as in --set train.epochs=5");
        }
        List<YamlNode> values = YamlDocuments.all(name, assignment.substring(equals + 1), path);
        YamlNode value = values.isEmpty() ? YamlNode.empty(name, 0, path) : values.get(0);
        return YamlEdits.with(root, steps, value, new Limits());
    }

    /**
     * A copy of a document with another value at a path. Nothing of it is shared with the document, so what was asked of that
     * counts for nothing here.
     *
     * @param root the whole configuration
     * @param path keys with a dot between them
     * @param value it keeps its file and line for complaints
     * @return the root of the copy
     * @throws ConfigException where the path leads through something that is no mapping
     */
    public static YamlNode with(YamlNode root, String path, YamlNode value) {
        Limits limits = new Limits();
        YamlNode copy = YamlEdits.moved(root, root.path(), limits);
        return YamlEdits.with(copy, steps(path, value), YamlEdits.moved(value, path, limits), limits);
    }

    /**
     * The same, but where both are mappings the value's keys are put over those that are there, mapping by mapping.
     *
     * @param root the whole configuration
     * @param path keys with a dot between them
     * @param value it keeps its file and line for complaints
     * @return the root of the copy
     */
    public static YamlNode over(YamlNode root, String path, YamlNode value) {
        YamlNode below = root;
        for (String step : steps(path, value)) {
            below = below == null ? null : below.entry(step);
        }
        boolean merge = below != null && below.isMap() && value.isMap();
        return with(root, path, merge ? YamlEdits.over(value, below) : value);
    }

    /**
     * A copy that shares nothing with the document, so that each may be asked for other keys.
     *
     * @param root the whole configuration
     * @return the root of the copy
     */
    public static YamlNode copy(YamlNode root) {
        return YamlEdits.moved(root, root.path(), new Limits());
    }

    private static List<String> steps(String path, YamlNode value) {
        List<String> steps = Arrays.asList(path.split("\\.", -1));
        if (steps.size() > Limits.DEPTH || steps.contains("")) {
            throw value.error("'" + path + "' is no path: keys with a dot between them, as in train.epochs");
        }
        return steps;
    }
}
