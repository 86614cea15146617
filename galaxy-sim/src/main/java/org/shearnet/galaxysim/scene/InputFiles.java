package org.shearnet.galaxysim.scene;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.shearnet.galaxysim.yaml.YamlNode;

/** Finds files that a configuration names: from the working directory as GalSim does, else from the configuration's own. */
final class InputFiles {

    private final Path directory;
    private final Texts texts;

    /**
     * @param directory folder of the configuration, or null
     * @param texts reads names
     */
    InputFiles(Path directory, Texts texts) {
        this.directory = directory;
        this.texts = texts;
    }

    /** Reads names of files. */
    Texts texts() {
        return texts;
    }

    /**
     * @param dir node of the folder, or null
     * @param file node of the file's name
     */
    Path locate(YamlNode dir, YamlNode file) {
        Path relative = dir == null
                ? Path.of(texts.fixed(file))
                : Path.of(texts.fixed(dir)).resolve(texts.fixed(file));
        Path found = find(relative.toString());
        if (found == null) {
            throw file.error("no file " + relative + " in the working directory, nor beside the configuration");
        }
        return found;
    }

    /** The file of a name, or null where there is none. */
    Path find(String name) {
        return find(name, directory);
    }

    /**
     * All files that a configuration reads or may read: its templates, and whatever of its texts, alone or in one of its
     * folders, is the name of a file; those of its section {@code output} aside.
     */
    static Set<Path> all(YamlNode root, Path directory) {
        Set<String> texts = new LinkedHashSet<>();
        Set<String> folders = new LinkedHashSet<>(Set.of(""));
        for (String section : root.keys()) {
            if (!section.equals("output")) {
                collect(root.find(section), texts, folders, section.equals("dir"));
            }
        }
        Set<Path> files = new LinkedHashSet<>();
        for (String text : texts) {
            for (String folder : folders) {
                Path found = find(folder.isEmpty() ? text : folder + "/" + text, directory);
                if (found != null) {
                    files.add(found);
                }
            }
        }
        return files;
    }

    private static void collect(YamlNode node, Set<String> texts, Set<String> folders, boolean folder) {
        if (node == null) {
            return;
        }
        // what a template brought in tells its own file
        texts.add(node.file());
        if (node.isScalar()) {
            (folder ? folders : texts).add(node.text());
        } else if (node.isList()) {
            node.items().forEach(item -> collect(item, texts, folders, folder));
        } else if (node.isMap()) {
            node.keys().forEach(key -> collect(node.find(key), texts, folders, key.equals("dir")));
        }
    }

    private static Path find(String name, Path directory) {
        Path home = directory == null ? Path.of("") : directory.toAbsolutePath();
        Path parent = home.getParent() == null ? home : home.getParent();
        try {
            Path relative = Path.of(name);
            for (Path candidate : List.of(relative, home.resolve(relative), parent.resolve(relative))) {
                if (Files.isRegularFile(candidate)) {
                    return candidate;
                }
            }
        } catch (java.nio.file.InvalidPathException e) {
            return null;
        }
        return null;
    }
}
