package org.shearnet.ngmix.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.shearnet.ngmix.GoldenFits;
import org.shearnet.ngmix.gmix.MixtureModel;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/** Noisy exponential galaxies drawn by GalSim, against NGMix's fits of them. */
class NgmixStampsTest {
    private static final int N = 48;
    private static final double SCALE = 0.2;
    /** In errors of the reference; measured worst 5e-4. */
    private static final double SHAPE = 0.002;
    /** In errors of the reference; measured worst 3.3e-3 (T): NGMix cuts its Gaussians at chi^2 = 25. */
    private static final double SIZE_AND_FLUX = 0.01;
    /** Relative; measured worst 4e-5. */
    private static final double ERRORS = 2e-4;

    @ParameterizedTest
    @EnumSource(
            value = MixtureModel.class,
            names = {"GAUSS", "EXP"})
    void agreesWithNgmix(MixtureModel model) throws Exception {
        Map<String, GoldenFits.Image> images = GoldenFits.images("expgal40.fits.gz");
        List<Map<String, Double>> reference =
                GoldenFits.csv("expgal40." + model.name().toLowerCase(java.util.Locale.ROOT) + ".csv");
        Jacobian jacobian = Jacobian.centred(N, N, SCALE);
        Observation psf = Observation.ofNoise(N, N, images.get("PSF").data(), 1e-6, jacobian);
        MixtureFitter fitter = new MixtureFitter(MixtureOptions.defaults().withModel(model));
        for (int i = 0; i < reference.size(); i++) {
            double[] image = Arrays.copyOfRange(images.get("IMAGE").data(), i * N * N, (i + 1) * N * N);
            double sigma = 1 / Math.sqrt(images.get("WEIGHT").data()[i]);
            Observation stamp =
                    Observation.ofNoise(N, N, image, sigma, jacobian).withPsf(psf);
            FitResult r = fitter.fit(stamp);
            Map<String, Double> ref = reference.get(i);
            assertThat(r.flagNames()).isEqualTo("OK");
            assertThat(Math.abs(r.g1() - ref.get("g1")) / ref.get("g1_err")).isLessThan(SHAPE);
            assertThat(Math.abs(r.g2() - ref.get("g2")) / ref.get("g2_err")).isLessThan(SHAPE);
            assertThat(Math.abs(r.t() - ref.get("T")) / ref.get("T_err")).isLessThan(SIZE_AND_FLUX);
            assertThat(Math.abs(r.flux() - ref.get("flux")) / ref.get("flux_err"))
                    .isLessThan(SIZE_AND_FLUX);
            assertThat(Math.abs(r.g1Error() / ref.get("g1_err") - 1)).isLessThan(ERRORS);
            assertThat(Math.abs(r.g2Error() / ref.get("g2_err") - 1)).isLessThan(ERRORS);
            assertThat(Math.abs(r.s2n() / ref.get("s2n") - 1)).isLessThan(ERRORS);
        }
    }
}
