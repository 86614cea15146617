package org.shearnet.ngmix.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shearnet.galaxysim.profile.Airy;
import org.shearnet.galaxysim.profile.Gaussian;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.profile.Moffat;
import org.shearnet.galaxysim.profile.Sersic;
import org.shearnet.galaxysim.profile.Sum;
import org.shearnet.galaxysim.render.RenderAccuracy;
import org.shearnet.galaxysim.render.Renderer;
import org.shearnet.galaxysim.render.StampGrid;
import org.shearnet.galaxysim.shear.Shear;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/** The analytic response against images that are sheared, without noise and on the mean over many noises. */
class ResponseTest {

    private static final int SIDE = 45;
    private static final double SCALE = 0.2;
    private static final StampGrid GRID = StampGrid.square(SIDE, SCALE);
    private static final Renderer RENDERER = new Renderer(RenderAccuracy.HIGH);
    private static final double GAMMA = 0.01;
    private static final Jacobian CENTRED = Jacobian.centred(SIDE, SIDE, SCALE);

    /** Finite differences are off by the square of the shear: measured at most 8e-5. */
    private static final double WITHOUT_NOISE = 2e-4;

    /** The wings of an Airy function leave the stamp, and its end cuts the windows: measured 1.5e-3. */
    private static final double AIRY = 2.5e-3;

    /** Standard errors by which a mean over noises may lie off. */
    private static final double ERRORS = 4;

    /** A smooth function of moments that is meant to become a shape. */
    private interface Shape {
        Jet[] of(Jets jets);
    }

    private static final MomentSet FOUR = new MomentSet(4, 1.5, 0, 2, 4);

    /** A function of moments of all windows and spins that bends more than any network. */
    private static Jet[] bent(Jets j) {
        int spin2 = FOUR.index(0, 2);
        int spin4 = FOUR.index(0, 4);
        int wide = FOUR.index(1, 2);
        Jet light = j.positive(
                j.plus(j.moment(FOUR.index(0, 0)), j.moment(FOUR.index(1, 0))), 4 * j.noise(FOUR.index(0, 0)));
        Jet over = j.inverse(light);
        Jet q = j.times(j.moment(FOUR.index(2, 0)), over);
        Jet e1 = j.sum(1, j.times(j.moment(spin2), over), 0.7, j.times(j.moment(wide), over));
        Jet e2 = j.sum(1, j.times(j.moment(spin2 + 1), over), 0.7, j.times(j.moment(wide + 1), over));
        Jet h1 = j.times(j.moment(spin4), over);
        Jet h2 = j.times(j.moment(spin4 + 1), over);
        Jet f = j.exp(j.times(-1, j.times(q, q)));
        return new Jet[] {
            j.plus(j.times(e1, f), j.plus(j.times(e1, h1), j.times(e2, h2))),
            j.plus(j.times(e2, f), j.sum(1, j.times(e1, h2), -1, j.times(e2, h1)))
        };
    }

    private static LightProfile psf(String name) {
        LightProfile round = switch (name) {
            case "moffat" -> Moffat.ofFwhm(3, 0.7, 0, 1);
            case "airy" -> Airy.ofTelescope(800, 0.25, 0.3, 1);
            default -> new Sum(List.of(new Gaussian(0.28, 0.8), new Gaussian(0.6, 0.2)));
        };
        return round.shear(new Shear(0.04, -0.03));
    }

    private static LightProfile galaxy(Shear gamma) {
        return new Sersic(2.5, 0.5, 1).shear(new Shear(0.2, 0.1)).shear(gamma).shift(0.11, -0.07);
    }

    private static double[] image(LightProfile galaxy, LightProfile psf) {
        double[] out = new double[SIDE * SIDE];
        RENDERER.draw(galaxy, psf, GRID, out);
        return out;
    }

    private static Observation observe(double[] pixels, double sigma, double[] psf) {
        return Observation.ofNoise(SIDE, SIDE, pixels, sigma, CENTRED)
                .withPsf(Observation.ofNoise(SIDE, SIDE, psf, 1e-6, CENTRED));
    }

