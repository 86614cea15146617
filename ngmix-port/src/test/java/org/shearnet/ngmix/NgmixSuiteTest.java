package org.shearnet.ngmix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shearnet.ngmix.fit.FitResult;
import org.shearnet.ngmix.fit.MixtureFitter;
import org.shearnet.ngmix.fit.MixtureOptions;
import org.shearnet.ngmix.fit.PsfModel;
import org.shearnet.ngmix.gmix.BulgeDisk;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.gmix.GalaxyModel;
import org.shearnet.ngmix.gmix.MixtureModel;
import org.shearnet.ngmix.moments.AdmomFitter;
import org.shearnet.ngmix.moments.GaussMom;
import org.shearnet.ngmix.moments.MomentsResult;
import org.shearnet.ngmix.moments.PrePsfMoments;
import org.shearnet.ngmix.moments.PrePsfOptions;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/** What NGMix's own test-suite asserts, at its tolerances, on data made here. */
class NgmixSuiteTest {
    private static final int N = 53;
    private static final double NOISE = 1e-8;
    private static final GMix PSF = MixtureModel.GAUSS.mixture(0, 0, 0.02, -0.01, 0.27, 1);

    private static Jacobian wcs(double g1, double g2) {
        double scale = 0.25 / Math.sqrt(1 - g1 * g1 - g2 * g2);
        return new Jacobian(26.2, 25.9, scale * (1 - g1), scale * g2, scale * g2, scale * (1 + g1));
    }

    private static double[] noisy(double[] image, double sigma, SplittableRandom random) {
        return Arrays.stream(image).map(v -> v + sigma * random.nextGaussian()).toArray();
    }

    private static Observation observation(GMix seen, GMix psf, double sigma, Jacobian j, SplittableRandom random) {
        Observation star = Observation.ofNoise(N, N, noisy(psf.image(N, N, j), NOISE, random), NOISE, j);
        return Observation.ofNoise(N, N, noisy(seen.image(N, N, j), sigma, random), sigma, j)
                .withPsf(star);
    }

    // test_ml_fitting_gauss: a grid of shapes and of sheared pixels
    @ParameterizedTest
    @CsvSource({"0, 0", "-0.5, 0", "0.5, 0", "0, -0.5", "0.5, 0.5", "0.3, -0.4"})
    void gaussianGalaxies(double g1, double g2) {
        SplittableRandom random = new SplittableRandom(42);
        MixtureFitter fitter = new MixtureFitter(MixtureOptions.defaults());
        for (double w1 : new double[] {-0.2, 0, 0.1}) {
            for (double w2 : new double[] {-0.2, 0, 0.1}) {
                double[] p = {random.nextDouble(-0.05, 0.05), random.nextDouble(-0.05, 0.05), g1, g2, 1.2, 400};
                GMix seen = MixtureModel.GAUSS.mixture(p).convolve(PSF);
                FitResult r = fitter.fit(observation(seen, PSF, 1e-6, wcs(w1, w2), random));
                assertThat(r.flagNames()).isEqualTo("OK");
                assertThat(Math.abs(r.v() - p[0])).isLessThan(5 * r.error(0) + 1e-9);
                assertThat(Math.abs(r.u() - p[1])).isLessThan(5 * r.error(1) + 1e-9);
                assertThat(r.g1()).isCloseTo(g1, within(1e-5));
                assertThat(r.g2()).isCloseTo(g2, within(1e-5));
                assertThat(r.t() / p[4]).isCloseTo(1, within(1e-5));
                assertThat(r.flux() / p[5]).isCloseTo(1, within(1e-5));
            }
        }
    }

    // test_ml_fitting_exp_obj_gauss_psf and the runners' tests; bd to 0.002, PSFs of several Gaussians
    @ParameterizedTest
    @CsvSource({
        "EXP, GAUSS, 1e-5",
        "DEV, GAUSS, 1e-5",
        "TURB, GAUSS, 1e-5",
        "BDF, GAUSS, 1e-5",
        "BD, GAUSS, 2e-3",
        "EXP, COELLIP2, 1e-5",
        "DEV, COELLIP3, 1e-5",
        "EXP, EM1, 1e-3",
        "EXP, ADMOM, 1e-4"
    })
    void otherGalaxiesAndPsfs(String model, PsfModel psfModel, double tolerance) {
        GalaxyModel family = switch (model) {
            case "BD" -> BulgeDisk.BD;
            case "BDF" -> BulgeDisk.BDF;
            default -> MixtureModel.valueOf(model);
        };
        double[] p = new double[family.parameterNames().size()];
        Arrays.fill(p, 0.4);
        double[] first = {0.03, -0.05, 0.1, 0.05, 1.2};
        System.arraycopy(first, 0, p, 0, 5);
        p[p.length - 1] = 400;
        GMix psf = psfModel == PsfModel.COELLIP2 || psfModel == PsfModel.COELLIP3
                ? GMix.of(0.6, 0, 0, 0.11, 0.004, 0.13, 0.4, 0, 0, 0.33, 0.012, 0.39)
                : PSF;
        SplittableRandom random = new SplittableRandom(8);
        FitResult r = new MixtureFitter(
                        MixtureOptions.defaults().withModel(family).withPsfModel(psfModel))
                .fit(observation(family.mixture(p).convolve(psf), psf, NOISE, wcs(0.05, -0.02), random));
        assertThat(r.flagNames()).isEqualTo("OK");
        assertThat(r.g1()).isCloseTo(0.1, within(tolerance));
        assertThat(r.g2()).isCloseTo(0.05, within(tolerance));
        assertThat(r.flux() / 400).isCloseTo(1, within(Math.max(5e-4, tolerance)));
    }

