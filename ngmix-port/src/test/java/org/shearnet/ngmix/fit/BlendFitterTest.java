package org.shearnet.ngmix.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.gmix.MixtureModel;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/** Galaxies that overlap, fitted together: what was put in comes back, and alone they come out wrong. */
class BlendFitterTest {

    private static final int N = 48;
    private static final double SCALE = 0.25;
    private static final double NOISE = 2e-4;
    private static final double PSF_T = 0.18;

    /** v, u (arcsec), g1, g2, T (arcsec^2), flux in each band. */
    private static final double[][] THREE = {
        {0.05, -0.03, 0.12, -0.07, 0.6, 1.0, 1.5},
        {0.2, 1.7, -0.2, 0.1, 0.8, 1.4, 0.9},
        {-1.6, -0.6, 0.05, 0.25, 0.5, 0.7, 0.8}
    };

    /** Errors by which the five parameters may be off. */
    private static final double MOST_SIGMAS = 4;

    /** Of the noise-free images; measured 6e-11. */
    private static final double EXACT = 1e-9;

    /** Of the plain fit, in errors. */
    private static final double SAME = 1e-4;

    private static final MixtureOptions OPTIONS = MixtureOptions.defaults().withModel(MixtureModel.GAUSS);

    private static Observation seen(
            double[][] objects, int band, Jacobian jacobian, double noise, SplittableRandom random) {
        double[] psf = MixtureModel.GAUSS.mixture(0, 0, 0, 0, PSF_T, 1).image(N, N, jacobian);
        double[] image = new double[N * N];
        for (double[] o : objects) {
            double[] one = MixtureModel.GAUSS
                    .mixture(o[0], o[1], o[2], o[3], o[4], o[5 + band])
                    .convolve(MixtureModel.GAUSS.mixture(0, 0, 0, 0, PSF_T, 1))
                    .image(N, N, jacobian);
            for (int i = 0; i < image.length; i++) {
                image[i] += one[i];
            }
        }
        for (int i = 0; i < image.length; i++) {
            image[i] += noise * random.nextGaussian();
        }
        return Observation.ofNoise(N, N, image, NOISE, jacobian)
                .withPsf(Observation.ofNoise(N, N, psf, 1e-6, jacobian));
    }

    private static List<List<Observation>> bands(double[][] objects, double noise) {
        SplittableRandom random = new SplittableRandom(7);
        List<List<Observation>> bands = new ArrayList<>();
        for (int band = 0; band < 2; band++) {
            bands.add(List.of(
                    seen(objects, band, Jacobian.centred(N, N, SCALE), noise, random),
                    seen(objects, band, new Jacobian(23, 24.3, 0.2, 0.1, -0.1, 0.2), noise, random)));
        }
        return bands;
    }

    private static double[][] places(double[][] objects) {
        double[][] places = new double[objects.length][];
        for (int i = 0; i < places.length; i++) {
            places[i] = new double[] {objects[i][0] + 0.05, objects[i][1] - 0.05};
        }
        return places;
    }

    private static double error(FitResult fit, int k) {
        return Math.sqrt(fit.covariance()[k][k]);
    }

    /** Largest difference of the first object from the truth, in its errors: g1, g2, T, fluxes. */
    private static double worst(FitResult fit) {
        double worst = 0;
        for (int k = 2; k < fit.parameters().length; k++) {
            worst = Math.max(worst, Math.abs(fit.parameters()[k] - THREE[0][k]) / error(fit, k));
        }
        return worst;
    }

    @Test
    void overlappingGalaxiesComeBackTogetherAndNotAlone() {
        BlendFitter fitter = new BlendFitter(OPTIONS);
        BlendResult exact = fitter.fit(bands(THREE, 0), places(THREE));
        assertThat(exact.fit().flagNames()).isEqualTo("OK");
        for (int k = 0; k < 7; k++) {
            assertThat(exact.fit().parameters()[k]).isCloseTo(THREE[0][k], within(EXACT));
        }
        assertThat(exact.neighbours()).isEqualTo(2);
        assertThat(exact.share()).isBetween(0.0, 1.0);
        BlendResult noisy = fitter.fit(bands(THREE, NOISE), places(THREE));
        assertThat(worst(noisy.fit())).isLessThan(MOST_SIGMAS);
        FitResult alone = fitter.fit(bands(THREE, NOISE), places(new double[][] {THREE[0]}))
                .fit();
        assertThat(alone.isGood() ? worst(alone) : Double.POSITIVE_INFINITY).isGreaterThan(10 * MOST_SIGMAS);
    }

    @Test
    void withoutNeighboursItIsThePlainFit() {
        double[][] one = {THREE[0]};
        FitResult plain = new MixtureFitter(OPTIONS).fit(bands(one, NOISE));
        FitResult blend =
                new BlendFitter(OPTIONS).fit(bands(one, NOISE), places(one)).fit();
        for (int k = 2; k < 7; k++) {
            assertThat(blend.parameters()[k]).isCloseTo(plain.parameters()[k], within(SAME * error(plain, k)));
            assertThat(error(blend, k)).isCloseTo(error(plain, k), within(SAME * error(plain, k)));
        }
    }

    @Test
    void whatCannotBeFittedIsFlaggedOrRefused() {
        List<List<Observation>> bands = new ArrayList<>(bands(THREE, NOISE));
        double[] spoilt = bands.get(0).get(0).image().clone();
        spoilt[5] = Double.NaN;
        bands.set(0, List.of(bands.get(0).get(0).withImage(spoilt)));
        BlendResult flagged = new BlendFitter(OPTIONS).fit(bands, places(THREE));
        assertThat(flagged.fit().flags()).isEqualTo(Flag.BAD_PIXELS.bit());
        assertThatThrownBy(() -> new BlendFitter(OPTIONS).fit(bands, new double[11][2]))
                .hasMessageContaining("1 to 10 objects");
    }
}