    private static Shear gamma(int component, double value) {
        return component == 0 ? new Shear(value, 0) : new Shear(0, value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"moffat", "airy", "double gaussian"})
    void withoutNoiseTheResponseIsThatOfShearedImages(String name) {
        LightProfile psf = psf(name);
        double[] psfImage = image(psf, null);
        for (MomentSet set : new MomentSet[] {Fpfs.set(Fpfs.WIDTH), FOUR}) {
            Shape shape = set == FOUR ? ResponseTest::bent : Fpfs::shape;
            MomentMeter meter = new MomentMeter(set);
            Jets jets = meter.measure(observe(image(galaxy(gamma(0, 0)), psf), 1e-7, psfImage))
                    .jets();
            Jet[] e = shape.of(jets);
            for (int j = 0; j < 2; j++) {
                Jet[] up = shape.of(meter.measure(observe(image(galaxy(gamma(j, GAMMA)), psf), 1e-7, psfImage))
                        .jets());
                Jet[] down = shape.of(meter.measure(observe(image(galaxy(gamma(j, -GAMMA)), psf), 1e-7, psfImage))
                        .jets());
                for (int i = 0; i < 2; i++) {
                    double seen = (up[i].value() - down[i].value()) / (2 * GAMMA);
                    assertThat(jets.response(e[i])[j])
                            .isCloseTo(seen, within(name.equals("airy") ? AIRY : WITHOUT_NOISE));
                }
            }
        }
    }

    /** Means over noises and their negatives, of which all odd orders cancel. */
    @Test
    void overManyNoisesTheMeanResponseIsThatOfTheMeanShape() {
        double signal = 12;
        LightProfile psf = psf("moffat");
        double[] psfImage = image(psf, null);
        double[][] images = {image(galaxy(gamma(0, GAMMA)), psf), image(galaxy(gamma(0, -GAMMA)), psf)};
        double norm = Math.sqrt(Arrays.stream(images[0]).map(p -> p * p).sum());
        double sigma = norm / signal;
        for (MomentSet set : new MomentSet[] {FOUR}) {
            MomentMeter meter = new MomentMeter(set);
            Random random = new Random(7);
            int draws = 1000;
            double[] off = new double[draws];
            double[] blind = new double[draws];
            for (int d = 0; d < draws; d++) {
                double[] noise = random.doubles(SIDE * SIDE)
                        .map(u -> random.nextGaussian())
                        .toArray();
                for (int sign = -1; sign <= 1; sign += 2) {
                    double slope = 0;
                    for (int s = 0; s < 2; s++) {
                        double[] pixels = images[s].clone();
                        for (int p = 0; p < pixels.length; p++) {
                            pixels[p] += sign * sigma * noise[p];
                        }
                        Jets jets =
                                meter.measure(observe(pixels, sigma, psfImage)).jets();
                        Jet e = bent(jets)[0];
                        slope += (1 - 2 * s) * e.value() / (2 * GAMMA);
                        off[d] -= 0.25 * jets.response(e)[0];
                        blind[d] -= 0.25 * (jets.response(e)[0] + e.trace[0]);
                    }
                    off[d] += 0.5 * slope;
                    blind[d] += 0.5 * slope;
                }
            }
            double mean = Arrays.stream(off).average().orElseThrow();
            double error = Math.sqrt(
                            Arrays.stream(off).map(x -> (x - mean) * (x - mean)).sum())
                    / draws;
            // measured, on 4000 draws: 0.007 +- 0.008, and 0.225 for the blind one
            assertThat(Math.abs(mean)).isLessThan(ERRORS * error);
            // taken for the galaxy's, the noise's share is plainly seen
            double wrong = Arrays.stream(blind).average().orElseThrow();
            assertThat(Math.abs(wrong)).isGreaterThan(ERRORS * error);
        }
    }

    /** Where an Airy function ends in Fourier space, so must its deconvolution: what lies beyond is noise of more than the stamp. */
    @Test
    void aPsfThatEndsInFourierSpaceKeepsTheNoisesShare() {
        LightProfile psf = psf("airy");
        double[] psfImage = image(psf, null);
        double[][] images = {image(galaxy(gamma(0, GAMMA)), psf), image(galaxy(gamma(0, -GAMMA)), psf)};
        double sigma = Math.sqrt(Arrays.stream(images[0]).map(p -> p * p).sum()) / 20;
        MomentMeter meter = new MomentMeter(Fpfs.set(Fpfs.WIDTH));
        Random random = new Random(3);
        int draws = 300;
        double[] off = new double[draws];
        for (int d = 0; d < draws; d++) {
            double[] noise =
                    random.doubles(SIDE * SIDE).map(u -> random.nextGaussian()).toArray();
            for (int k = 0; k < 4; k++) {
                double[] pixels = images[k / 2].clone();
                for (int p = 0; p < pixels.length; p++) {
                    pixels[p] += (k % 2 == 0 ? sigma : -sigma) * noise[p];
                }
                Jets jets = meter.measure(observe(pixels, sigma, psfImage)).jets();
                Jet e = Fpfs.shape(jets)[0];
                off[d] += (k < 2 ? 1 : -1) * e.value() / (4 * GAMMA) - 0.25 * jets.response(e)[0];
            }
        }
        double mean = Arrays.stream(off).average().orElseThrow();
        double error =
                Math.sqrt(Arrays.stream(off).map(x -> (x - mean) * (x - mean)).sum()) / draws;
        assertThat(Math.abs(mean)).isLessThan(AIRY_NOISE);
    }

