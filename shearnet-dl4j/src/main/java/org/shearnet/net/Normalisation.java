package org.shearnet.net;

import java.util.List;
import org.shearnet.features.Label;
import org.shearnet.features.MeasuredFeatures;
import org.shearnet.net.NetworkSpec.ImageScale;

/**
 * How stamps become inputs of the order of one and predictions become physical labels. Part of every model.
 *
 * @param imageMean mean of the scaled pixels
 * @param imageSd standard deviation of the scaled pixels
 * @param psfMean mean of the pixels of PSF images of unit sum
 * @param psfSd standard deviation of those pixels
 * @param auxiliaryMean means of the {@link AuxiliaryFeatures}
 * @param auxiliarySd standard deviations of the auxiliary features
 * @param labelMean means of the labels, in their own units
 * @param labelSd standard deviations of the labels
 * @param domain what the network was trained on
 */
public record Normalisation(
        ImageScale scale,
        double imageMean,
        double imageSd,
        double psfMean,
        double psfSd,
        List<Double> auxiliaryMean,
        List<Double> auxiliarySd,
        List<Double> labelMean,
        List<Double> labelSd,
        Domain domain) {

    /** Side numbers further out than this many standard deviations count as that far. */
    static final double FURTHEST = 10;

    public Normalisation {
        auxiliaryMean = List.copyOf(auxiliaryMean);
        auxiliarySd = List.copyOf(auxiliarySd);
        labelMean = List.copyOf(labelMean);
        labelSd = List.copyOf(labelSd);
        if (!(imageSd > 0)
                || !labelSd.stream().allMatch(s -> s > 0)
                || !auxiliarySd.stream().allMatch(s -> s > 0)) {
            throw new IllegalArgumentException("standard deviations must be positive");
        }
        if (auxiliaryMean.size() != auxiliarySd.size() || labelMean.size() != labelSd.size()) {
            throw new IllegalArgumentException("as many means as standard deviations are needed");
        }
    }

    /**
     * Writes a stamp's scaled pixels to {@code out[at ...]}.
     *
     * @param noiseSigma standard deviation of a pixel, which keeps the flux of a faint stamp from being divided by zero
     */
    public void image(double[] pixels, double noiseSigma, float[] out, int at) {
        image(pixels, noiseSigma, 1, out, at);
    }

    /** The same for a stamp whose counts are to be multiplied with {@code fluxUnit}. */
    void image(double[] pixels, double noiseSigma, double fluxUnit, float[] out, int at) {
        double unit = scale == ImageScale.FLUX ? AuxiliaryFeatures.flux(pixels, noiseSigma) : 1 / fluxUnit;
        for (int p = 0; p < pixels.length; p++) {
            out[at + p] = (float) ((pixels[p] / unit - imageMean) / imageSd);
        }
    }

    /** Writes a PSF image, brought to unit sum, to {@code out[at ...]}. */
    public void psf(double[] pixels, float[] out, int at) {
        double sum = AuxiliaryFeatures.flux(pixels, 0);
        for (int p = 0; p < pixels.length; p++) {
            out[at + p] = (float) ((pixels[p] / sum - psfMean) / psfSd);
        }
    }

    /** The scaled auxiliary feature k. */
    float side(int k, double number) {
        return (float) scaled(k, number);
    }

    /** The same in double precision. */
    double scaled(int k, double number) {
        double scaled = (number - auxiliaryMean.get(k)) / auxiliarySd.get(k);
        return Math.max(-FURTHEST, Math.min(FURTHEST, scaled));
    }

    /** Where the prediction of label k starts from and in what it is counted, for a network that corrects moments. */
    MeasuredFeatures.Anchor anchor(NetworkSpec spec, int k, MeasuredFeatures of) {
        Label label = spec.outputs().get(k);
        boolean shape = label == Label.G1 || label == Label.G2;
        return of.anchor(
                label, shape ? 0 : labelMean.get(k), shape ? shapeSd(spec) : labelSd.get(k), domain.pixelScale());
    }

    /** Standard deviation of a component of the shear. */
    double shapeSd(NetworkSpec spec) {
        double sd1 = labelSd.get(spec.outputs().indexOf(Label.G1));
        double sd2 = labelSd.get(spec.outputs().indexOf(Label.G2));
        return Math.sqrt(0.5 * (sd1 * sd1 + sd2 * sd2));
    }
}
