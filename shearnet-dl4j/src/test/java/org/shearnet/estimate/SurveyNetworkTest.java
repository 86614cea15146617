package org.shearnet.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.shearnet.galaxysim.profile.Exponential;
import org.shearnet.galaxysim.profile.Kolmogorov;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.profile.Sersic;
import org.shearnet.galaxysim.render.Renderer;
import org.shearnet.galaxysim.render.StampGrid;
import org.shearnet.galaxysim.shear.Shear;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlReader;

/** The shipped network {@code survey} on stamps of any size, scale and counts, and on what is no galaxy. */
class SurveyNetworkTest {

    private static final double SCALE = 0.2;
    private static final LightProfile PSF = Kolmogorov.ofFwhm(0.7, 1).shear(new Shear(0.03, -0.02));
    private static final Renderer RENDERER = new Renderer();

    private static ShearEstimator survey() {
        return Estimators.parse(YamlReader.parse("t", "method: network\nnetwork: survey\ncalibrate: analytic"))
                .make(NetworkEstimator::find);
    }

    private static double[] draw(LightProfile galaxy, LightProfile psf, int side) {
        double[] out = new double[side * side];
        RENDERER.draw(galaxy, psf, StampGrid.square(side, SCALE), out);
        return out;
    }

    private static Stamps stamps(double[][] images, int side, double[] psf, int psfSide, double sigma, double scale) {
        double[] sigmas = new double[images.length];
        Arrays.fill(sigmas, sigma);
        return new Stamps(0, side, side, scale, images, null, sigmas, psfSide, psfSide, new double[][] {psf}, null, 1);
    }

    private static double[] noisy(double[] image, double sigma, long seed) {
        Random random = new Random(seed);
        return Arrays.stream(image).map(p -> p + sigma * random.nextGaussian()).toArray();
    }

    private static double norm(double[] image) {
        return Math.sqrt(Arrays.stream(image).map(p -> p * p).sum());
    }

    private static LightProfile galaxy(Shear gamma) {
        return new Sersic(1.5, 0.45, 1).shear(new Shear(0.2, -0.1)).shear(gamma).shift(0.1, 0.05);
    }

    @Test
    void sizeOfTheStampPixelScaleAndCountsAreUnits() {
        int large = 101;
        double[] whole = draw(galaxy(new Shear(0, 0)), PSF, large);
        double sigma = norm(whole) / 200;
        double[] seen = noisy(whole, sigma, 1);
        double[] psf = draw(PSF, null, 53);
        ShapeEstimate all =
                survey().estimate(stamps(new double[][] {seen}, large, psf, 53, sigma, SCALE), 1, n -> {})[0];
        assertThat(all.flags()).isZero();
        assertThat(all.g1()).isCloseTo(0.2, within(4 * all.g1Err()));
        assertThat(all.g2()).isCloseTo(-0.1, within(4 * all.g2Err()));
        for (int side : new int[] {31, 53}) {
            double[] part = new double[side * side];
            int skip = (large - side) / 2;
            for (int y = 0; y < side; y++) {
                System.arraycopy(seen, (y + skip) * large + skip, part, y * side, side);
            }
            ShapeEstimate e =
                    survey().estimate(stamps(new double[][] {part}, side, psf, 53, sigma, SCALE), 1, n -> {})[0];
            // measured: 0.0006 errors at 53 pixels, 0.016 at 31, which cut the noise under the widest window
            double most = side == 31 ? 0.05 : 0.005;
            assertThat(e.g1()).isCloseTo(all.g1(), within(most * all.g1Err()));
            assertThat(e.g2()).isCloseTo(all.g2(), within(most * all.g1Err()));
        }
        for (double counts : new double[] {1e-3, 1e6}) {
            double[] other = Arrays.stream(seen).map(p -> counts * p).toArray();
            ShapeEstimate e = survey().estimate(
                            stamps(new double[][] {other}, large, psf, 53, counts * sigma, 0.1), 1, n -> {})[0];
            assertThat(e.g1()).isCloseTo(all.g1(), within(1e-9));
            assertThat(e.response()[0]).isCloseTo(all.response()[0], within(1e-9));
            assertThat(e.flux()).isCloseTo(counts * all.flux(), within(1e-9 * counts * all.flux()));
            assertThat(e.size()).isCloseTo(0.25 * all.size(), within(1e-9));
        }
    }