    /** Measured -0.002 +- 0.003; -0.042 +- 0.010 with all wave numbers down to 1e-4 of the PSF's flux. */
    private static final double AIRY_NOISE = 0.02;

    /** Under a PSF that is not round the noise of the deconvolved image is not, and a round galaxy would seem to be sheared. */
    @Test
    void noiseThatIsNotRoundMakesNoMeanShape() {
        LightProfile psf = Moffat.ofFwhm(3, 0.7, 0, 1).shear(new Shear(0.1, 0));
        double[] psfImage = image(psf, null);
        double[] clean = image(new Sersic(1, 0.4, 1), psf);
        double sigma = Math.sqrt(Arrays.stream(clean).map(p -> p * p).sum()) / 12;
        MomentMeter meter = new MomentMeter(FOUR);
        Random random = new Random(2);
        int draws = 1000;
        double[] seen = new double[draws];
        double[] rounded = new double[draws];
        for (int d = 0; d < draws; d++) {
            double[] noise =
                    random.doubles(SIDE * SIDE).map(u -> random.nextGaussian()).toArray();
            for (int sign = -1; sign <= 1; sign += 2) {
                double[] pixels = clean.clone();
                for (int p = 0; p < pixels.length; p++) {
                    pixels[p] += sign * sigma * noise[p];
                }
                Jets jets = meter.measure(observe(pixels, sigma, psfImage)).jets();
                Jet e = bent(jets)[0];
                seen[d] += 0.5 * e.value();
                rounded[d] += 0.5 * jets.rounded(e);
            }
        }
        double mean = Arrays.stream(rounded).average().orElseThrow();
        double error = Math.sqrt(
                        Arrays.stream(rounded).map(x -> (x - mean) * (x - mean)).sum())
                / draws;
        // measured 0.0037 +- 0.0025, and -0.020 as seen
        assertThat(Math.abs(mean)).isLessThan(ERRORS * error);
        assertThat(Math.abs(Arrays.stream(seen).average().orElseThrow())).isGreaterThan(1.5 * ERRORS * error);
    }

    @Test
    void errorsAreTheScatter() {
        LightProfile psf = psf("moffat");
        double[] psfImage = image(psf, null);
        double[] clean = image(galaxy(gamma(0, 0)), psf);
        double sigma = Math.sqrt(Arrays.stream(clean).map(p -> p * p).sum()) / 50;
        MomentMeter meter = new MomentMeter(FOUR);
        Random random = new Random(5);
        int draws = 1000;
        double sum = 0;
        double squares = 0;
        double expected = 0;
        for (int d = 0; d < draws; d++) {
            double[] pixels = Arrays.stream(clean)
                    .map(p -> p + sigma * random.nextGaussian())
                    .toArray();
            Jets jets = meter.measure(observe(pixels, sigma, psfImage)).jets();
            Jet e = bent(jets)[0];
            sum += e.value();
            squares += e.value() * e.value();
            expected += jets.covariance(e, e);
        }
        double variance = squares / draws - sum / draws * sum / draws;
        // 1000 draws tell a variance to 4.5 %
        assertThat(variance / (expected / draws)).isCloseTo(1, within(0.15));
    }

