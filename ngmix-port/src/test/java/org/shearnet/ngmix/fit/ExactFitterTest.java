package org.shearnet.ngmix.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.shearnet.galaxysim.profile.Exponential;
import org.shearnet.galaxysim.profile.Gaussian;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.profile.Moffat;
import org.shearnet.galaxysim.profile.Sersic;
import org.shearnet.galaxysim.render.RenderAccuracy;
import org.shearnet.galaxysim.render.Renderer;
import org.shearnet.galaxysim.render.StampGrid;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.gmix.MixtureModel;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;
import org.shearnet.ngmix.prior.JointPrior;

/** The fit under the PSF's image: its model against galaxy-sim at high accuracy, its derivatives, its errors. */
class ExactFitterTest {
    private static final int N = 53;
    private static final double SCALE = 0.141;
    /** Of the peak; measured worst 1.5e-5, an undersampled PSF (fwhm 3.5 pixels) under a small galaxy; mostly below 8e-6. */
    private static final double MODEL = 2e-5;
    /** Shift of the shape by the model's error, in standard errors at noise 1e-5; measured worst 0.005 (dev: 0.3). */
    private static final double SHAPE_BIAS = 0.02;
    /** Of the gradient's own scale; measured worst 3e-9. */
    private static final double GRADIENT = 1e-6;

    private final Renderer renderer = new Renderer(RenderAccuracy.HIGH);

    private double[] draw(LightProfile galaxy, LightProfile psf) {
        double[] out = new double[N * N];
        renderer.draw(galaxy, psf, StampGrid.square(N, SCALE), out);
        return out;
    }

    private Observation psfImage(LightProfile psf) {
        return Observation.ofNoise(N, N, draw(psf, null), 1e-6, Jacobian.centred(N, N, SCALE));
    }

    /** v, u, g1, g2, T, flux of a round profile of that <r^2>, sheared. */
    private static double[] parameters(double square, double g1, double g2, double flux) {
        double g = g1 * g1 + g2 * g2;
        return new double[] {-0.13, 0.08, g1, g2, square * (1 + g) / (1 - g), flux};
    }

    private static LightProfile place(LightProfile round, double[] p) {
        return round.shear(p[2], p[3]).shift(p[1], p[0]);
    }

