package org.shearnet.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.shearnet.galaxysim.profile.Kolmogorov;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.profile.Sersic;
import org.shearnet.galaxysim.render.Renderer;
import org.shearnet.galaxysim.render.StampGrid;
import org.shearnet.galaxysim.shear.Shear;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/** The shipped network {@code survey} on several exposures of an object. */
class NetworkExposuresTest {

    private static final int SIDE = 53;
    private static final double SCALE = 0.2;
    private static final Renderer RENDERER = new Renderer();
    private static final LightProfile SHARP = Kolmogorov.ofFwhm(0.65, 1).shear(new Shear(0.03, -0.02));
    private static final LightProfile BLURRED = Kolmogorov.ofFwhm(0.85, 1).shear(new Shear(-0.02, 0.03));

    /** Sums of floating-point numbers; worst 6e-13. */
    private static final double ROUNDING = 1e-10;

    private static ExposureEstimator.Measurer survey(String more) {
        return Estimators.parse(YamlReader.parse("t", "method: network\nnetwork: survey" + more))
                .exposures(0, NetworkEstimator::find)
                .measurer();
    }

    private static ExposureEstimator.Measurer survey() {
        return survey("\ncalibrate: analytic");
    }

    private static double[] draw(LightProfile galaxy, LightProfile psf) {
        double[] out = new double[SIDE * SIDE];
        RENDERER.draw(galaxy, psf, StampGrid.square(SIDE, SCALE), out);
        return out;
    }

    private static Observation observation(double[] image, double[] psf, double sigma, Jacobian sky) {
        return Observation.ofNoise(SIDE, SIDE, image, sigma, sky)
                .withPsf(Observation.ofNoise(SIDE, SIDE, psf, 1e-6, sky));
    }

    private static Observation observation(double[] image, LightProfile psf, double sigma) {
        return observation(image, draw(psf, null), sigma, Jacobian.centred(SIDE, SIDE, SCALE));
    }

    private static ShapeEstimate measured(List<List<Observation>> bands) {
        return survey().measure(new Exposures(1, bands, 0, List.of())).estimate();
    }

    private static double[] noise(double sigma, long seed) {
        Random random = new Random(seed);
        return random.doubles(SIDE * SIDE)
                .map(x -> sigma * random.nextGaussian())
                .toArray();
    }

    private static double[] sum(double[] a, double[] b, double factor) {
        double[] out = a.clone();
        Arrays.setAll(out, i -> a[i] + factor * b[i]);
        return out;
    }

    private static double norm(double[] image) {
        return Math.sqrt(Arrays.stream(image).map(p -> p * p).sum());
    }

    private static LightProfile galaxy() {
        return new Sersic(1.5, 0.45, 1).shear(new Shear(0.2, -0.1)).shift(0.05, 0.03);
    }

    /** Equal exposures are one of the variance of their mean; the network is told of the noise, so that its answer moves a little. */
    @Test
    void equalExposuresAreOneOfTheVarianceOfTheirMean() {
        double[] clean = draw(galaxy(), SHARP);
        double sigma = norm(clean) / 60;
        double[] seen = sum(clean, noise(sigma / 2, 1), 1);
        Observation one = observation(seen, SHARP, sigma);
        ShapeEstimate four = measured(List.of(Collections.nCopies(4, one)));
        ShapeEstimate deep = measured(List.of(List.of(observation(seen, SHARP, sigma / 2))));
        ShapeEstimate single = measured(List.of(List.of(one)));
        assertThat(four.flags()).isZero();
        assertThat(four.g1()).isCloseTo(deep.g1(), within(ROUNDING));
        assertThat(four.g2()).isCloseTo(deep.g2(), within(ROUNDING));
        assertThat(four.g1Err()).isCloseTo(deep.g1Err(), within(ROUNDING));
        assertThat(four.flux()).isCloseTo(deep.flux(), within(ROUNDING));
        assertThat(four.fluxErr()).isCloseTo(deep.fluxErr(), within(ROUNDING));
        assertThat(four.response()).containsExactly(deep.response(), within(1e-8));
        assertThat(four.weight().response()).containsExactly(deep.weight().response(), within(1e-8));
        assertThat(four.row()).isCloseTo(deep.row(), within(1e-6));
        // measured: the error falls by 2.05, the shape moves by 0.05 of it
        assertThat(single.g1Err() / four.g1Err()).isCloseTo(2, within(0.15));
        assertThat(four.fluxErr()).isCloseTo(single.fluxErr() / 2, within(1e-3 * four.fluxErr()));
        assertThat(four.g1()).isCloseTo(single.g1(), within(0.3 * single.g1Err()));
    }

