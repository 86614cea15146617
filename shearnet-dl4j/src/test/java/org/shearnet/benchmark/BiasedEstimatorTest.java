package org.shearnet.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.shearnet.config.Experiment;
import org.shearnet.estimate.ShapeEstimate;
import org.shearnet.estimate.ShearEstimator;
import org.shearnet.estimate.Stamps;
import org.shearnet.galaxysim.moments.AdaptiveMoments;
import org.shearnet.galaxysim.yaml.YamlReader;

/** The whole protocol on an estimator whose bias is known: it must be found. */
class BiasedEstimatorTest {

    private static final double M = 0.02;
    private static final double C = 1e-3;
    private static final double ALPHA = 0.1;

    private static final String YAML = """
            gal:
              type: Gaussian
              sigma: 0.5
              flux: 10
              ellip: {type: G1G2, g1: {type: RandomGaussian, sigma: 0.1}, g2: {type: RandomGaussian, sigma: 0.1}}
            psf: {type: Gaussian, sigma: 0.25}
            image: {type: Single, size: 41, pixel_scale: 0.2, random_seed: 3}
            benchmark: {galaxies: 10, noise_sigma: 1.0e-4, rings: 24, ring_noise_sigma: 1.0e-4, wrong_assumptions: true}
            """;

    /**
     * A fit would be too slow and a moment too crude: this one takes the shape of a noise-free Gaussian from its adaptive
     * moments, PSF and pixel subtracted, and spoils it.
     */
    private static final class Biased implements ShearEstimator {

        @Override
        public String label() {
            return "biased";
        }

        @Override
        public Map<Integer, String> flagNames() {
            return Map.of(1, "FAILED");
        }

        @Override
        public ShapeEstimate[] estimate(Stamps stamps, int threads, IntConsumer done) {
            ShapeEstimate[] estimates = new ShapeEstimate[stamps.count()];
            for (int i = 0; i < estimates.length; i++) {
                AdaptiveMoments.Result seen = AdaptiveMoments.measure(stamps.images()[i], stamps.nx(), stamps.ny());
                AdaptiveMoments.Result psf = AdaptiveMoments.measure(stamps.psf(i), stamps.psfNx(), stamps.psfNy());
                double xx = seen.mxx() - psf.mxx();
                double xy = seen.mxy() - psf.mxy();
                double yy = seen.myy() - psf.myy();
                // the PSF's ellipticity before its pixel, which adds 1/12 to either moment
                double unpixelled = psf.mxx() + psf.myy() - 1 / 6.0;
                double norm = xx + yy + 2 * Math.sqrt(xx * yy - xy * xy);
                estimates[i] = ShapeEstimate.of(
                        (1 + M) * (xx - yy) / norm + C + ALPHA * (psf.mxx() - psf.myy()) / unpixelled,
                        (1 + M) * 2 * xy / norm + C + ALPHA * 2 * psf.mxy() / unpixelled,
                        0.5,
                        10);
            }
            done.accept(estimates.length);
            return estimates;
        }
    }

    @Test
    void knownBiasIsFound() {
        Experiment experiment = Experiment.of(Path.of("biased.yaml"), YamlReader.parse("biased.yaml", YAML));
        RingStudy study = study(experiment, 2);
        RingBias bias = study.all();
        assertThat(bias.rings()).isEqualTo(24);
        assertFound(bias.m1(), M);
        assertFound(bias.m2(), M);
        assertFound(bias.c1(), C);
        assertFound(bias.c2(), C);
        assertFound(bias.alpha1(), ALPHA);
        assertFound(bias.alpha2(), ALPHA);
        assertThat(bias.response1().value()).isNaN();
        assertThat(study.bins()).hasSize(9);
        assertThat(study.broken()).hasSize(Condition.values().length - 1);
        RingStudy.Broken hidden = broken(study, Condition.PSF_SHAPE);
        // an ellipticity nobody told of shows up as an additive bias of g1 alone
        assertThat(hidden.bias().c1().value()).isGreaterThan(C + 5e-3);
        assertFound(hidden.bias().c2(), C);
        assertThat(hidden.shift().c2().value()).isCloseTo(0, within(1e-5));
        // a PSF larger than told makes galaxies look larger, thus rounder: m falls
        assertThat(broken(study, Condition.PSF_SIZE).shift().m1().value()).isLessThan(-1e-3);
        // these moments do not ask for the noise
        assertThat(broken(study, Condition.NOISE).severity()).isZero();
        assertThat(study.breaksFirst().severity())
                .isEqualTo(study.broken().stream()
                        .mapToDouble(RingStudy.Broken::severity)
                        .max()
                        .orElseThrow());
    }

    private static RingStudy.Broken broken(RingStudy study, Condition condition) {
        return study.broken().stream()
                .filter(b -> b.condition() == condition)
                .findFirst()
                .orElseThrow();
    }

    private static RingStudy study(Experiment experiment, int threads) {
        return study(experiment, threads, 1, 1e-4);
    }

    private static RingStudy study(Experiment experiment, int threads, int draws, double noise) {
        Rings rings = new Rings(
                experiment.scene(),
                Share.ALL,
                experiment.benchmark().rings(),
                draws,
                true,
                threads,
                (estimator, batch, stamps) -> estimator.estimate(stamps.get(), threads, n -> {}));
        return rings.study(rings.measure(List.of(new Biased()), new double[] {noise})[0][0], false);
    }

    /** To first order, noise and its opposite make opposite errors. */
    @Test
    void drawsOfOppositeSignCancelTheNoise() {
        Experiment experiment = Experiment.of(Path.of("biased.yaml"), YamlReader.parse("biased.yaml", YAML));
        RingBias one = study(experiment, 2, 1, 1e-2).all();
        RingBias pair = study(experiment, 2, 2, 1e-2).all();
        assertThat(pair.rings()).isEqualTo(24);
        // measured: a fifteenth in m, a fortieth in c
        assertThat(pair.m1().error()).isLessThan(0.3 * one.m1().error());
        assertThat(pair.c1().error()).isLessThan(0.3 * one.c1().error());
        assertFound(pair.m1(), M);
    }

    /** Moments of a pixelised Gaussian are exact to a few 1e-4 here; measured within 3e-4 of the truth. */
    private static void assertFound(RingBias.Value value, double truth) {
        assertThat(value.value()).isCloseTo(truth, within(5e-4 + 4 * value.error()));
    }

    @Test
    void theSameRingsForAnyNumberOfThreads() {
        Experiment experiment = Experiment.of(Path.of("biased.yaml"), YamlReader.parse("biased.yaml", YAML));
        assertThat(study(experiment, 1)).isEqualTo(study(experiment, 2));
    }
}
