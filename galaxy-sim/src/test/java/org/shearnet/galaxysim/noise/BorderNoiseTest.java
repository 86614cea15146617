package org.shearnet.galaxysim.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shearnet.galaxysim.noise.BorderNoise.Result;
import org.shearnet.galaxysim.noise.BorderNoise.Status;
import org.shearnet.galaxysim.profile.Exponential;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.profile.Moffat;
import org.shearnet.galaxysim.render.Renderer;
import org.shearnet.galaxysim.render.StampGrid;

class BorderNoiseTest {

    /** Mean of measured over true sigma less 1; measured: beside the cases. */
    private static final double UNBIASED = 0.01;

    /** The same under correlated noise, of which a border holds less. */
    private static final double UNBIASED_CORRELATED = 0.02;

    /** Share of stamps whose noise is measured; measured 1. */
    private static final double MOST = 0.985;

    /** Of a correlation coefficient; measured: beside the case. */
    private static final double CORRELATION = 0.02;

    private static final int DRAWS = 400;

    private static final double SCALE = 0.2;

    /** An exponential galaxy of half-light radius r (arcsec), 1.3 pixels off the middle, under a Moffat PSF. */
    private static double[] galaxy(int nx, int ny, double r, double flux) {
        LightProfile profile =
                Exponential.ofHalfLightRadius(r, flux).shear(0.2, -0.1).shift(0.2, -0.16);
        double[] pixels = new double[nx * ny];
        new Renderer()
                .draw(
                        profile,
                        Moffat.ofFwhm(3.5, 0.7, 0, 1),
                        StampGrid.square(1, SCALE).ofSides(nx, ny),
                        pixels);
        return pixels;
    }

    private static double[] noisy(double[] image, Noise noise, int draw) {
        double[] pixels = image.clone();
        noise.addTo(new RandomStreams(7).stream(draw, "noise"), pixels, pixels.length);
        return pixels;
    }

    /** {mean of sigma over the draws that show noise, their share} */
    private static double[] sigmas(double[] image, double[] weight, int nx, int ny, Noise noise) {
        BorderNoise border = new BorderNoise(nx, ny);
        double sum = 0;
        int good = 0;
        for (int i = 0; i < DRAWS; i++) {
            Result result = border.measure(noisy(image, noise, i), weight);
            if (result.status() == Status.NOISE) {
                sum += result.sigma();
                good++;
            }
        }
        return new double[] {sum / good, good / (double) DRAWS};
    }

    // largest: 0.002 at 53 and 31 pixels, -0.002 at 15
    @ParameterizedTest
    @CsvSource({
        "53, 53, 0.5, 0",
        "53, 53, 0.5, 50",
        "53, 53, 0.5, 50000",
        "31, 31, 0.5, 0",
        "31, 31, 0.5, 50",
        "31, 31, 0.5, 1000",
        "31, 53, 0.4, 200",
        "54, 54, 0.5, 200",
        "15, 15, 0.2, 50",
        "100, 100, 0.8, 1000"
    })
    void sigmaIsUnbiasedBesideAGalaxy(int nx, int ny, double radius, double flux) {
        double[] found = sigmas(galaxy(nx, ny, radius, flux), null, nx, ny, new GaussianNoise(1));
        assertThat(found[0]).isCloseTo(1, within(UNBIASED));
        assertThat(found[1]).isGreaterThan(MOST);
    }

    // measured 0.997 to 1.001 (53 pixels), 0.980 to 0.998 (31 pixels)
    @ParameterizedTest
    @CsvSource({"53, 0.5", "53, 0.8", "53, 1.2", "31, 0.5", "31, 0.8"})
    void correlatedNoiseHasItsPixelsSigma(int side, double smoothing) {
        double[] c = new double[81];
        for (int i = 0; i < 81; i++) {
            c[i] = Math.exp(-(Math.pow(i % 9 - 4, 2) + Math.pow(i / 9 - 4, 2)) / (4 * smoothing * smoothing));
        }
        Noise noise = CorrelatedNoise.ofCorrelation(c, 9, 9, side, side);
        double[] found = sigmas(galaxy(side, side, 0.5, 100), null, side, side, noise);
        assertThat(found[0]).isCloseTo(1, within(UNBIASED_CORRELATED));
        assertThat(found[1]).isGreaterThan(MOST);
    }