    @Test
    void whereTheGalaxyStandsInTheStampIsOfNoConsequence() {
        LightProfile psf = psf("moffat");
        double[] psfImage = image(psf, null);
        MomentMeter meter = new MomentMeter(FOUR);
        LightProfile centred = new Sersic(1, 0.4, 1).shear(new Shear(0.2, 0.1));
        double[][] places = {{0, 0}, {0.31, 0}, {-0.13, 0.29}};
        double[] first = null;
        for (double[] place : places) {
            Measured m = meter.measure(observe(image(centred.shift(place[0], place[1]), psf), 1e-4, psfImage));
            assertThat(m.col()).isCloseTo(CENTRED.col0() + place[0] / SCALE, within(1e-4));
            assertThat(m.row()).isCloseTo(CENTRED.row0() + place[1] / SCALE, within(1e-4));
            Jets jets = m.jets();
            Jet[] e = bent(jets);
            double[] all = {e[0].value(), e[1].value(), jets.response(e[0])[0], jets.response(e[1])[1]};
            first = first == null ? all : first;
            for (int k = 0; k < all.length; k++) {
                assertThat(all[k]).isCloseTo(first[k], within(1e-5));
            }
        }
    }

    @Test
    void whatCannotBeMeasuredIsFlagged() {
        double[] psfImage = image(psf("moffat"), null);
        double[] flat = new double[SIDE * SIDE];
        double[] slope = new double[SIDE * SIDE];
        Arrays.setAll(slope, p -> p % SIDE);
        MomentMeter meter = new MomentMeter(FOUR);
        assertThat(meter.measure(observe(flat, 1, psfImage)).flags()).isEqualTo(Flag.CENTRE_SHIFT.bit());
        assertThat(meter.measure(observe(slope, 1, flat)).flags()).isEqualTo(Flag.PSF_FAILED.bit());
        assertThat(meter.measure(Observation.ofNoise(SIDE, SIDE, slope, 1, CENTRED))
                        .flags())
                .isEqualTo(Flag.PSF_FAILED.bit());
        slope[3] = Double.NaN;
        assertThat(meter.measure(observe(slope, 1, psfImage)).flags()).isEqualTo(Flag.BAD_PIXELS.bit());
    }

    @Test
    void aShearedGridOfPixelsIsOfNoConsequence() {
        // the same galaxy and PSF on pixels that are sheared and turned: shapes are on the sky
        Jacobian sheared = new Jacobian(22, 22, 0.19, 0.02, -0.03, 0.21);
        LightProfile psf = psf("moffat");
        LightProfile galaxy = new Sersic(1.5, 0.6, 1).shear(new Shear(0.3, -0.1));
        MomentMeter meter = new MomentMeter(FOUR);
        Jets jets = meter.measure(onGrid(galaxy, psf, CENTRED)).jets();
        Jets other = meter.measure(onGrid(galaxy, psf, sheared)).jets();
        for (int k = 0; k < FOUR.size(); k++) {
            assertThat(jets.moment(k).value()).isCloseTo(other.moment(k).value(), within(SHEARED_GRID));
        }
        assertThat(jets.response(bent(jets)[0])[0]).isCloseTo(other.response(bent(other)[0])[0], within(SHEARED_GRID));
    }

    /** Pixels of another shape see another part of the wings, and average the PSF over other directions: measured 1.0e-3. */
    private static final double SHEARED_GRID = 2e-3;

