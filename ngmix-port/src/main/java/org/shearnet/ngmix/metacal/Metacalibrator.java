package org.shearnet.ngmix.metacal;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.shearnet.galaxysim.noise.RandomStream;
import org.shearnet.ngmix.fit.FitResult;
import org.shearnet.ngmix.fit.MixtureFitter;
import org.shearnet.ngmix.fit.MixtureOptions;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.observation.Observation;

/**
 * Metacalibration of one object at a time: makes the sheared images, fits each, and takes the response.
 *
 * <p>Masked pixels are filled with the best fit, and noise, before the deconvolution, and count like any other afterwards. The noise to fix
 * is the observation's own noise image, or white noise of its weights. A Gaussian target PSF is taken as known; a
 * dilated one is fitted from its image. What fails is flagged, never thrown. Holds buffers: one object a thread.
 */
public final class Metacalibrator {
    private final MetacalOptions options;
    private final MetacalMaker maker;
    private final MixtureFitter fitter;

    /**
     * A metacalibrator for one thread.
     *
     * @param options all knobs
     * @param fitOptions all knobs of the fits
     */
    public Metacalibrator(MetacalOptions options, MixtureOptions fitOptions) {
        this.options = options;
        maker = new MetacalMaker(options);
        fitter = new MixtureFitter(fitOptions);
    }

    /**
     * Metacalibrates an observation that needs no random noise: it brings a noise image, or noise is not fixed.
     *
     * @param observation the image, its weights and its PSF
     * @return the fits of all images
     */
    public MetacalResult measure(Observation observation) {
        return measure(observation, null);
    }

    /**
     * Metacalibrates an observation.
     *
     * @param observation the image, its weights and its PSF
     * @param random the object's own stream of noise, used where noise is fixed and the observation brings none
     * @return the fits of all images
     */
    public MetacalResult measure(Observation observation, RandomStream random) {
        return measure(observation, random, null);
    }

    /**
     * Metacalibrates an observation whose masked pixels, once filled, get noise.
     *
     * @param observation the image, its weights and its PSF
     * @param random the object's own stream of noise, used where noise is fixed and the observation brings none
     * @param ofFilled the object's stream of the noise of filled pixels, apart from the other, so that a mask changes no
     *     counter-noise; null for none
     * @return the fits of all images
     */
    public MetacalResult measure(Observation observation, RandomStream random, RandomStream ofFilled) {
        MetacalMaker.Made made = maker.make(observation, random, ofFilled);
        return made.flags() != 0 ? MetacalResult.failed(made.flags()) : fitAll(made.images());
    }

    private MetacalResult fitAll(List<Observation> made) {
        MetacalImages images = maker.images();
        GMix target = images.targetMixture();
        GMix ofUnsheared = target;
        Map<MetacalType, FitResult> fits = new EnumMap<>(MetacalType.class);
        for (int t = 0; t < made.size(); t++) {
            Observation image = made.get(t);
            FitResult unsheared = fits.get(MetacalType.NOSHEAR);
            double[] start = unsheared != null && unsheared.isGood() ? unsheared.parameters() : null;
            GMix psf = target != null ? target : fitter.psfMixture(image.psf().orElseThrow());
            FitResult fit = psf == null ? fitter.fit(image) : fitter.fit(image, psf, start);
            fits.put(options.types().get(t), fit);
            ofUnsheared = options.types().get(t) == MetacalType.NOSHEAR ? psf : ofUnsheared;
        }
        return MetacalResult.of(fits, options.step(), images.targetSigma(), ofUnsheared, images.unshearedNoise());
    }
}
