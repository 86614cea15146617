package org.shearnet.ngmix.metacal;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.shearnet.galaxysim.noise.RandomStream;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.fit.FitOptions;
import org.shearnet.ngmix.fit.FitResult;
import org.shearnet.ngmix.fit.Fitter;
import org.shearnet.ngmix.fit.MixtureFitter;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.observation.Observation;

/**
 * Metacalibration of one object by all its exposures in all bands: each exposure is deconvolved by its own PSF, sheared, and
 * convolved with the target that this PSF asks for; then one model is fitted to all images of a shear together.
 *
 * <p>Masked pixels are filled exposure by exposure, as {@link Metacalibrator} does it, and noise is fixed by a field of each
 * exposure's own. A Gaussian target is taken as known; another one is fitted from its image. What fails is flagged, never thrown.
 * Holds buffers: one object a thread.
 */
public final class ExposureMetacalibrator {

    private final MetacalOptions options;
    private final MetacalMaker maker;
    private final Fitter fitter;

    /** The random numbers of one exposure. */
    @FunctionalInterface
    public interface Streams {
        /**
         * {@return the stream of one purpose of one exposure}
         *
         * @param purpose what is drawn
         * @param band number of the band
         * @param epoch number of the exposure in it
         */
        RandomStream of(Purpose purpose, int band, int epoch);
    }

    /** What random numbers are for. */
    public enum Purpose {
        /** The field that is sheared the other way. */
        FIX_NOISE,
        /** The noise of filled pixels. */
        FILL_NOISE
    }

    /**
     * What an exposure was made into.
     *
     * @param band its number
     * @param image the unsheared image, the first of its images where that was not asked for
     * @param target the target PSF as a mixture; null where it could not be fitted, or is not needed as one
     * @param noise of the unsheared image; null where that was not asked for
     */
    public record Made(int band, Observation image, GMix target, ImageNoise noise) {}

    /**
     * The fits of all images.
     *
     * @param flags sum of {@link Flag} bits, with {@link Flag#METACAL_FAILED} where any image failed
     * @param fits the fit of each type of image to all exposures
     * @param exposures what each exposure was made into
     */
    public record Result(int flags, Map<MetacalType, FitResult> fits, List<Made> exposures) {
        /**
         * Copies.
         *
         * @param flags sum of flags
         * @param fits the fit of each type of image
         * @param exposures what each exposure was made into
         */
        public Result {
            fits = Map.copyOf(fits);
            exposures = List.copyOf(exposures);
        }

        private static Result failed(int flags) {
            return new Result(flags | Flag.METACAL_FAILED.bit(), Map.of(), List.of());
        }
    }

    /**
     * A metacalibrator for one thread.
     *
     * @param options all knobs
     * @param fitOptions all knobs of the fits
     */
    public ExposureMetacalibrator(MetacalOptions options, FitOptions fitOptions) {
        this.options = options;
        maker = new MetacalMaker(options);
        fitter = Fitter.of(fitOptions);
    }

    /**
     * Metacalibrates an object.
     *
     * @param bands the exposures of each band, each with its weights and its PSF
     * @param random streams of random numbers; null where noise is not fixed and masked pixels get none
     * @return the fits of all images
     */
    public Result measure(List<List<Observation>> bands, Streams random) {
        List<List<List<Observation>>> byType = new ArrayList<>();
        for (int t = 0; t < options.types().size(); t++) {
            List<List<Observation>> ofType = new ArrayList<>();
            bands.forEach(band -> ofType.add(new ArrayList<>()));
            byType.add(ofType);
        }
        List<Made> made = new ArrayList<>();
        for (int b = 0; b < bands.size(); b++) {
            for (int e = 0; e < bands.get(b).size(); e++) {
                int flags = make(bands.get(b).get(e), b, e, random, byType, made);
                if (flags != 0) {
                    return Result.failed(flags);
                }
            }
        }
        return fitAll(byType, made);
    }

    /** Makes the images of an exposure; returns flags. */
    private int make(
            Observation epoch, int b, int e, Streams random, List<List<List<Observation>>> byType, List<Made> made) {
        MetacalMaker.Made own = maker.make(
                epoch,
                random == null ? null : random.of(Purpose.FIX_NOISE, b, e),
                random == null ? null : random.of(Purpose.FILL_NOISE, b, e));
        if (own.flags() != 0) {
            return own.flags();
        }
        List<Observation> all = own.images();
        for (int t = 0; t < all.size(); t++) {
            byType.get(t).get(b).add(all.get(t));
        }
        int unsheared = Math.max(0, options.types().indexOf(MetacalType.NOSHEAR));
        GMix target = maker.images().targetMixture();
        if (target == null) {
            target = fitter.psfMixture(all.get(unsheared).psf().orElseThrow());
        }
        made.add(new Made(b, all.get(unsheared), target, maker.images().unshearedNoise()));
        return 0;
    }

    private Result fitAll(List<List<List<Observation>>> byType, List<Made> made) {
        boolean known = !(options.target() instanceof TargetPsf.Dilate) && fitter instanceof MixtureFitter;
        Map<MetacalType, FitResult> fits = new EnumMap<>(MetacalType.class);
        int flags = 0;
        for (int t = 0; t < byType.size(); t++) {
            List<List<Observation>> bands = byType.get(t);
            FitResult unsheared = fits.get(MetacalType.NOSHEAR);
            double[] start = unsheared != null && unsheared.isGood() ? unsheared.parameters() : null;
            FitResult fit =
                    known ? ((MixtureFitter) fitter).fit(bands, targets(bands.size(), made), start) : fitter.fit(bands);
            flags |= fit.flags();
            fits.put(options.types().get(t), fit);
        }
        return new Result(flags == 0 ? 0 : flags | Flag.METACAL_FAILED.bit(), fits, made);
    }

    private static List<List<GMix>> targets(int bands, List<Made> made) {
        List<List<GMix>> targets = new ArrayList<>();
        for (int b = 0; b < bands; b++) {
            int band = b;
            targets.add(made.stream()
                    .filter(m -> m.band() == band)
                    .map(Made::target)
                    .toList());
        }
        return targets;
    }
}
