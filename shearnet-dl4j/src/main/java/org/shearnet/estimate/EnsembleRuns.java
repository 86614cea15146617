package org.shearnet.estimate;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.galaxysim.yaml.YamlReader;

/** The run folders of an ensemble: that of one training, and beside it those of the same with the next seeds. */
public final class EnsembleRuns {

    private EnsembleRuns() {}

    /** The name of a training's run with another seed than its own. */
    public static String name(String run, long seed) {
        return run + "-seed" + seed;
    }

    /**
     * The folders of a number of members.
     *
     * @param first the run folder of the first
     * @throws BadDataException where it does not say its seed
     */
    public static List<Path> of(Path first, int members) {
        Path config = first.resolve("config.yaml");
        if (!Files.exists(config)) {
            throw new BadDataException(
                    config + ": not there; it tells the seed of the first network of the ensemble; give the"
                            + " run folder of a training");
        }
        YamlNode train = YamlReader.read(config).find("train");
        long seed = train == null ? 1 : train.integer("seed", 1);
        Path folder = first.toAbsolutePath().normalize();
        List<Path> all = new ArrayList<>(List.of(first));
        for (int k = 1; k < members; k++) {
            all.add(first.resolveSibling(name(folder.getFileName().toString(), seed + k)));
        }
        return all;
    }

    /**
     * The member of a number, 0 for the run folder itself.
     *
     * @throws BadDataException where it is missing or damaged
     */
    public static NetworkEstimator find(String label, String network, int member) {
        if (NetworkEstimator.SHIPPED.contains(network)
                && !Files.exists(Path.of(network).resolve("model.zip"))) {
            throw new ConfigException("the network '" + label + "': the shipped '" + network
                    + "' is one network; an ensemble is trained from the YAML of an experiment");
        }
        Path folder = of(Path.of(network), member + 1).get(member);
        Path file = folder.resolve("model.zip");
        if (!Files.exists(file)) {
            throw new BadDataException(file + ": no trained network there, and it is member " + (member + 1)
                    + " of the ensemble of " + network + ": 'benchmark' trains it, or 'train' with --set name="
                    + folder.toAbsolutePath().normalize().getFileName() + " and the seed of that name as train.seed");
        }
        return NetworkEstimator.load(label, file);
    }
}
