package org.shearnet.estimate;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.shearnet.galaxysim.moments.AdaptiveMoments;
import org.shearnet.galaxysim.profile.PsfSampling;
import org.shearnet.ngmix.metacal.FilledPixels;
import org.shearnet.ngmix.metacal.ImageNoise;
import org.shearnet.ngmix.metacal.MetacalImages;
import org.shearnet.ngmix.metacal.MetacalOptions;
import org.shearnet.ngmix.metacal.MetacalType;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;
import org.shearnet.parallel.Workers;

/**
 * Any estimator under metacalibration: it measures the images that {@link MetacalImages} makes of a stamp, answers with
 * the shape of the unsheared one, and the sheared ones give its response to shear. So a network calibrates itself as a fit
 * does (E. Sheldon and E. Huff 2017, ApJ 841, 24, arXiv:1702.02601).
 *
 * <p>The estimator is told the target PSF and, where noise is fixed by adding a sheared field of the same statistics, a
 * noise larger by sqrt(2). Masked pixels are filled with a fit, and noise, before the deconvolution, and count like any other
 * afterwards; where that fails, the stamp is flagged.
 */
final class MetacalibratedEstimator implements ShearEstimator {

    /** Purpose of the random stream of noise that is added. */
    static final String FIX_NOISE = "metacal-fix-noise";

    /** Purpose of the random stream of the noise of filled pixels. */
    static final String FILL_NOISE = "masked-noise";

    private final ShearEstimator inner;
    private final MetacalOptions options;

    MetacalibratedEstimator(ShearEstimator inner, MetacalOptions options) {
        this.inner = inner;
        this.options = options;
    }

    /** The estimator that measures the images. */
    ShearEstimator inner() {
        return inner;
    }

    @Override
    public PsfSampling psfSampling() {
        return PsfSampling.BAND_LIMITED;
    }

    @Override
    public String label() {
        return inner.label();
    }

    @Override
    public String fingerprint() {
        return options + " " + inner.fingerprint();
    }

    @Override
    public Map<Integer, String> flagNames() {
        Map<Integer, String> names = new TreeMap<>(inner.flagNames());
        names.putAll(StampFlag.names(StampFlag.Setter.METACAL));
        return names;
    }

    /** One thread's maker of images. */
    private static final class Maker {
        private final MetacalImages images;
        private final boolean fixNoise;
        private ImageNoise noise;
        private final ObservationMaker observations = new ObservationMaker(true);

        Maker(MetacalOptions options) {
            images = new MetacalImages(options);
            fixNoise = options.fixNoise();
        }

        List<Observation> make(Stamps filled, Stamps original, int i) {
            Observation observation = observations.of(filled, i);
            if (!observation.isUsable() || !observation.psf().orElseThrow().isUsable()) {
                return null;
            }
            if (fixNoise) {
                double[] noise = observation.noise().isPresent()
                        ? FilledPixels.usable(observation.noise().get(), original.weight(i))
                        : MetacalImages.whiteNoise(observation, filled.random(i, FIX_NOISE));
                if (noise == null) {
                    return null;
                }
                observation = observation.withNoise(noise);
            }
            List<Observation> made = images.make(observation);
            noise = images.unshearedNoise();
            return made;
        }
    }

