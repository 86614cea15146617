package org.shearnet.ngmix.metacal;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.fit.FitResult;
import org.shearnet.ngmix.fit.MlFitter;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.gmix.GalaxyModel;
import org.shearnet.ngmix.observation.Observation;

/** Puts a fitted model into masked pixels, for what reads them all: a deconvolution, or a network. */
public final class FilledPixels {
    private FilledPixels() {}

    /**
     * An image whose masked pixels are filled.
     *
     * @param observation the same weights over the filled image; null where the fit failed
     * @param flags of the fit
     */
    public record Filled(Observation observation, int flags) {}

    /** The image with the best fit where the weight is 0; as it is where none is masked. */
    public static Filled byFit(Observation o, MlFitter fitter) {
        if (!o.isMasked()) {
            return new Filled(o, 0);
        }
        GMix psf = o.psf().isEmpty() ? GMix.point() : fitter.psfMixture(o.psf().get());
        if (psf == null) {
            return new Filled(null, Flag.PSF_FAILED.bit());
        }
        FitResult fit = fitter.fit(o, psf);
        return fit.isGood()
                ? new Filled(fill(o, fitter.options().model(), fit, psf), 0)
                : new Filled(null, fit.flags());
    }

    private static Observation fill(Observation o, GalaxyModel model, FitResult fit, GMix psf) {
        double[] best = model.mixture(fit.parameters()).convolve(psf).image(o.ny(), o.nx(), o.jacobian());
        double[] image = o.image().clone();
        for (int i = 0; i < image.length; i++) {
            if (!(o.weight()[i] > 0)) {
                image[i] = best[i];
            }
        }
        return o.withImage(image);
    }

    /** A field of white noise with the variances of the weights; where they are 0, that of the mean weight. */
    static double[] noise(Observation o, UniformRandomProvider random) {
        double sum = 0;
        int count = 0;
        for (double w : o.weight()) {
            if (w > 0) {
                sum += w;
                count++;
            }
        }
        ZigguratSampler.NormalizedGaussian gauss = ZigguratSampler.NormalizedGaussian.of(random);
        double[] out = new double[o.weight().length];
        for (int i = 0; i < out.length; i++) {
            double w = o.weight()[i];
            out[i] = gauss.sample() / Math.sqrt(w > 0 ? w : sum / count);
        }
        return out;
    }

    /** A given noise image with its non-finite pixels, and those under the mask, made harmless. */
    static double[] usable(double[] noise, double[] weight) {
        double[] out = noise.clone();
        for (int i = 0; i < out.length; i++) {
            if (!(Math.abs(out[i]) <= Double.MAX_VALUE)) {
                if (weight[i] > 0) {
                    return null;
                }
                out[i] = 0;
            }
        }
        return out;
    }
}
