package org.shearnet.net;

import java.util.List;
import org.shearnet.net.NetworkSpec.ImageScale;
import org.shearnet.net.NetworkSpec.SideInput;

/**
 * How stamps become inputs of the order of one and answers become physical labels. Part of every model.
 *
 * @param imageMean mean of the scaled pixels
 * @param imageSd standard deviation of the scaled pixels
 * @param psfMean mean of the pixels of PSF images of unit sum
 * @param psfSd standard deviation of those pixels
 * @param sideMean means of the side inputs
 * @param sideSd standard deviations of the side inputs
 * @param labelMean means of the labels, in their own units
 * @param labelSd standard deviations of the labels
 */
public record Normalisation(
        ImageScale scale,
        double imageMean,
        double imageSd,
        double psfMean,
        double psfSd,
        List<Double> sideMean,
        List<Double> sideSd,
        List<Double> labelMean,
        List<Double> labelSd) {

    public Normalisation {
        sideMean = List.copyOf(sideMean);
        sideSd = List.copyOf(sideSd);
        labelMean = List.copyOf(labelMean);
        labelSd = List.copyOf(labelSd);
        if (!(imageSd > 0)
                || !labelSd.stream().allMatch(s -> s > 0)
                || !sideSd.stream().allMatch(s -> s > 0)) {
            throw new IllegalArgumentException("standard deviations must be positive");
        }
        if (sideMean.size() != sideSd.size() || labelMean.size() != labelSd.size()) {
            throw new IllegalArgumentException("as many means as standard deviations are needed");
        }
    }

    /** Writes a stamp's scaled pixels to {@code out[at ...]}. */
    public void image(double[] pixels, float[] out, int at) {
        double unit = unit(pixels);
        for (int p = 0; p < pixels.length; p++) {
            out[at + p] = (float) ((pixels[p] / unit - imageMean) / imageSd);
        }
    }

    /** Writes a PSF image, brought to unit sum, to {@code out[at ...]}. */
    public void psf(double[] pixels, float[] out, int at) {
        double sum = flux(pixels, 0);
        for (int p = 0; p < pixels.length; p++) {
            out[at + p] = (float) ((pixels[p] / sum - psfMean) / psfSd);
        }
    }

    private double unit(double[] pixels) {
        return scale == ImageScale.FLUX ? flux(pixels, 0) : 1;
    }

    /** The value of a side input before it is scaled. */
    public static double side(SideInput input, double[] pixels, double noiseSigma) {
        return switch (input) {
            case LOG_NOISE -> Math.log10(noiseSigma);
            case LOG_FLUX -> Math.log10(flux(pixels, noiseSigma));
        };
    }

    /** The scaled side input k. */
    public float side(int k, SideInput input, double[] pixels, double noiseSigma) {
        return (float) ((side(input, pixels, noiseSigma) - sideMean.get(k)) / sideSd.get(k));
    }

    /** Sum of the pixels, kept positive by the noise of that sum or a millionth of the absolute sum. */
    private static double flux(double[] pixels, double noiseSigma) {
        double sum = 0;
        double absolute = 0;
        for (double p : pixels) {
            sum += p;
            absolute += Math.abs(p);
        }
        double floor = Math.max(noiseSigma * Math.sqrt(pixels.length), 1e-6 * absolute);
        return Math.max(Math.max(sum, floor), Double.MIN_NORMAL);
    }

    /** A label in units of its scatter. */
    public double label(int k, double physical) {
        return (physical - labelMean.get(k)) / labelSd.get(k);
    }

    /** The physical label of an answer. */
    public double physical(int k, double answer) {
        return labelMean.get(k) + labelSd.get(k) * answer;
    }
}