    // measured 1.003 at flux 30, 1.12 at 1000 (a plain standard deviation: 1.10 and 24)
    @ParameterizedTest
    @CsvSource({"30, 0.02", "1000, 0.15"})
    void aNeighbourOnTheBorderRaisesItLittle(double flux, double by) {
        double[] image = galaxy(53, 53, 0.5, 100);
        LightProfile neighbour = Exponential.ofHalfLightRadius(0.5, flux).shift(4.4, 3.2);
        double[] own = new double[53 * 53];
        new Renderer().draw(neighbour, Moffat.ofFwhm(3.5, 0.7, 0, 1), StampGrid.square(53, SCALE), own);
        for (int k = 0; k < image.length; k++) {
            image[k] += own[k];
        }
        assertThat(sigmas(image, null, 53, 53, new GaussianNoise(1))[0]).isCloseTo(1, within(by));
    }

    @Test
    void aSkyIsNoNoiseAndIsToldOf() {
        double[] image = galaxy(31, 31, 0.5, 50);
        Result without = new BorderNoise(31, 31).measure(noisy(image, new GaussianNoise(1), 0), null);
        double[] sky = Arrays.stream(image).map(v -> v + 100).toArray();
        Result with = new BorderNoise(31, 31).measure(noisy(sky, new GaussianNoise(1), 0), null);
        assertThat(with.sigma()).isCloseTo(without.sigma(), within(1e-9));
        assertThat(with.level()).isCloseTo(100 + without.level(), within(1e-9));
    }