    /** An image on sheared pixels, drawn by summing a fine one: band-limited by the PSF, so that points stand for pixels. */
    private static Observation onGrid(LightProfile galaxy, LightProfile psf, Jacobian grid) {
        int fine = 512;
        double step = 0.05;
        StampGrid points = new StampGrid(fine, fine, step, org.shearnet.galaxysim.render.PixelResponse.INCLUDED);
        double[][] images = new double[2][fine * fine];
        RENDERER.draw(galaxy, psf, points, images[0]);
        RENDERER.draw(psf, null, points, images[1]);
        double[][] out = new double[2][SIDE * SIDE];
        double middle = (fine - 1) / 2.0;
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double column = middle + grid.u(y, x) / step;
                double row = middle + grid.v(y, x) / step;
                for (int k = 0; k < 2; k++) {
                    out[k][y * SIDE + x] = cubic(images[k], fine, row, column) * grid.area() / (step * step);
                }
            }
        }
        return Observation.ofNoise(SIDE, SIDE, out[0], 1e-4, grid)
                .withPsf(Observation.ofNoise(SIDE, SIDE, out[1], 1e-6, grid));
    }

    /** Catmull-Rom interpolation on a fine grid. */
    private static double cubic(double[] image, int n, double row, double column) {
        int y = (int) Math.floor(row);
        int x = (int) Math.floor(column);
        double[] wy = weights(row - y);
        double[] wx = weights(column - x);
        double sum = 0;
        for (int a = 0; a < 4; a++) {
            for (int b = 0; b < 4; b++) {
                sum += wy[a] * wx[b] * image[(y - 1 + a) * n + x - 1 + b];
            }
        }
        return sum;
    }

    private static double[] weights(double t) {
        return new double[] {
            t * (-0.5 + t * (1 - 0.5 * t)),
            1 + t * t * (-2.5 + 1.5 * t),
            t * (0.5 + t * (2 - 1.5 * t)),
            t * t * (-0.5 + 0.5 * t)
        };
    }

    /** A network in one go against the same sums one by one. */
    @Test
    void aNetworkCarriesWhatItsSumsCarry() {
        LightProfile psf = psf("moffat");
        Jets j = new MomentMeter(FOUR)
                .measure(observe(image(galaxy(gamma(0, 0)), psf), 1e-3, image(psf, null)))
                .jets();
        Random random = new Random(5);
        Jet light = j.inverse(j.moment(FOUR.index(0, 0)));
        Jet[] x = new Jet[6]; // more than four, and no multiple of it
        for (int i = 0; i < x.length; i++) {
            x[i] = j.times(j.moment(i), light);
        }
        double[][] weights = new double[x.length][3];
        for (double[] row : weights) {
            Arrays.setAll(row, o -> random.nextGaussian());
        }
        double[] bias = {0.1, -0.2, 0.3};
        Jets.Smooth tanh = (z, out) -> {
            out[0] = Math.tanh(z);
            out[1] = 1 - out[0] * out[0];
            out[2] = -2 * out[0] * out[1];
        };
        double[][] readOut = {{1, 0.5, 0}, {0, 1, -0.3}, {0.2, 0, 1}};
        double[] offset = {0.3, 0, -0.1};
        Jet[] answer = j.network(List.of(weights, readOut), List.of(bias, offset), tanh, x);
        Jet[] hidden = new Jet[bias.length];
        for (int o = 0; o < bias.length; o++) {
            Jet sum = j.constant(bias[o]);
            for (int i = 0; i < x.length; i++) {
                sum = j.sum(1, sum, weights[i][o], x[i]);
            }
            double[] at = new double[3];
            tanh.at(sum.value(), at);
            hidden[o] = j.function(sum, at[0], at[1], at[2]);
        }
        for (int o = 0; o < offset.length; o++) {
            Jet expected = j.constant(offset[o]);
            for (int i = 0; i < hidden.length; i++) {
                expected = j.sum(1, expected, readOut[i][o], hidden[i]);
            }
            assertThat(answer[o].value()).isCloseTo(expected.value(), within(1e-12));
            assertThat(j.covariance(answer[o], answer[o]))
                    .isCloseTo(j.covariance(expected, expected), within(1e-12 * j.covariance(expected, expected)));
            assertThat(j.rounded(answer[o])).isCloseTo(j.rounded(expected), within(1e-12));
            for (int c = 0; c < 2; c++) {
                assertThat(j.response(answer[o])[c]).isCloseTo(j.response(expected)[c], within(1e-9));
            }
        }
    }

    @Test
    void equalExposuresHaveTheMomentsOfOneAndLessNoise() {
        LightProfile psf = psf("moffat");
        Observation one = observe(image(galaxy(gamma(0, 0)), psf), 1e-3, image(psf, null));
        Jets alone = new MomentMeter(FOUR).measure(one).jets();
        Measured together = new MomentMeter(FOUR).measure(List.of(List.of(one, one, one, one)));
        assertThat(together.isGood()).isTrue();
        assertThat(together.row()).isCloseTo(new MomentMeter(FOUR).measure(one).row(), within(1e-9));
        Jets all = together.jets();
        for (int i = 0; i < 2; i++) {
            assertThat(bent(all)[i].value()).isCloseTo(bent(alone)[i].value(), within(1e-3));
            double share =
                    all.covariance(bent(all)[i], bent(all)[i]) / alone.covariance(bent(alone)[i], bent(alone)[i]);
            assertThat(share).isCloseTo(0.25, within(0.01));
        }
    }

    @Test
    void exposuresThatCannotBeMeasuredAreFlagged() {
        MomentMeter meter = new MomentMeter(FOUR);
        assertThat(meter.measure(List.of()).flags() & Flag.NO_ATTEMPT.bit()).isNotZero();
        Observation bare = Observation.ofNoise(SIDE, SIDE, new double[SIDE * SIDE], 1, CENTRED);
        assertThat(meter.measure(List.of(List.of(bare))).flags() & Flag.PSF_FAILED.bit())
                .isNotZero();
    }
}
