package org.shearnet.estimate;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.shearnet.galaxysim.noise.GaussianNoise;
import org.shearnet.galaxysim.noise.RandomStreams;
import org.shearnet.ngmix.metacal.MetacalImages;
import org.shearnet.ngmix.metacal.MetacalOptions;
import org.shearnet.ngmix.metacal.MetacalType;
import org.shearnet.ngmix.observation.Observation;

/**
 * Any estimator under metacalibration: it measures the five images that {@link MetacalImages} makes of a stamp, answers with
 * the shape of the unsheared one, and the other four give its response to shear. So a network calibrates itself as a fit
 * does (E. Sheldon and E. Huff 2017, ApJ 841, 24, arXiv:1702.02601).
 *
 * <p>The estimator is told the target PSF, and a noise larger by sqrt(2): noise is fixed by adding a sheared field of the
 * same statistics. Stamps with masked pixels are flagged, for those of another estimator cannot be filled.
 */
final class MetacalibratedEstimator implements ShearEstimator {

    private static final int MASKED = 1 << 28;
    private static final int NOT_DECONVOLVED = 1 << 29;
    private static final int CONSTANT = 1 << 30;
    private static final String FIX_NOISE = "metacal-fix-noise";
    private static final List<MetacalType> TYPES =
            List.of(MetacalType.NOSHEAR, MetacalType.P1, MetacalType.M1, MetacalType.P2, MetacalType.M2);

    private final ShearEstimator inner;
    private final MetacalOptions options;

    MetacalibratedEstimator(ShearEstimator inner, MetacalOptions options) {
        this.inner = inner;
        this.options = options.withTypes(TYPES).withFixNoise(true);
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
        names.put(MASKED, "MASKED_PIXELS");
        names.put(CONSTANT, "CONSTANT_IMAGE");
        names.put(NOT_DECONVOLVED, "PSF_NOT_DECONVOLVED");
        return names;
    }

    /** One thread's maker of images, with the PSF it worked for last: what depends on the PSF alone is kept with it. */
    private static final class Maker {
        private final MetacalImages images;
        private double[] psfImage;
        private Observation psf;

        Maker(MetacalOptions options) {
            images = new MetacalImages(options);
        }

        List<Observation> make(Stamps stamps, int i) {
            Observation observation = PerStampEstimator.observation(stamps, i);
            if (!Arrays.equals(stamps.psf(i), psfImage)) {
                psfImage = stamps.psf(i);
                psf = observation.psf().orElseThrow();
            }
            return observation.isUsable() && psf.isUsable()
                    ? images.make(observation.withPsf(psf).withNoise(noise(stamps, i)))
                    : null;
        }

        private static double[] noise(Stamps stamps, int i) {
            if (stamps.noise() != null) {
                return stamps.noise()[i];
            }
            double[] field = new double[stamps.nx() * stamps.ny()];
            new GaussianNoise(stamps.noiseSigma()[i])
                    .addTo(
                            new RandomStreams(stamps.seed()).stream(stamps.firstId() + i, FIX_NOISE),
                            field,
                            field.length);
            return field;
        }
    }

    @Override
    public ShapeEstimate[] estimate(Stamps stamps, int threads, IntConsumer done) {
        int n = stamps.count();
        int[] flags = new int[n];
        double[][][] images = new double[TYPES.size()][n][];
        double[][][] psfs = new double[TYPES.size()][n][];
        double[] blank = new double[stamps.nx() * stamps.ny()];
        double[] blankPsf = new double[stamps.psfNx() * stamps.psfNy()];
        Workers.run(
                n,
                threads,
                () -> new Maker(options),
                (maker, i) -> {
                    boolean masked = stamps.weights() != null
                            && Arrays.stream(stamps.weights()[i]).anyMatch(w -> w == 0);
                    boolean constant = PerStampEstimator.isConstant(stamps, i);
                    List<Observation> made = masked || constant || stamps.psf(i) == null ? null : maker.make(stamps, i);
                    flags[i] = masked ? MASKED : constant ? CONSTANT : made == null ? NOT_DECONVOLVED : 0;
                    for (int t = 0; t < TYPES.size(); t++) {
                        images[t][i] = made == null ? blank : made.get(t).image();
                        psfs[t][i] = made == null
                                ? blankPsf
                                : made.get(t).psf().orElseThrow().image();
                    }
                },
                count -> {});
        ShapeEstimate[][] answers = new ShapeEstimate[TYPES.size()][];
        for (int t = 0; t < TYPES.size(); t++) {
            IntConsumer told = t == 0 ? done : count -> {};
            answers[t] = inner.estimate(stamps(stamps, images[t], psfs[t]), threads, told);
        }
        ShapeEstimate[] estimates = new ShapeEstimate[n];
        Arrays.setAll(estimates, i -> flags[i] != 0 ? ShapeEstimate.failed(flags[i]) : estimate(answers, i));
        return estimates;
    }

    private static Stamps stamps(Stamps original, double[][] images, double[][] psfs) {
        double[] sigma =
                Arrays.stream(original.noiseSigma()).map(s -> Math.sqrt(2) * s).toArray();
        return new Stamps(
                original.firstId(),
                original.nx(),
                original.ny(),
                original.pixelScale(),
                images,
                null,
                sigma,
                original.psfNx(),
                original.psfNy(),
                psfs,
                null,
                original.seed());
    }

    private ShapeEstimate estimate(ShapeEstimate[][] answers, int i) {
        int flags = 0;
        for (ShapeEstimate[] of : answers) {
            flags |= of[i].flags();
        }
        ShapeEstimate[] a = Arrays.stream(answers).map(of -> of[i]).toArray(ShapeEstimate[]::new);
        if (flags != 0 || !Arrays.stream(a).allMatch(ShapeEstimate::ok)) {
            return ShapeEstimate.failed(flags);
        }
        double width = 2 * options.step();
        return a[0].withResponse(new double[] {
            (a[1].g1() - a[2].g1()) / width,
            (a[3].g1() - a[4].g1()) / width,
            (a[1].g2() - a[2].g2()) / width,
            (a[3].g2() - a[4].g2()) / width
        });
    }
}
