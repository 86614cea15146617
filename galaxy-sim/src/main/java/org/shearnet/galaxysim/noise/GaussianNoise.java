package org.shearnet.galaxysim.noise;

import java.util.Map;

/**
 * White Gaussian noise.
 *
 * @param sigma standard deviation in every pixel (counts); 0 adds nothing
 */
public record GaussianNoise(double sigma) implements Noise {

    /**
     * Rejects a negative sigma.
     *
     * @param sigma standard deviation in every pixel (counts); 0 adds nothing
     */
    public GaussianNoise {
        if (!(sigma >= 0 && sigma < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("sigma of the noise must not be negative, as " + sigma);
        }
    }

    @Override
    public void addTo(RandomStream random, double[] image, int n) {
        for (int i = 0; sigma > 0 && i < n; i++) {
            image[i] += sigma * random.nextGaussian();
        }
    }

    @Override
    public double variance(double expected) {
        return sigma * sigma;
    }

    @Override
    public double commonSigma() {
        return sigma;
    }

    @Override
    public Map<String, Object> cards() {
        return Map.of("NOISETYP", "GAUSSIAN");
    }
}
