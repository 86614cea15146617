package org.shearnet.train;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.shearnet.data.StampSource;
import org.shearnet.galaxysim.fits.Sha256;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.NetworkSpec;

/**
 * A training to be done.
 *
 * @param source draws the stamps
 * @param scene the YAML of the experiment; stored in the model, and what draws the stamps is compared on resume
 * @param provenance stored in the model
 * @param folder the run folder
 * @param threads Java threads; changes no number
 */
public record TrainJob(
        NetworkSpec network,
        TrainOptions options,
        StampSource source,
        String scene,
        Map<String, String> provenance,
        Path folder,
        int threads) {

    public TrainJob {
        provenance = Map.copyOf(provenance);
        if (options.objective().loss().needsErrors() && !network.errors()) {
            throw new IllegalArgumentException(
                    "the loss '" + options.objective().loss().name() + "' needs 'errors: true' of the network");
        }
        if (options.objective().learned() && network.errors()) {
            throw new IllegalArgumentException("weights are learned from errors that are not expected already");
        }
    }

    /** The sections of {@link #scene} that stamps are made of. */
    private static final List<String> DRAWN = List.of("gal", "psf", "image", "input", "stamp");

    /**
     * Hash of all that the numbers of this training depend on but the number of epochs, which may grow when it goes on.
     */
    String fingerprint() {
        YamlNode root = YamlReader.parse("scene", scene);
        String drawn = DRAWN.stream()
                .filter(root::has)
                .map(section -> section + ":\n" + root.get(section).toYaml())
                .collect(Collectors.joining());
        String all = network.toYaml() + options.text() + source.stamp() + source.psf() + drawn;
        return Sha256.hex(all.getBytes(StandardCharsets.UTF_8));
    }
}