    @Override
    public ShapeEstimate[] estimate(Stamps stamps, int threads, IntConsumer done) {
        int n = stamps.count();
        int[] flags = new int[n];
        FilledStamps filled = FilledStamps.of(stamps, null, FILL_NOISE, threads);
        Stamps ready = stamps.withPixels(filled.images(), filled.weights());
        List<MetacalType> types = options.types();
        double[][][] images = new double[types.size()][n][];
        double[][][] psfs = new double[types.size()][n][];
        ImageNoise[] noises = new ImageNoise[n];
        int unsheared = types.indexOf(MetacalType.NOSHEAR);
        double[] blank = new double[stamps.nx() * stamps.ny()];
        double[] blankPsf = new double[stamps.psfNx() * stamps.psfNy()];
        Workers.run(
                n,
                fitting(stamps, options, threads),
                () -> new Maker(options),
                (maker, i) -> {
                    boolean masked = filled.unfilled()[i];
                    boolean constant = PerStampEstimator.isFlat(stamps, i);
                    List<Observation> made =
                            masked || constant || stamps.psf(i) == null ? null : maker.make(ready, stamps, i);
                    flags[i] = masked
                            ? StampFlag.METACAL_MASKED.bit()
                            : constant
                                    ? StampFlag.METACAL_CONSTANT.bit()
                                    : made == null ? StampFlag.METACAL_NOT_DECONVOLVED.bit() : 0;
                    noises[i] = maker.noise;
                    for (int t = 0; t < types.size(); t++) {
                        images[t][i] = made == null ? blank : made.get(t).image();
                        psfs[t][i] = made == null
                                ? blankPsf
                                : made.get(t).psf().orElseThrow().image();
                    }
                },
                count -> {});
        Stamps told = told(ready);
        ShapeEstimate[][] answers = new ShapeEstimate[types.size()][];
        for (int t = 0; t < types.size(); t++) {
            IntConsumer counted = t == 0 ? done : count -> {};
            answers[t] = inner.estimate(imaged(told, images[t], psfs[t]), threads, counted);
        }
        ShapeEstimate[] estimates = new ShapeEstimate[n];
        Stamps seen = imaged(told, images[unsheared], psfs[unsheared]);
        Arrays.setAll(
                estimates, i -> flags[i] != 0 ? ShapeEstimate.failed(flags[i]) : estimate(answers, i, noises[i], seen));
        return estimates;
    }

    /** How many threads have room to make metacalibration's images of stamps of this size. */
    static int fitting(Stamps stamps, MetacalOptions options, int threads) {
        long bytes = MetacalImages.bytes(
                stamps.ny(),
                stamps.nx(),
                Math.max(stamps.psfNy(), stamps.psfNx()),
                options.types().size());
        String who = "metacalibration of stamps of " + stamps.ny() + " x " + stamps.nx() + " pixels";
        return ThreadMemory.fitting(threads, bytes, who);
    }

    /** The stamps with the noise that the estimator is told. */
    private Stamps told(Stamps original) {
        double growth = options.fixNoise() ? Math.sqrt(2) : 1;
        double[] sigma =
                Arrays.stream(original.noiseSigma()).map(s -> growth * s).toArray();
        return original.withImages(original.images(), weights(original.weights(), growth), sigma, original.psfs());
    }

    private static Stamps imaged(Stamps told, double[][] images, double[][] psfs) {
        return told.withImages(images, told.weights(), told.noiseSigma(), psfs);
    }

    private static double[][] weights(double[][] original, double growth) {
        return original == null
                ? null
                : Arrays.stream(original)
                        .map(of -> Arrays.stream(of)
                                .map(w -> w / (growth * growth))
                                .toArray())
                        .toArray(double[][]::new);
    }

    private ShapeEstimate estimate(ShapeEstimate[][] answers, int i, ImageNoise noise, Stamps unsheared) {
        Map<MetacalType, ShapeEstimate> images = new EnumMap<>(MetacalType.class);
        for (int t = 0; t < answers.length; t++) {
            images.put(options.types().get(t), answers[t][i]);
        }
        ShapeEstimate plain = images.get(MetacalType.NOSHEAR);
        boolean fitted = plain.details() != null || Double.isNaN(plain.g1Err());
        return MetacalAnswer.answer(images, options.step(), noise, fitted ? null : seen(unsheared, i));
    }

    /** Covariance {uu, uv, vv} of the matched Gaussian of an image (arcsec^2), NaN where there is none. */
    private static double[] seen(Stamps stamps, int i) {
        AdaptiveMoments.Result m = AdaptiveMoments.measure(stamps.images()[i], stamps.nx(), stamps.ny());
        Jacobian j = stamps.jacobian(i, stamps.ny(), stamps.nx());
        double xu = j.dudcol();
        double yu = j.dudrow();
        double xv = j.dvdcol();
        double yv = j.dvdrow();
        return new double[] {
            xu * xu * m.mxx() + 2 * xu * yu * m.mxy() + yu * yu * m.myy(),
            xu * xv * m.mxx() + (xu * yv + yu * xv) * m.mxy() + yu * yv * m.myy(),
            xv * xv * m.mxx() + 2 * xv * yv * m.mxy() + yv * yv * m.myy()
        };
    }
}