    @Test
    void theResponseCalibratesWhatNoiseAndShrinkageTakeAway() {
        int side = 53;
        double[] psf = draw(PSF, null, side);
        int draws = 150;
        double gamma = 0.02;
        double[][] clean = {draw(galaxy(new Shear(gamma, 0)), PSF, side), draw(galaxy(new Shear(-gamma, 0)), PSF, side)
        };
        double sigma = norm(clean[0]) / 15;
        double[][] images = new double[4 * draws][];
        for (int i = 0; i < images.length; i++) {
            double[] noise = noisy(new double[side * side], sigma, i / 4);
            double[] image = clean[i % 2].clone();
            for (int p = 0; p < image.length; p++) {
                image[p] += (i % 4 < 2 ? 1 : -1) * noise[p];
            }
            images[i] = image;
        }
        ShapeEstimate[] e = survey().estimate(stamps(images, side, psf, side, sigma, SCALE), 2, n -> {});
        double[] off = new double[draws];
        double shear = 0;
        double response = 0;
        for (int d = 0; d < draws; d++) {
            for (int k = 0; k < 4; k++) {
                ShapeEstimate one = e[4 * d + k];
                assertThat(one.flags()).isZero();
                double slope = (k % 2 == 0 ? 1 : -1) * one.g1() / gamma;
                off[d] += (slope - one.response()[0]) / 4;
                response += one.response()[0] / (4 * draws);
                shear += slope / (4 * draws);
            }
        }
        double mean = Arrays.stream(off).average().orElseThrow();
        double error =
                Math.sqrt(Arrays.stream(off).map(x -> (x - mean) * (x - mean)).sum()) / draws;
        // measured: response 0.850, off by -0.002 +- 0.017
        assertThat(response).isBetween(0.6, 0.97);
        assertThat(Math.abs(mean)).isLessThan(4 * error);
        assertThat(shear / response).isCloseTo(1, within(4 * error / response));
    }

    @Test
    void whatIsNoGalaxyIsFlagged() {
        int side = 41;
        double[] psf = draw(PSF, null, side);
        int count = 200;
        double[][] stars = new double[count][];
        double[][] blank = new double[count][];
        double[][] galaxies = new double[count][];
        double[][] cut = new double[20][];
        double[] galaxy = draw(new Exponential(0.25, 1).shear(new Shear(0.2, 0.1)), PSF, side);
        double[] large = draw(new Exponential(0.6, 1).shift(3.4, 0), PSF, side);
        for (int i = 0; i < count; i++) {
            stars[i] = noisy(psf, norm(psf) / 50, i);
            blank[i] = noisy(new double[side * side], 1, 1000 + i);
            galaxies[i] = noisy(galaxy, norm(galaxy) / 20, 2000 + i);
        }
        for (int i = 0; i < cut.length; i++) {
            cut[i] = noisy(large, norm(large) / 100, 3000 + i);
        }
        // measured: 3 stars, no blank stamp, no cut one and all galaxies
        assertThat(unflagged(stars, side, psf, norm(psf) / 50)).isLessThanOrEqualTo(count / 50);
        assertThat(unflagged(blank, side, psf, 1)).isLessThanOrEqualTo(count / 50);
        assertThat(unflagged(cut, side, psf, norm(large) / 100)).isZero();
        assertThat(unflagged(galaxies, side, psf, norm(galaxy) / 20)).isGreaterThanOrEqualTo(count * 98 / 100);
    }

    private static long unflagged(double[][] images, int side, double[] psf, double sigma) {
        return Arrays.stream(survey().estimate(stamps(images, side, psf, side, sigma, SCALE), 2, n -> {}))
                .filter(ShapeEstimate::ok)
                .count();
    }

    @Test
    void otherNetworksHaveNoAnalyticResponse() {
        assertThatThrownBy(() -> Estimators.parse(
                                YamlReader.parse("t", "method: network\nnetwork: june2025\ncalibrate: analytic"))
                        .make(NetworkEstimator::find))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no analytic response");
        assertThatThrownBy(() -> Estimators.parse(
                        YamlReader.parse("t", "method: network\nnetwork: survey\ncalibrate: analytic\nmetacal: true")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("refined or metacalibrated");
        assertThatThrownBy(() ->
                        Estimators.parse(YamlReader.parse("t", "method: network\nnetwork: survey\ncalibrate: metacal")))
                .isInstanceOf(ConfigException.class);
    }
}
