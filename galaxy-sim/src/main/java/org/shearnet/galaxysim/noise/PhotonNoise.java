package org.shearnet.galaxysim.noise;

import java.util.Map;

/**
 * Noise of an object that is made of photons, one a count: Poisson noise of the object alone, and beside it what the image
 * would have without an object.
 *
 * @param rest noise of sky and read-out, or null
 */
public record PhotonNoise(Noise rest) implements Noise {

    @Override
    public void addTo(RandomStream random, double[] image, int n) {
        new CcdNoise(0, 1, 0).addTo(random, image, n);
        if (rest != null) {
            double[] sky = new double[n];
            rest.addTo(random, sky, n);
            for (int i = 0; i < n; i++) {
                image[i] += sky[i];
            }
        }
    }

    @Override
    public double variance(double expected) {
        return Math.max(0, expected) + (rest == null ? 0 : rest.variance(0));
    }

    @Override
    public double commonSigma() {
        return Double.NaN;
    }

    @Override
    public Map<String, Object> cards() {
        return Map.of("NOISETYP", "PHOTONS");
    }
}
