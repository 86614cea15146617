package org.shearnet.galaxysim.render;

/**
 * Every knob of the renderer's accuracy.
 *
 * <p>Two errors are made by drawing through a discrete Fourier transform. The periodic images of an object overlap with the
 * stamp: the period is chosen so that their surface brightness there stays below {@code folding} of the object's peak. And
 * the transform is cut at some wave number: there the part left out, integrated, stays below {@code truncation} of the peak,
 * unless no PSF or pixel ends the integral: then it is cut where the transform itself falls below {@code maxKThreshold} of
 * the flux.
 *
 * @param folding surface brightness of periodic images within the stamp, over the peak
 * @param truncation integral of the transform left out, over the whole integral
 * @param maxKThreshold transform over flux below which no wave number is used
 * @param maximumFftSize largest transform along one axis (points); more is refused
 */
public record RenderAccuracy(double folding, double truncation, double maxKThreshold, int maximumFftSize) {

    /** Errors of 1e-6 to 6e-5 of the peak on the reference stamps, for drawing in bulk. */
    public static final RenderAccuracy DEFAULT = new RenderAccuracy(5e-5, 1e-4, 1e-5, 8192);

    /** Errors below 1e-6 of the peak, for reference images. */
    public static final RenderAccuracy HIGH = new RenderAccuracy(2e-8, 1e-8, 1e-5, 16384);

    /**
     * Rejects numbers that no drawing can keep to.
     *
     * @param folding surface brightness of periodic images within the stamp, over the peak
     * @param truncation integral of the transform left out, over the whole integral
     * @param maxKThreshold transform over flux below which no wave number is used
     * @param maximumFftSize largest transform along one axis (points); more is refused
     */
    public RenderAccuracy {
        if (!(folding > 0 && folding < 1 && truncation > 0 && truncation < 1)) {
            throw new IllegalArgumentException(
                    "folding and truncation are fractions of the peak, not " + folding + ", " + truncation);
        }
        if (!(maxKThreshold > 0 && maxKThreshold < 1)) {
            throw new IllegalArgumentException("maxKThreshold is a fraction of the flux, not " + maxKThreshold);
        }
        if (maximumFftSize < 16) {
            throw new IllegalArgumentException("maximumFftSize must be at least 16, not " + maximumFftSize);
        }
    }

    /**
     * {@return the same with another limit on the size of a transform}
     *
     * @param points the most points along an axis
     */
    public RenderAccuracy withMaximumFftSize(int points) {
        return new RenderAccuracy(folding, truncation, maxKThreshold, points);
    }
}
