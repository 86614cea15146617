package org.shearnet.galaxysim.noise;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Photon noise of the object and of a sky that has already been taken off.
 *
 * @param sky sky counts in a pixel, photons
 */
public record PoissonNoise(double sky) implements Noise {

    /**
     * Rejects a negative sky.
     *
     * @param sky sky counts in a pixel, photons
     */
    public PoissonNoise {
        if (!(sky >= 0 && sky < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the sky level must not be negative, as " + sky);
        }
    }

    @Override
    public void addTo(RandomStream random, double[] image, int n) {
        new CcdNoise(sky, 1, 0).addTo(random, image, n);
    }

    @Override
    public double variance(double expected) {
        return Math.max(0, expected + sky);
    }

    @Override
    public double commonSigma() {
        return Double.NaN;
    }

    @Override
    public Map<String, Object> cards() {
        Map<String, Object> cards = new LinkedHashMap<>();
        cards.put("NOISETYP", "POISSON");
        cards.put("SKYLEVEL", sky);
        return cards;
    }
}