    // test_admom, test_gaussmom: a Gaussian without a PSF
    @Test
    void moments() {
        SplittableRandom random = new SplittableRandom(9);
        GMix galaxy = MixtureModel.GAUSS.mixture(0, 0, 0.1, -0.05, 0.9, 400);
        Observation o = observation(galaxy, PSF, 1e-6, wcs(0.1, 0.05), random);
        MomentsResult adaptive = new AdmomFitter().measure(o);
        assertThat(adaptive.g()[0]).isCloseTo(0.1, within(1.5e-6));
        assertThat(adaptive.g()[1]).isCloseTo(-0.05, within(1.5e-6));
        assertThat(adaptive.t()).isCloseTo(0.9, within(1e-6));
        assertThat(adaptive.rho4()).isCloseTo(2, within(1e-5));
        Observation quiet = observation(galaxy, PSF, 1e-13, wcs(0.1, 0.05), random);
        MomentsResult wide = new GaussMom(1e5).measure(quiet);
        assertThat(wide.g()[0]).isCloseTo(0.1, within(1e-9));
        assertThat(wide.g()[1]).isCloseTo(-0.05, within(1e-9));
        assertThat(wide.t()).isCloseTo(0.9, within(1e-6));
        assertThat(wide.flux() / 400).isCloseTo(1, within(1e-4));
    }

    // test_prepsfmom: errors against the scatter; 2 % of 10,000 there, 8 % (2.5 standard errors) of 500 here
    @ParameterizedTest
    @CsvSource({"GAUSS", "KSIGMA"})
    void prePsfErrorsAreTheScatter(PrePsfOptions.Kernel kernel) {
        SplittableRandom random = new SplittableRandom(10);
        PrePsfMoments moments = new PrePsfMoments(new PrePsfOptions(kernel, 2, 0, 4, 1.5, false));
        GMix galaxy = MixtureModel.EXP.mixture(0, 0, 0.1, 0.05, 1, 400);
        double[] image = galaxy.convolve(PSF).image(N, N, wcs(0, 0));
        Observation clean = observation(galaxy.convolve(PSF), PSF, 1, wcs(0, 0), random);
        MomentsResult truth = moments.measure(clean.withImage(image));
        double flux = 0;
        double shape = 0;
        double size = 0;
        int n = 500;
        for (int i = 0; i < n; i++) {
            MomentsResult r = moments.measure(clean.withImage(noisy(image, 1, random)));
            assertThat(r.isGood()).isTrue();
            flux += sq(r.flux() - truth.flux());
            shape += sq(r.e1() - truth.e1()) + sq(r.e2() - truth.e2());
            size += sq(r.t() - truth.t());
        }
        assertThat(Math.sqrt(flux / n) / truth.fluxError()).isCloseTo(1, within(0.08));
        assertThat(Math.sqrt(shape / (2 * n)) / truth.e1Error()).isCloseTo(1, within(0.08));
        assertThat(Math.sqrt(size / n) / truth.tError()).isCloseTo(1, within(0.08));
    }

    private static double sq(double x) {
        return x * x;
    }

    // noise_cov: under correlated noise the pulls have a standard deviation of 1 +- 0.2
    @Test
    void errorsOfCorrelatedNoise() {
        SplittableRandom random = new SplittableRandom(12);
        Jacobian j = wcs(0, 0);
        double[] p = {0, 0, 0.1, 0.05, 1.2, 400};
        double[] image = MixtureModel.GAUSS.mixture(p).convolve(PSF).image(N, N, j);
        MixtureFitter fitter = new MixtureFitter(MixtureOptions.defaults().withNoiseImage(true));
        MixtureFitter plain = new MixtureFitter(MixtureOptions.defaults());
        double square = 0;
        double plainSquare = 0;
        int n = 100;
        for (int i = 0; i < n; i++) {
            double[] noise = smooth(noisy(new double[N * N], 1, random));
            double[] spare = smooth(noisy(new double[N * N], 1, random));
            double[] seen = image.clone();
            for (int k = 0; k < seen.length; k++) {
                seen[k] += noise[k];
            }
            Observation o = Observation.ofNoise(N, N, seen, 0.6, j).withNoise(spare);
            FitResult r = fitter.fit(o, PSF);
            FitResult white = plain.fit(o, PSF);
            assertThat(r.flagNames()).isEqualTo("OK");
            square += sq((r.g1() - 0.1) / r.g1Error()) + sq((r.g2() - 0.05) / r.g2Error());
            plainSquare += sq((white.g1() - 0.1) / white.g1Error()) + sq((white.g2() - 0.05) / white.g2Error());
        }
        assertThat(Math.sqrt(square / (2 * n))).isCloseTo(1, within(0.2));
        // errors from the weights alone would be far too small
        assertThat(Math.sqrt(plainSquare / (2 * n))).isGreaterThan(1.4);
    }

    /** Each pixel the mean of itself and its right, upper and upper right neighbours, times 1.2: correlated. */
    private static double[] smooth(double[] white) {
        double[] out = new double[white.length];
        for (int y = 0; y < N; y++) {
            for (int x = 0; x < N; x++) {
                int right = (x + 1) % N;
                int up = (y + 1) % N;
                out[y * N + x] =
                        0.3 * (white[y * N + x] + white[y * N + right] + white[up * N + x] + white[up * N + right]);
            }
        }
        return out;
    }
}
