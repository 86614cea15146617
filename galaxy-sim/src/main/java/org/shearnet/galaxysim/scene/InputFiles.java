package org.shearnet.galaxysim.scene;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.shearnet.galaxysim.yaml.YamlNode;

/** Finds files that a configuration names: from the working directory as GalSim does, else from the configuration's own. */
final class InputFiles {

    private InputFiles() {}

    /**
     * @param dir node of the folder, or null
     * @param file node of the file's name
     * @param directory folder of the configuration
     */
    static Path locate(YamlNode dir, YamlNode file, Path directory) {
        Path relative = dir == null
                ? Path.of(Texts.fixed(file))
                : Path.of(Texts.fixed(dir)).resolve(Texts.fixed(file));
        Path found = find(relative.toString(), directory);
        if (found == null) {
            throw file.error("no file " + relative + " in the working directory, nor beside the configuration");
        }
        return found;
    }

    /** The file of a name, or null where there is none. */
    static Path find(String name, Path directory) {
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
