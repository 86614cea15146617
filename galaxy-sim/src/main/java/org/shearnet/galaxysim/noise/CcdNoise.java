package org.shearnet.galaxysim.noise;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Noise of a CCD: photons of object and sky, then read-out noise; the sky is taken off again.
 *
 * @param sky sky counts in a pixel (ADU)
 * @param gain electrons per ADU; 0 leaves out the photon noise
 * @param readNoise standard deviation of the read-out (electrons)
 */
public record CcdNoise(double sky, double gain, double readNoise) implements Noise {

    /**
     * Rejects negative numbers.
     *
     * @param sky sky counts in a pixel (ADU)
     * @param gain electrons per ADU; 0 leaves out the photon noise
     * @param readNoise standard deviation of the read-out (electrons)
     */
    public CcdNoise {
        if (!(sky >= 0 && gain >= 0 && readNoise >= 0 && sky + gain + readNoise < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "sky level, gain and read noise must not be negative, as " + sky + ", " + gain + ", " + readNoise);
        }
    }

    @Override
    public void addTo(RandomStream random, double[] image, int n) {
        double readOut = gain > 0 ? readNoise / gain : readNoise;
        for (int i = 0; i < n; i++) {
            if (gain > 0) {
                image[i] = photons(random, (image[i] + sky) * gain) / gain - sky;
            }
            if (readOut > 0) {
                image[i] += readOut * random.nextGaussian();
            }
        }
    }

    private static double photons(RandomStream random, double mean) {
        if (mean <= 0) {
            return 0;
        }
        if (mean > Integer.MAX_VALUE / 2) {
            return mean + Math.sqrt(mean) * random.nextGaussian();
        }
        return random.nextPoisson(mean);
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