    /** One exposure by this way is the stamp by the other. */
    @Test
    void oneExposureIsAStamp() {
        double[] clean = draw(galaxy(), SHARP);
        double sigma = norm(clean) / 60;
        double[] seen = sum(clean, noise(sigma, 1), 1);
        double[] psf = draw(SHARP, null);
        ShapeEstimate exposure = measured(List.of(List.of(observation(seen, SHARP, sigma))));
        Stamps stamps = new Stamps(
                0,
                SIDE,
                SIDE,
                SCALE,
                new double[][] {seen},
                null,
                new double[] {sigma},
                SIDE,
                SIDE,
                new double[][] {psf},
                null,
                1);
        ShapeEstimate stamp = Estimators.parse(
                        YamlReader.parse("t", "method: network\nnetwork: survey\ncalibrate: analytic"))
                .make(NetworkEstimator::find)
                .estimate(stamps, 1, n -> {})[0];
        // the PSF's own centre is its origin there
        assertThat(exposure.g1()).isCloseTo(stamp.g1(), within(1e-8));
        assertThat(exposure.g2()).isCloseTo(stamp.g2(), within(1e-8));
        assertThat(exposure.response()).containsExactly(stamp.response(), within(1e-7));
    }

    /** Pixels of an exposure, turned by 90 degrees or mirrored, under a map turned and mirrored alike. */
    private static Observation turned(double[] image, double[] psf, double sigma, boolean mirror) {
        double c = (SIDE - 1) / 2.0;
        Jacobian sky = mirror
                ? new Jacobian(c, c, SCALE, 0, 0, -SCALE) // column = -u
                : new Jacobian(c, c, 0, -SCALE, SCALE, 0); // row = u, column = -v
        double[][] in = {image, psf};
        double[][] out = new double[2][SIDE * SIDE];
        for (int k = 0; k < 2; k++) {
            for (int y = 0; y < SIDE; y++) {
                for (int x = 0; x < SIDE; x++) {
                    int at = mirror ? y * SIDE + SIDE - 1 - x : x * SIDE + SIDE - 1 - y;
                    out[k][at] = in[k][y * SIDE + x];
                }
            }
        }
        return observation(out[0], out[1], sigma, sky);
    }

    @Test
    void turnedAndMirroredExposuresShowOneShapeOnTheSky() {
        double[] clean = draw(galaxy(), SHARP);
        double sigma = norm(clean) / 60;
        double[] seen = sum(clean, noise(sigma, 1), 1);
        double[] psf = draw(SHARP, null);
        Observation upright = observation(seen, SHARP, sigma);
        ShapeEstimate plain = measured(List.of(Collections.nCopies(3, upright)));
        ShapeEstimate mixed =
                measured(List.of(List.of(upright, turned(seen, psf, sigma, false), turned(seen, psf, sigma, true))));
        assertThat(plain.g1()).isCloseTo(0.2, within(4 * plain.g1Err()));
        assertThat(mixed.g1()).isCloseTo(plain.g1(), within(ROUNDING));
        assertThat(mixed.g2()).isCloseTo(plain.g2(), within(ROUNDING));
        assertThat(mixed.g1Err()).isCloseTo(plain.g1Err(), within(ROUNDING));
        assertThat(mixed.response()).containsExactly(plain.response(), within(1e-8));
    }

    /** Exposures of differing PSFs and bands of any units show one galaxy; the flux of a band is its own. */
    @Test
    void differingPsfsAreTakenOutAndUnitsOfBandsDoNotMatter() {
        double[] sharp = draw(galaxy(), SHARP);
        double[] blurred = draw(galaxy(), BLURRED);
        double sigma = norm(sharp) / 300;
        Observation a = observation(sharp, SHARP, sigma);
        Observation b = observation(blurred, BLURRED, sigma);
        ShapeEstimate both = measured(List.of(List.of(a, b)));
        assertThat(both.flags()).isZero();
        // measured: off by 0.0006 and 0.0003
        assertThat(both.g1()).isCloseTo(0.2, within(0.003));
        assertThat(both.g2()).isCloseTo(-0.1, within(0.003));
        ShapeEstimate one = measured(List.of(List.of(b)));
        assertThat(both.g1Err()).isLessThan(one.g1Err());

        ExposureEstimator.Answer equal =
                survey().measure(new Exposures(1, List.of(List.of(a), List.of(b)), 0, List.of()));
        double counts = 1e4;
        Observation bright = observation(sum(new double[blurred.length], blurred, counts), BLURRED, counts * sigma);
        ExposureEstimator.Answer scaled =
                survey().measure(new Exposures(1, List.of(List.of(a), List.of(bright)), 0, List.of()));
        assertThat(scaled.estimate().g1()).isCloseTo(equal.estimate().g1(), within(ROUNDING));
        assertThat(scaled.estimate().g1Err()).isCloseTo(equal.estimate().g1Err(), within(ROUNDING));
        assertThat(scaled.estimate().response())
                .containsExactly(equal.estimate().response(), within(1e-8));
        assertThat(scaled.flux()[1]).isCloseTo(counts * equal.flux()[1], within(1e-6 * counts));
        assertThat(scaled.fluxErr()[1]).isCloseTo(counts * equal.fluxErr()[1], within(1e-6 * counts));
        assertThat(scaled.estimate().flux()).isEqualTo(scaled.flux()[0]);
    }

