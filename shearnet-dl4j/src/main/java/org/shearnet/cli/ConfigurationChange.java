package org.shearnet.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.shearnet.config.Experiment;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.galaxysim.yaml.YamlReader;

/** Finds the key in which a training's configuration differs from that of the run it is to go on with. */
final class ConfigurationChange {

    private static final List<String> SECTIONS = List.of("gal", "psf", "image", "input", "stamp", "network", "train");

    private ConfigurationChange() {}

    /**
     * One line that names the first difference.
     *
     * @param former the run's config.yaml
     */
    static String first(Path former, Experiment experiment) throws IOException {
        String what = null;
        if (Files.exists(former)) {
            YamlNode before = YamlReader.read(former);
            for (String section : SECTIONS) {
                what = what == null
                        ? difference(find(before, section), find(experiment.root(), section), section)
                        : what;
            }
        }
        return experiment.file() + ": "
                + (what == null ? "the network, scene or train section" : what)
                + " is not as in the training that lies in " + former.getParent()
                + "; only train.epochs may change on --resume: start over with --fresh, which replaces it, or give the"
                + " experiment another name";
    }

    private static YamlNode find(YamlNode node, String key) {
        return node != null && node.isMap() && node.has(key) ? node.get(key) : null;
    }

    private static String difference(YamlNode before, YamlNode now, String path) {
        if (path.equals("train.epochs") || text(before).equals(text(now))) {
            return null;
        }
        if (before != null && now != null && before.isMap() && now.isMap()) {
            TreeSet<String> keys = new TreeSet<>(before.keys());
            keys.addAll(now.keys());
            for (String key : keys) {
                String found = difference(find(before, key), find(now, key), path + "." + key);
                if (found != null) {
                    return found;
                }
            }
            return null;
        }
        return path + (now == null ? ", absent here (there: " : " of " + text(now) + " (there: ")
                + (before == null ? "absent" : text(before)) + ")";
    }

    private static String text(YamlNode node) {
        if (node == null) {
            return "";
        }
        return node.isScalar() ? node.text() : node.toYaml().strip().replaceAll("\\s*\\R\\s*", ", ");
    }
}