    @Test
    void maskedAndMissingPixelsDoNotCount() {
        double[] weight = new double[31 * 31];
        Arrays.fill(weight, 4);
        double[] image = galaxy(31, 31, 0.5, 50);
        for (int k = 0; k < 31 * 2; k++) {
            weight[k] = 0;
            image[k] = 1e6 * k;
        }
        image[31 * 30] = Double.NaN;
        image[31 * 29] = Double.POSITIVE_INFINITY;
        double[] found = sigmas(image, weight, 31, 31, new GaussianNoise(1));
        assertThat(found[0]).isCloseTo(1, within(UNBIASED));
        assertThat(found[1]).isGreaterThan(MOST);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.01, 0.2, 1})
    void aDrawnGalaxyAloneIsNoNoise(double shift) {
        for (int side : new int[] {31, 53}) {
            double[] image = new double[side * side];
            LightProfile galaxy =
                    Exponential.ofHalfLightRadius(0.5, 1).shear(0.2, 0.1).shift(shift, 0.7 * shift);
            new Renderer().draw(galaxy, Moffat.ofFwhm(3.5, 0.7, 0, 1), StampGrid.square(side, SCALE), image);
            Result result = new BorderNoise(side, side).measure(image, null);
            assertThat(result.status()).isIn(Status.CONSTANT, Status.FULL);
            assertThat(result.sigma()).isNaN();
        }
    }

    @Test
    void whatCannotBeMeasuredIsSaid() {
        BorderNoise border = new BorderNoise(31, 31);
        assertThat(border.measure(new double[31 * 31], null).status()).isEqualTo(Status.CONSTANT);
        assertThat(border.measure(new double[31 * 31], new double[31 * 31]).status())
                .isEqualTo(Status.TOO_SMALL);
        double[] rounded = noisy(new double[31 * 31], new GaussianNoise(0.2), 0);
        Arrays.setAll(rounded, k -> Math.rint(rounded[k]));
        assertThat(border.measure(rounded, null).status()).isEqualTo(Status.CONSTANT);
        for (int side : new int[] {1, 2, 3, 7}) {
            double[] tiny = noisy(new double[side * side], new GaussianNoise(1), 0);
            assertThat(new BorderNoise(side, side).measure(tiny, null).status()).isEqualTo(Status.TOO_SMALL);
        }
        double[] large = noisy(galaxy(31, 31, 4, 1e6), new GaussianNoise(1), 0);
        assertThat(border.measure(large, null).status()).isEqualTo(Status.FULL);
    }

    @Test
    void whatVariesOverABorderIsNoNoise() {
        BorderNoise border = new BorderNoise(31, 31);
        double[] slope = new double[31 * 31];
        double[] waves = new double[31 * 31];
        for (int k = 0; k < slope.length; k++) {
            slope[k] = 0.2 * (k % 31);
            waves[k] = Math.sin(0.47 * (k % 31 - 15 + k / 31 - 15));
        }
        assertThat(border.measure(noisy(slope, new GaussianNoise(1), 0), null).status())
                .isEqualTo(Status.FULL);
        assertThat(border.measure(waves, null).status()).isEqualTo(Status.FULL);
    }

    @Test
    void roundingErrorsAreNoNoise() {
        double[] image = new double[31 * 31];
        image[image.length / 2] = 1;
        BorderNoise border = new BorderNoise(31, 31);
        assertThat(border.measure(noisy(image, new GaussianNoise(1e-6), 0), null)
                        .status())
                .isEqualTo(Status.CONSTANT);
        assertThat(border.measure(noisy(image, new GaussianNoise(1e-5), 0), null)
                        .status())
                .isEqualTo(Status.NOISE);
    }

    // 1, 2, 1 along x and 1, 1 along the diagonal; measured 0.006
    @Test
    void theCorrelationIsThatOfTheNoise() {
        for (int side : new int[] {31, 53}) {
            double[] table = {0, 0, 0.2, 0.4, 1, 0.4, 0.2, 0, 0};
            Noise noise = CorrelatedNoise.ofCorrelation(table, 3, 3, side, side);
            NoiseCorrelation found = correlation(galaxy(side, side, 0.5, 100), side, noise, 1500);
            for (int dy = -BorderCorrelation.REACH; dy <= BorderCorrelation.REACH; dy++) {
                for (int dx = -BorderCorrelation.REACH; dx <= BorderCorrelation.REACH; dx++) {
                    boolean near = Math.abs(dx) <= 1 && Math.abs(dy) <= 1;
                    double right = near ? table[(dy + 1) * 3 + dx + 1] : 0;
                    assertThat(found.at(dx, dy)).as(dx + ", " + dy).isCloseTo(right, within(CORRELATION));
                }
            }
        }
    }

    @Test
    void whiteNoiseIsWhiteAndNothingIsToo() {
        assertThat(correlation(galaxy(53, 53, 0.5, 100), 53, new GaussianNoise(1), 200)
                        .isWhite())
                .isTrue();
        assertThat(new BorderCorrelation(53, 53, BorderCorrelation.REACH).mean().isWhite())
                .isTrue();
        assertThat(new BorderCorrelation(53, 53, BorderCorrelation.REACH).isPlain())
                .isFalse();
    }

    private static NoiseCorrelation correlation(double[] image, int side, Noise noise, int draws) {
        BorderNoise border = new BorderNoise(side, side);
        BorderCorrelation correlation = new BorderCorrelation(side, side, BorderCorrelation.REACH);
        for (int i = 0; i < draws; i++) {
            Result result = border.measure(noisy(image, noise, i), null);
            if (result.status() == Status.NOISE) {
                correlation.add(border, result.sigma());
            }
        }
        assertThat(correlation.count()).isGreaterThan((int) (MOST * draws));
        assertThat(correlation.isPlain()).isEqualTo(!(noise instanceof GaussianNoise));
        return correlation.mean();
    }
}