    /** Galaxies of a ring under opposite shears and opposite noise, in two exposures of differing PSFs. */
    @Test
    void theResponseOfTwoExposuresCalibratesTheirMean() {
        int rings = 40;
        double gamma = 0.02;
        double[] off = new double[rings];
        double response = 0;
        ExposureEstimator.Measurer survey = survey();
        for (int r = 0; r < rings; r++) {
            int estimates = 0;
            for (int turn = 0; turn < 2; turn++) {
                LightProfile round = new Sersic(1.5, 0.45, 1)
                        .shear(new Shear(turn == 0 ? 0.25 : -0.25, 0))
                        .rotate(Math.PI * r / (2 * rings));
                double[][][] clean = new double[2][2][];
                for (int sign = 0; sign < 2; sign++) {
                    LightProfile sheared = round.shear(new Shear(sign == 0 ? gamma : -gamma, 0));
                    clean[sign] = new double[][] {draw(sheared, SHARP), draw(sheared, BLURRED)};
                }
                double sigma = norm(clean[0][0]) / 15;
                double[][] noise = {noise(sigma, 10 * r + turn), noise(sigma, 10 * r + 5 + turn)};
                for (int k = 0; k < 4; k++) {
                    int sign = k % 2;
                    double factor = k < 2 ? 1 : -1;
                    ShapeEstimate e = survey.measure(new Exposures(
                                    1,
                                    List.of(List.of(
                                            observation(sum(clean[sign][0], noise[0], factor), SHARP, sigma),
                                            observation(sum(clean[sign][1], noise[1], factor), BLURRED, sigma))),
                                    0,
                                    List.of()))
                            .estimate();
                    assertThat(e.flags()).isZero();
                    off[r] += ((sign == 0 ? 1 : -1) * e.g1() / gamma - e.response()[0]) / 8;
                    response += e.response()[0] / (8 * rings);
                    estimates++;
                }
            }
            assertThat(estimates).isEqualTo(8);
        }
        double mean = Arrays.stream(off).average().orElseThrow();
        double error =
                Math.sqrt(Arrays.stream(off).map(x -> (x - mean) * (x - mean)).sum()) / rings;
        // measured over 300 rings: response 0.953, off by 0.007 +- 0.006
        assertThat(error).isLessThan(0.05);
        assertThat(response).isBetween(0.6, 1.02);
        assertThat(Math.abs(mean)).isLessThan(3 * error);
    }

    @Test
    void exposuresThatTellNothingAreFlagged() {
        double[] clean = draw(galaxy(), SHARP);
        double sigma = norm(clean) / 60;
        Observation good = observation(sum(clean, noise(sigma, 1), 1), SHARP, sigma);
        double[] sentinel = clean.clone();
        sentinel[40] = -1e4;
        Observation bad = observation(sentinel, SHARP, sigma);
        assertThat(measured(List.of(List.of(good, bad))).flags()).isEqualTo(NetworkFlags.BAD_PIXELS);
        assertThat(measured(List.of(List.of(good), List.of())).flags()).isEqualTo(NetworkFlags.BAD_PIXELS);
        Observation blank = observation(noise(sigma, 3), SHARP, sigma);
        Observation other = observation(noise(sigma, 4), SHARP, sigma);
        assertThat(measured(List.of(List.of(blank, other))).flags() & NetworkFlags.NO_OBJECT)
                .isNotZero();
        double[] second = sum(good.image(), draw(galaxy().shift(3, 0), SHARP), 1);
        assertThat(measured(List.of(List.of(good, observation(second, SHARP, sigma))))
                                .flags()
                        & NetworkFlags.NOT_ALONE)
                .isNotZero();
    }

    @Test
    void networksOfPixelsAreRefusedByName() {
        assertThatThrownBy(() -> Estimators.parse(YamlReader.parse("t", "method: network\nnetwork: june2025"))
                        .exposures(0, NetworkEstimator::find))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("june2025' sees the pixels of one stamp");
        assertThatThrownBy(() -> survey("\nrefine: 2\nmodel: exp")).hasMessageContaining("without refine");
    }
}
