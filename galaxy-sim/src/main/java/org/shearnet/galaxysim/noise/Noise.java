package org.shearnet.galaxysim.noise;

import java.util.Map;

/** A model of pixel noise, added to an image of expected counts. */
public sealed interface Noise permits GaussianNoise, PoissonNoise, CcdNoise, CorrelatedNoise, PhotonNoise {

    /**
     * Adds one realisation.
     *
     * @param random the stream to draw from
     * @param image expected counts, changed in place
     * @param n number of pixels from the array's start
     */
    void addTo(RandomStream random, double[] image, int n);

    /**
     * {@return variance in a pixel whose expected count, sky taken off, is given (counts^2)}
     *
     * @param expected expected count of the pixel, sky taken off (counts)
     */
    double variance(double expected);

    /** {@return standard deviation of every pixel whatever it holds (counts); NaN where pixels differ} */
    double commonSigma();

    /** {@return what a file's header says of it: NOISETYP, its kind, and its numbers} */
    Map<String, Object> cards();
}