    static Stream<Arguments> scenes() {
        Stream.Builder<Arguments> all = Stream.builder();
        for (double beta : new double[] {2.5, 4.5}) {
            for (double fwhm : new double[] {0.5, 0.8}) {
                for (double hlr : new double[] {0.25, 0.8}) {
                    LightProfile psf = Moffat.ofFwhm(beta, fwhm, 0, 1).shear(0.04, -0.03);
                    all.add(Arguments.of(MixtureModel.EXP, Exponential.ofHalfLightRadius(hlr, 2), psf, 0.2, -0.3, 1));
                }
            }
        }
        for (double sigma : new double[] {0.14, 0.5, 1.5}) {
            all.add(Arguments.of(MixtureModel.GAUSS, new Gaussian(sigma, 2), new Gaussian(0.25, 1), 0.5, 0.6, 1));
        }
        // the slow outer light of a bulge is cut off by the grid
        all.add(Arguments.of(
                MixtureModel.DEV, Sersic.deVaucouleurs(0.4, 2), Moffat.ofFwhm(3.5, 0.65, 0, 1), 0.2, 0.1, 25));
        return all.build();
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void modelIsTheRenderersImage(
            MixtureModel model, LightProfile round, LightProfile psf, double g1, double g2, double looser) {
        double[] p = parameters(round.meanSquareRadius(), g1, g2, 2);
        double[] image = draw(place(round, p), psf);
        double peak = Arrays.stream(image).max().getAsDouble();
        Observation o = Observation.ofNoise(N, N, image, 1e-5, Jacobian.centred(N, N, SCALE))
                .withPsf(psfImage(psf));
        ExactImage drawn = new ExactImage();
        ExactProblem problem = problem(o, ExactProfile.of(model), drawn);
        problem.evaluate(problem.model().toInternal(p), new double[6][6], new double[6]);
        double worst = 0;
        for (int y = 0; y < N; y++) {
            for (int x = 0; x < N; x++) {
                worst = Math.max(worst, Math.abs(2 * drawn.basis(5)[x][y] - image[y * N + x]));
            }
        }
        assertThat(worst / peak).isLessThan(MODEL);

        FitResult fit = new ExactFitter(ExactOptions.of(
                        MixtureOptions.defaults().withModel(model).withScaleErrors(false)))
                .fit(o);
        assertThat(fit.flagNames()).isEqualTo("OK");
        assertThat((fit.g1() - g1) / fit.g1Error()).isCloseTo(0, within(SHAPE_BIAS * looser));
        assertThat((fit.g2() - g2) / fit.g2Error()).isCloseTo(0, within(SHAPE_BIAS * looser));
        assertThat(fit.t() / p[4]).isCloseTo(1, within(2e-4));
        assertThat(fit.flux()).isCloseTo(2, within(2e-4));
    }

    private static ExactProblem problem(Observation o, ExactProfile profile, ExactImage image) {
        image.load(o, PsfTransform.of(o.psf().orElseThrow()), profile);
        return new ExactProblem(o, 1, JointPrior.none(), List.of(image), new int[] {0});
    }

    @ParameterizedTest
    @CsvSource({"GAUSS", "EXP", "DEV"})
    void gradientIsTheSlopeOfChiSquare(MixtureModel model) {
        Jacobian general = new Jacobian(14.2, 15.1, 0.21, -0.02, 0.015, 0.19);
        double[] psf =
                MixtureModel.TURB.mixture(0.01, 0.02, 0.05, -0.1, 0.25, 1).image(29, 31, general);
        SplittableRandom random = new SplittableRandom(3);
        double[] image = model.mixture(0.05, -0.03, 0.2, -0.15, 0.8, 30).image(29, 31, general);
        double[] weight = new double[image.length];
        for (int i = 0; i < image.length; i++) {
            image[i] += 0.05 * random.nextGaussian();
            weight[i] = random.nextInt(10) == 0 ? 0 : 400;
        }
        image[7] = Double.NaN;
        weight[7] = 0;
        Observation o =
                Observation.of(29, 31, image, weight, general).withPsf(Observation.ofNoise(29, 31, psf, 1e-6, general));
        ExactProblem problem = problem(o, ExactProfile.of(model), new ExactImage());
        problem.holdGrid(true);
        double[] x = problem.model().toInternal(new double[] {0.08, -0.02, 0.25, -0.1, 0.9, 28});
        double[][] matrix = new double[6][6];
        double[] gradient = new double[6];
        double chi2 = problem.evaluate(x, matrix, gradient);
        for (int i = 0; i < 6; i++) {
            double h = 1e-4 * Math.sqrt(chi2 / matrix[i][i]);
            double slope = (value(problem, x, i, h) - value(problem, x, i, -h)) / (2 * h);
            double scale = Math.sqrt(matrix[i][i] * chi2);
            assertThat(-0.5 * slope / scale).as("parameter %d", i).isCloseTo(gradient[i] / scale, within(GRADIENT));
        }
    }

    private static double value(ExactProblem problem, double[] x, int i, double step) {
        double[] moved = x.clone();
        moved[i] += step;
        return problem.evaluate(moved, new double[6][6], new double[6]);
    }

    /** Pulls of 200 noisy galaxies of the exponential scene at noise 1e-5: the errors are those that are met. */
    @Test
    void errorsAreTheFisherBound() {
        SplittableRandom random = new SplittableRandom(11);
        ExactFitter fitter = new ExactFitter(ExactOptions.of(
                MixtureOptions.defaults().withModel(MixtureModel.EXP).withScaleErrors(false)));
        double square = 0;
        double stepped = 0;
        int galaxies = 100;
        for (int i = 0; i < galaxies; i++) {
            double g1 = 0.2 * random.nextGaussian();
            double g2 = 0.2 * random.nextGaussian();
            double shrink = Math.min(1, 0.65 / Math.hypot(g1, g2));
            LightProfile round = Exponential.ofHalfLightRadius(random.nextDouble(0.25, 0.8), 3);
            double[] p = parameters(round.meanSquareRadius(), shrink * g1, shrink * g2, 3);
            LightProfile psf = Moffat.ofFwhm(random.nextDouble(2.5, 4.5), random.nextDouble(0.5, 0.8), 0, 1)
                    .shear(0.025 * random.nextGaussian(), 0.025 * random.nextGaussian());
            double[] image = draw(place(round, p), psf);
            for (int k = 0; k < image.length; k++) {
                image[k] += 1e-5 * random.nextGaussian();
            }
            Observation o = Observation.ofNoise(N, N, image, 1e-5, Jacobian.centred(N, N, SCALE))
                    .withPsf(psfImage(psf));
            FitResult fit = fitter.fit(o);
            assertThat(fit.flagNames()).isEqualTo("OK");
            square += sq((fit.g1() - p[2]) / fit.g1Error()) + sq((fit.g2() - p[3]) / fit.g2Error());
            double[] near = p.clone();
            for (int k = 0; k < 6; k++) {
                near[k] += 20 * fit.error(k);
            }
            FitResult step = fitter.gaussNewton(o, near, 2);
            stepped = Math.max(stepped, Math.abs(step.g1() - fit.g1()) / fit.g1Error());
        }
        // 200 squared deviates: standard deviation 0.1
        assertThat(square / (2 * galaxies)).isBetween(0.75, 1.3);
        assertThat(stepped).isLessThan(0.01);
    }

    private static double sq(double x) {
        return x * x;
    }

    @Test
    void severalBandsShareOneShape() {
        LightProfile psf = Moffat.ofFwhm(3.5, 0.6, 0, 1);
        LightProfile round = Exponential.ofHalfLightRadius(0.4, 1);
        double[] p = parameters(round.meanSquareRadius(), 0.1, 0.2, 1);
        double[] image = draw(place(round, p), psf);
        Observation one = Observation.ofNoise(N, N, image, 1e-4, Jacobian.centred(N, N, SCALE))
                .withPsf(psfImage(psf));
        Observation two = one.withImage(Arrays.stream(image).map(v -> 3 * v).toArray());
        Fitter fitter = Fitter.of(ExactOptions.of(MixtureOptions.defaults().withModel(MixtureModel.EXP)));
        FitResult fit = fitter.fit(List.of(List.of(one, one), List.of(two)));
        assertThat(fit.flagNames()).isEqualTo("OK");
        assertThat(fit.parameters()).hasSize(7);
        assertThat(fit.g1()).isCloseTo(0.1, within(1e-5));
        assertThat(fit.parameters()[5]).isCloseTo(1, within(1e-4));
        assertThat(fit.parameters()[6]).isCloseTo(3, within(3e-4));
    }

    @Test
    void fluxIsThatOfAPsfOfUnitFluxWhateverItSumsTo() {
        LightProfile psf = Moffat.ofFwhm(2.5, 0.7, 0, 1);
        double[] image = draw(new Gaussian(0.5, 4), psf);
        Observation stamp = Observation.ofNoise(N, N, image, 1e-4, Jacobian.centred(N, N, SCALE));
        double[] star = Arrays.stream(draw(psf, null)).map(v -> 1234 * v).toArray();
        FitResult fit = new ExactFitter(ExactOptions.of(MixtureOptions.defaults()))
                .fit(stamp.withPsf(Observation.ofNoise(N, N, star, 1, Jacobian.centred(N, N, SCALE))));
        assertThat(fit.flagNames()).isEqualTo("OK");
        // 0.5 per cent of this PSF's flux lies outside its stamp
        assertThat(fit.flux()).isCloseTo(4, within(4e-4));
    }

    @Test
    void aNoisyPsfHasNoTail() {
        SplittableRandom random = new SplittableRandom(5);
        double[] star = draw(Moffat.ofFwhm(2.5, 0.7, 0, 1), null);
        Jacobian centred = Jacobian.centred(N, N, SCALE);
        assertThat(PsfTail.of(Observation.ofNoise(N, N, star, 1, centred))).isNotNull();
        double[] noisy =
                Arrays.stream(star).map(v -> v + 1e-5 * random.nextGaussian()).toArray();
        assertThat(PsfTail.of(Observation.ofNoise(N, N, noisy, 1, centred))).isNull();
        assertThat(PsfTail.of(psfImage(new Gaussian(0.25, 1)))).isNull();
    }

    @Test
    void whatCannotBeFittedIsFlagged() {
        LightProfile psf = new Gaussian(0.25, 1);
        Observation good = Observation.ofNoise(
                        N, N, draw(new Gaussian(0.5, 1), psf), 1e-4, Jacobian.centred(N, N, SCALE))
                .withPsf(psfImage(psf));
        Fitter fitter = Fitter.of(ExactOptions.of(MixtureOptions.defaults()));
        ExactFitter exact = new ExactFitter(ExactOptions.of(MixtureOptions.defaults()));
        double[] start = {0, 0, 0, 0, 0.5, 1};
        assertThat(fitter.fit(good).flagNames()).isEqualTo("OK");
        double[] zeros = new double[N * N];
        Observation dark = good.withPsf(Observation.ofNoise(N, N, zeros, 1, Jacobian.centred(N, N, SCALE)));
        double[] spoilt = good.image().clone();
        spoilt[100] = Double.NaN;
        for (Observation bad : List.of(dark, good.withImage(spoilt), good.withWeight(zeros), good.withImage(zeros))) {
            assertThat(fitter.fit(bad).isGood()).isFalse();
            assertThat(exact.gaussNewton(bad, start, 2).isGood()).isFalse();
        }
        assertThat(exact.gaussNewton(good, new double[] {0, 0, 0.9, 0.9, 0.5, 1}, 1)
                        .flags())
                .isEqualTo(Flag.OUT_OF_RANGE.bit());
    }
}
