package org.shearnet.features;

import java.util.List;

/**
 * How many numbers a network sees that corrects moments.
 *
 * @param noiseFree invariants that noise does not enter by design
 * @param withNoise invariants that tell of the noise
 * @param shapes shapes that turn with the stamp
 */
public record FeatureSizes(int noiseFree, int withNoise, int shapes) {

    /** All invariants. */
    public int invariants() {
        return noiseFree + withNoise;
    }

    /** What the network's numbers are multiplied with: see {@link MeasuredFeatures#basis}. */
    public int basis(List<Label> outputs) {
        return 4 * shapes + outputs.size() - 2;
    }
}
