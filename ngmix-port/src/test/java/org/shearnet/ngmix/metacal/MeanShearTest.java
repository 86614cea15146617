package org.shearnet.ngmix.metacal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.shearnet.galaxysim.noise.RandomStreams;
import org.shearnet.ngmix.fit.MixtureOptions;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.gmix.MixtureModel;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/** Metacalibration recovers a known shear from rings of rotated galaxies under an elliptical PSF. */
class MeanShearTest {
    private static final int N = 40;
    private static final double SHEAR = 0.02;
    /** Measured |m| 4e-4 on 40 rings; a lost response would be 0.05 and more. */
    private static final double MULTIPLICATIVE = 2.5e-3;
    /** Measured 1.7e-4; the noise of 320 shapes alone gives 2e-4. */
    private static final double ADDITIVE = 6e-4;

    @Test
    void recoversTheShear() {
        Jacobian jacobian = Jacobian.centred(N, N, 0.2);
        GMix psf = MixtureModel.GAUSS.mixture(0, 0, 0.03, -0.02, 0.24, 1);
        Observation psfImage = Observation.ofNoise(N, N, psf.image(N, N, jacobian), 1e-6, jacobian);
        Metacalibrator metacal = new Metacalibrator(MetacalOptions.defaults(), MixtureOptions.defaults());
        SplittableRandom random = new SplittableRandom(11);
        double[] mean = new double[2];
        for (int sign = -1; sign <= 1; sign += 2) {
            SplittableRandom draws = new SplittableRandom(11);
            List<MetacalResult> results = new ArrayList<>();
            for (int ring = 0; ring < 40; ring++) {
                double g = 0.25 * draws.nextDouble();
                double angle = Math.PI * draws.nextDouble();
                double t = 0.3 + draws.nextDouble();
                double v = draws.nextDouble(-0.1, 0.1);
                double u = draws.nextDouble(-0.1, 0.1);
                for (int turn = 0; turn < 4; turn++) {
                    double a = 2 * (angle + turn * Math.PI / 4);
                    double[] image = MixtureModel.GAUSS
                            .mixture(v, u, g * Math.cos(a), g * Math.sin(a), t, 1)
                            .sheared(sign * SHEAR, 0)
                            .convolve(psf)
                            .image(N, N, jacobian);
                    double[] noise = new double[N * N];
                    SplittableRandom own = new SplittableRandom(1000L * ring + turn);
                    for (int i = 0; i < image.length; i++) {
                        image[i] += 1e-4 * own.nextGaussian();
                        noise[i] = 1e-4 * own.nextGaussian();
                    }
                    results.add(metacal.measure(Observation.ofNoise(N, N, image, 1e-4, jacobian)
                            .withNoise(noise)
                            .withPsf(psfImage)));
                }
            }
            MeanShear shear = MeanShear.of(
                    results, 0.01, fit -> true, 100, new RandomStreams(random.nextLong()).stream(0, "bootstrap"));
            assertThat(shear.failed()).isZero();
            assertThat(shear.used()).isEqualTo(160);
            assertThat(shear.g1Error()).isBetween(1e-4, 0.05);
            assertThat(shear.selection()[0][0]).isZero();
            mean[sign < 0 ? 0 : 1] = shear.g1();
        }
        double m = (mean[1] - mean[0]) / (2 * SHEAR) - 1;
        assertThat(m).isCloseTo(0, within(MULTIPLICATIVE));
        assertThat((mean[1] + mean[0]) / 2).isCloseTo(0, within(ADDITIVE));
    }

    /** Shapes lie on a grid of 0.0003; measured 4e-3. */
    private static final double GRID = 0.02;

    @Test
    void aCutOnWhatShearMovesRespondsItself() {
        // shapes spread evenly over +-0.3 of which those above 0 are kept: <g> = (0.3 - gamma)/2, so R_S = -1/2
        List<Map<MetacalType, double[]>> objects = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            double g = -0.3 + 0.6 * (i + 0.5) / 2000;
            Map<MetacalType, double[]> images = new EnumMap<>(MetacalType.class);
            for (MetacalType type : MetacalOptions.GALAXY_TYPES) {
                images.put(type, new double[] {g + type.g1(0.01), 0.9 * type.g2(0.01)});
            }
            objects.add(images);
        }
        objects.add(Map.of());
        MeanShear mean = MeanShear.of(
                objects,
                new MeanShear.Shape<double[]>(g -> g[0], g -> g[1]),
                0.01,
                g -> g[0] > 0,
                50,
                new RandomStreams(3).stream(0, "bootstrap"));
        assertThat(mean.selection()[0][0]).isCloseTo(-0.5, within(GRID));
        assertThat(mean.selection()[1][1]).isZero();
        assertThat(mean.response()[0][0]).isCloseTo(0.5, within(GRID));
        assertThat(mean.response()[1][1]).isCloseTo(0.9, within(1e-9));
        assertThat(mean.g1()).isCloseTo(0.15 / 0.5, within(GRID));
        assertThat(mean.used()).isEqualTo(1000);
        assertThat(mean.failed()).isEqualTo(1);
    }

    /** Robust shear of 60 objects of which one answers absurdly, against the truth; measured 1e-4. */
    private static final double ROBUST = 1e-3;

    @Test
    void oneAbsurdResponseMovesTheMeanButNotTheMedians() {
        List<Map<MetacalType, double[]>> objects = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            double response = i == 7 ? 30 : 1;
            double scatter = 0.001 * (i % 5 - 2);
            double g1 = 0.02 + scatter;
            objects.add(Map.of(
                    MetacalType.NOSHEAR, new double[] {g1, 0},
                    MetacalType.P1, new double[] {g1 + 0.01 * response, 0},
                    MetacalType.M1, new double[] {g1 - 0.01 * response, 0},
                    MetacalType.P2, new double[] {g1, 0.01},
                    MetacalType.M2, new double[] {g1, -0.01}));
        }
        MeanShear mean = MeanShear.of(
                objects,
                new MeanShear.Shape<double[]>(g -> g[0], g -> g[1]),
                0.01,
                g -> true,
                10,
                new RandomStreams(1).stream(0, "test"));
        assertThat(mean.g1()).isLessThan(0.015);
        assertThat(mean.robust().g1()).isCloseTo(0.02, within(ROBUST));
        assertThat(mean.robust().response()[0][0]).isCloseTo(1, within(ROBUST));
        assertThat(mean.robust().groups()).isEqualTo(10);
    }

    @Test
    void manyObjectsShareRowsAndTheMeanStaysExact() {
        MeanShear.Sample<double[]> sample =
                new MeanShear.Sample<>(new MeanShear.Shape<double[]>(g -> g[0], g -> g[1]), 0.01, g -> true);
        int n = 20_001;
        for (int i = 0; i < n; i++) {
            double g1 = i % 2 == 0 ? 0.1 : -0.1;
            sample.add(Map.of(
                    MetacalType.NOSHEAR, new double[] {g1, 0.01},
                    MetacalType.P1, new double[] {g1 + 0.01, 0.01},
                    MetacalType.M1, new double[] {g1 - 0.01, 0.01},
                    MetacalType.P2, new double[] {g1, 0.02},
                    MetacalType.M2, new double[] {g1, 0}));
        }
        MeanShear mean = sample.mean(50, new RandomStreams(1).stream(0, "test"));
        assertThat(mean.used()).isEqualTo(n);
        assertThat(mean.g1()).isCloseTo(0.1 / n, within(1e-12));
        assertThat(mean.g2()).isCloseTo(0.01, within(1e-12));
    }
}
