package org.shearnet.galaxysim.scene;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
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
        Path beside = find(relative.toString(), folderOf(file, directory));
        Path found = beside == null ? find(relative.toString()) : beside;
        if (found == null) {
            throw file.error("no file " + relative + " in the working directory, nor beside the configuration");
        }
        return found;
    }

    /** The folder of the file that a node was written in: an included scene's own, or the configuration's. */
    private static Path folderOf(YamlNode node, Path directory) {
        return folder(node.file(), directory);
    }

    private static Path folder(String name, Path directory) {
        try {
            Path file = Path.of(name);
            return Files.isRegularFile(file) ? file.toAbsolutePath().getParent() : directory;
        } catch (InvalidPathException e) {
            return directory;
        }
    }

    /** The file of a name, or null where there is none. */
    Path find(String name) {
        return find(name, directory);
    }

    /**
     * All files that a configuration reads or may read: its templates and includes, and whatever of its texts, alone or in one of its
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
        Set<Path> homes = new LinkedHashSet<>();
        homes.add(directory);
        texts.forEach(text -> homes.add(folder(text, directory)));
        Set<Path> files = new LinkedHashSet<>();
        for (Path home : homes) {
            for (String text : texts) {
                for (String folder : folders) {
                    Path found = find(folder.isEmpty() ? text : folder + "/" + text, home);
                    if (found != null) {
                        files.add(found);
                    }
                }
            }
        }
        return files;
    }

    private static void collect(YamlNode node, Set<String> texts, Set<String> folders, boolean folder) {
        if (node == null) {
            return;
        }
        // what a template or an include brought in tells its own file
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
        } catch (InvalidPathException e) {
            return null;
        }
        return null;
    }
}
