package org.shearnet.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shearnet.galaxysim.fits.MedsEpoch;
import org.shearnet.galaxysim.fits.MedsFile;
import org.shearnet.galaxysim.profile.Exponential;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.profile.Moffat;
import org.shearnet.galaxysim.render.RenderAccuracy;
import org.shearnet.galaxysim.render.Renderer;
import org.shearnet.galaxysim.render.StampGrid;
import org.shearnet.ngmix.fit.ExactOptions;
import org.shearnet.ngmix.fit.FitOptions;
import org.shearnet.ngmix.fit.MixtureOptions;
import org.shearnet.ngmix.fit.PsfModel;
import org.shearnet.ngmix.gmix.MixtureModel;

/** Pairs of galaxies by galaxy-sim in two bands of two exposures, one of them turned: neighbours ignored, masked and fitted. */
class BlendExposuresTest {

    private static final int N = 41;
    private static final double SCALE = 0.2;
    private static final double G1 = 0.12;
    private static final double G2 = -0.06;
    private static final double[] FLUX = {100, 140};
    private static final double NOISE = 0.12;
    private static final int DRAWS = 24;

    /** In errors; the mean of 24 scatters by 0.2; worst 0.49. */
    private static final double MEAN_PULL = 0.8;

    /** In errors; worst 5e-5. */
    private static final double SAME = 1e-3;

    private final Renderer renderer = new Renderer(RenderAccuracy.HIGH);

    private double[] draw(LightProfile profile, LightProfile psf) {
        double[] out = new double[N * N];
        renderer.draw(profile, psf, StampGrid.square(N, SCALE), out);
        return out;
    }

    private static double[] transposed(double[] image) {
        double[] out = new double[image.length];
        for (int p = 0; p < image.length; p++) {
            out[p % N * N + p / N] = image[p];
        }
        return out;
    }

    /** What the two objects look like in one exposure, x and y swapped where it is turned. */
    private record Scene(double[] first, double[] second, double[] psf, double dx, double dy, boolean turned) {}

    private final List<List<Scene>> scenes = new ArrayList<>();

    /** @param neighbour how far to the right the second one is (arcsec), and its flux over the first one's in each band */
    private void pair(double away, LightProfile round, double... ratios) {
        for (int b = 0; b < 2; b++) {
            List<Scene> epochs = new ArrayList<>();
            for (int e = 0; e < 2; e++) {
                double dx = 0.07 * (e + b);
                double dy = -0.05 * e;
                LightProfile psf = Moffat.ofFwhm(3.5, 0.7 + 0.1 * e, 4, 1).shear(0.02, 0.01 * b);
                LightProfile one =
                        Exponential.ofHalfLightRadius(0.5, 1).shear(G1, G2).withFlux(FLUX[b]);
                LightProfile two = round.withFlux(FLUX[b] * ratios[b]);
                double[] first = draw(one.shift(dx, dy), psf);
                double[] second = draw(two.shift(dx + away, dy + 0.5), psf);
                double[] star = draw(psf, null);
                boolean turned = e == 1;
                epochs.add(new Scene(
                        turned ? transposed(first) : first,
                        turned ? transposed(second) : second,
                        turned ? transposed(star) : star,
                        dx / SCALE,
                        dy / SCALE,
                        turned));
            }
            scenes.add(epochs);
        }
    }

    private List<MedsFile.Source> sources(SplittableRandom random) {
        List<MedsFile.Source> sources = new ArrayList<>();
        for (List<Scene> epochs : scenes) {
            List<MedsEpoch> list = new ArrayList<>();
            for (Scene s : epochs) {
                double[] image = new double[N * N];
                double[] weight = new double[N * N];
                int[] segmentation = new int[N * N];
                Arrays.fill(weight, 1 / (NOISE * NOISE));
                for (int p = 0; p < image.length; p++) {
                    double light = s.first[p] + s.second[p];
                    image[p] = light + NOISE * random.nextGaussian();
                    segmentation[p] = light < 2 * NOISE ? 0 : s.first[p] > s.second[p] ? 1 : 2;
                }
                double middle = (N - 1) / 2.0;
                double row = middle + (s.turned ? s.dx : s.dy);
                double col = middle + (s.turned ? s.dy : s.dx);
                double[] map = s.turned ? new double[] {0, SCALE, SCALE, 0} : new double[] {SCALE, 0, 0, SCALE};
                MedsEpoch.Psf psf = new MedsEpoch.Psf(N, N, s.psf, middle, middle);
                list.add(new MedsEpoch(
                        list.size(), N, image, weight, segmentation, row, col, Double.NaN, Double.NaN, map, psf));
            }
            sources.add(new MedsFile.Source(7, 1, list));
        }
        return sources;
    }

