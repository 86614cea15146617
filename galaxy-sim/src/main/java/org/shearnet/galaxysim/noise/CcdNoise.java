package org.shearnet.galaxysim.noise;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.PoissonSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * Noise of a CCD: photons of object and sky, then read-out noise; the sky is taken off again.
 *
 * @param sky sky counts in a pixel (ADU)
 * @param gain electrons per ADU; 0 leaves out the photon noise
 * @param readNoise standard deviation of the read-out (electrons)
 */
public record CcdNoise(double sky, double gain, double readNoise) implements Noise {

    public CcdNoise {
        if (!(sky >= 0 && gain >= 0 && readNoise >= 0 && sky + gain + readNoise < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "sky level, gain and read noise must not be negative, as " + sky + ", " + gain + ", " + readNoise);
        }
    }

    @Override
    public void addTo(UniformRandomProvider random, double[] image, int n) {
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
        double readOut = gain > 0 ? readNoise / gain : readNoise;
        for (int i = 0; i < n; i++) {
            if (gain > 0) {
                image[i] = photons(random, normal, (image[i] + sky) * gain) / gain - sky;
            }
            if (readOut > 0) {
                image[i] += readOut * normal.sample();
            }
        }
    }

    private static double photons(
            UniformRandomProvider random, ZigguratSampler.NormalizedGaussian normal, double mean) {
        if (mean <= 0) {
            return 0;
        }
        if (mean > Integer.MAX_VALUE / 2) {
            return mean + Math.sqrt(mean) * normal.sample();
        }
        return PoissonSampler.of(random, mean).sample();
    }

    @Override
    public double variance(double expected) {
        return gain > 0
                ? Math.max(0, expected + sky) / gain + readNoise * readNoise / (gain * gain)
                : readNoise * readNoise;
    }

    @Override
    public double commonSigma() {
        return gain == 0 ? Math.sqrt(variance(0)) : Double.NaN;
    }

    @Override
    public Map<String, Object> cards() {
        Map<String, Object> cards = new LinkedHashMap<>();
        cards.put("NOISETYP", "CCD");
        cards.put("SKYLEVEL", sky);
        cards.put("GAIN", gain);
        cards.put("RDNOISE", readNoise);
        return cards;
    }
}
