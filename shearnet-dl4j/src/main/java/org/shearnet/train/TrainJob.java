package org.shearnet.train;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import org.shearnet.data.StampSource;
import org.shearnet.net.NetworkSpec;

/**
 * A training to be done.
 *
 * @param source draws the stamps
 * @param scene the YAML of what the source draws; stored in the model, and compared on resume
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
        if (options.loss().needsErrors() && !network.errors()) {
            throw new IllegalArgumentException("the loss 'nll' needs 'errors: true' of the network");
        }
    }

    /** Hash of all that the numbers of this training depend on. */
    String fingerprint() {
        String all = network.toYaml() + options + source.stamp() + source.psf() + scene;
        return HexFormat.of().formatHex(Checkpoint.sha256().digest(all.getBytes(StandardCharsets.UTF_8)));
    }
}