    /** Means over draws of (g1, g2, flux of both bands) less the truth, in errors, and their scatter in errors. */
    private double[][] pulls(FitOptions options, String how, double[]... places) {
        ExposureEstimator.Measurer measurer =
                (how.equals("fit") ? new BlendExposures(options) : new FitExposures(options)).measurer();
        double[] truth = {G1, G2, FLUX[0], FLUX[1]};
        double[][] sums = new double[2][4];
        SplittableRandom random = new SplittableRandom(19);
        for (int i = 0; i < DRAWS; i++) {
            List<MedsFile.Source> sources = sources(random.split());
            Exposures object = Exposures.of(sources, new Exposures.Options(false, how.equals("mask"), 0.1));
            if (how.equals("fit")) {
                object = object.withNeighbours(
                        places.length > 0 ? List.of(places) : NeighbourPlaces.bySegmentation(sources, number -> false));
            }
            ExposureEstimator.Answer a = measurer.measure(object);
            if (how.equals("fit")) {
                int all = object.neighbours().size();
                assertThat(a.neighbours().fitted()).isEqualTo(all).isPositive();
                assertThat(a.neighbours().left()).isZero();
            }
            assertThat(a.estimate().flags()).as("draw " + i).isZero();
            double[] is = {a.estimate().g1(), a.estimate().g2(), a.flux()[0], a.flux()[1]};
            double[] error = {a.estimate().g1Err(), a.estimate().g2Err(), a.fluxErr()[0], a.fluxErr()[1]};
            for (int k = 0; k < 4; k++) {
                double pull = (is[k] - truth[k]) / error[k];
                sums[0][k] += pull / DRAWS;
                sums[1][k] += pull * pull / DRAWS;
            }
        }
        for (int k = 0; k < 4; k++) {
            sums[1][k] = Math.sqrt(sums[1][k] - sums[0][k] * sums[0][k]);
        }
        return sums;
    }

    private static FitOptions exact() {
        return ExactOptions.of(MixtureOptions.defaults().withModel(MixtureModel.EXP));
    }

    private static FitOptions mixtures() {
        return MixtureOptions.defaults().withModel(MixtureModel.EXP).withPsfModel(PsfModel.COELLIP3);
    }

    /**
     * In errors of one fit, means over 24: ignored 40, 43, 49, 36; masked 4.3, 1.5, 9, 9 (g1, g2, fluxes); fitted 0.4 at most,
     * scattering as the errors say.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void onlyTheFitOfBothFindsTheTruth(boolean ofImages) {
        pair(1.8, Exponential.ofHalfLightRadius(0.4, 1).shear(-0.2, 0.1), 1.5, 0.8);
        FitOptions options = ofImages ? exact() : mixtures();
        assertThat(Arrays.stream(pulls(options, "ignore")[0])
                        .map(Math::abs)
                        .min()
                        .orElse(0))
                .isGreaterThan(20);
        double[] masked = pulls(options, "mask")[0];
        assertThat(masked[0]).isGreaterThan(2);
        assertThat(masked[2]).isGreaterThan(5);
        isTrue(pulls(options, "fit"));
    }

    /** A star beside: its size ends at the bound, which is no reason to flag the galaxy. */
    @Test
    void aStarIsHeldAtNoSize() {
        pair(1.5, Exponential.ofHalfLightRadius(1e-3, 1), 3, 2);
        isTrue(pulls(exact(), "fit"));
    }

    /** Four about it, at places as a catalogue states them, a tenth of an arcsec off. */
    @Test
    void fourNeighboursAreFittedAtOnce() {
        LightProfile four = Exponential.ofHalfLightRadius(0.4, 1)
                .shear(-0.2, 0.1)
                .plus(Exponential.ofHalfLightRadius(0.3, 1).shift(-3.6, 0.4))
                .plus(Exponential.ofHalfLightRadius(0.3, 0.7).shift(-1.6, 1.8))
                .plus(Exponential.ofHalfLightRadius(0.3, 0.5).shift(-1.2, -2.6));
        pair(1.8, four, 3, 2);
        isTrue(pulls(
                mixtures(),
                "fit",
                new double[] {0.6, 1.8},
                new double[] {0.9, -1.7},
                new double[] {2.3, 0.3},
                new double[] {-2.1, 0.5}));
    }

    private static void isTrue(double[][] pulls) {
        for (int k = 0; k < 4; k++) {
            assertThat(pulls[0][k]).isCloseTo(0, within(MEAN_PULL));
            assertThat(pulls[1][k]).isBetween(0.6, 1.4);
        }
    }

    /** Alone, the object is fitted as it always is. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void withoutNeighboursTheFitIsThatOfTheObject(boolean ofImages) {
        pair(1.8, Exponential.ofHalfLightRadius(0.4, 1), 1e-9, 1e-9);
        FitOptions options = ofImages ? exact() : mixtures();
        Exposures object = Exposures.of(sources(new SplittableRandom(3)), new Exposures.Options(false, false, 0.1));
        ExposureEstimator.Answer alone = new FitExposures(options).measurer().measure(object);
        ExposureEstimator.Answer blend = new BlendExposures(options).measurer().measure(object);
        ShapeEstimate a = alone.estimate();
        ShapeEstimate b = blend.estimate();
        assertThat(b.g1()).isCloseTo(a.g1(), within(SAME * a.g1Err()));
        assertThat(b.g1Err()).isCloseTo(a.g1Err(), within(SAME * a.g1Err()));
        assertThat(b.s2n()).isCloseTo(a.s2n(), within(SAME * a.s2n()));
        assertThat(blend.flux()[1]).isCloseTo(alone.flux()[1], within(SAME * alone.fluxErr()[1]));
        assertThat(blend.neighbours()).isEqualTo(new ExposureEstimator.Neighbours(0, 0, 0));
    }
}
