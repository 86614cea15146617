package org.shearnet.ngmix.metacal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.fit.FitResult;
import org.shearnet.ngmix.fit.MixtureOptions;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.gmix.MixtureModel;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

class ExposureMetacalibratorTest {

    private static final int SIDE = 41;
    private static final Jacobian J = Jacobian.centred(SIDE, SIDE, 0.2);
    private static final MetacalOptions OPTIONS = MetacalOptions.defaults().withFixNoise(false);

    private static Observation exposure(double psfT, double psfG1) {
        GMix psf = MixtureModel.GAUSS.mixture(0, 0, psfG1, 0.01, psfT, 1);
        double[] image = MixtureModel.EXP
                .mixture(0.05, -0.03, 0.2, -0.1, 0.5, 10)
                .convolve(psf)
                .image(SIDE, SIDE, J);
        return Observation.ofNoise(SIDE, SIDE, image, 1e-3, J)
                .withPsf(Observation.ofNoise(SIDE, SIDE, psf.image(SIDE, SIDE, J), 1e-6, J));
    }

    @Test
    void equalExposuresSayWhatOneSaysWithSmallerErrors() {
        Observation one = exposure(0.3, 0.02);
        MetacalResult single = new Metacalibrator(OPTIONS, MixtureOptions.defaults()).measure(one);
        ExposureMetacalibrator.Result all = new ExposureMetacalibrator(OPTIONS, MixtureOptions.defaults())
                .measure(List.of(List.of(one, one), List.of(one)), null);
        assertThat(all.flags()).isZero();
        assertThat(all.fits()).containsOnlyKeys(OPTIONS.types());
        for (MetacalType type : OPTIONS.types()) {
            FitResult expected = single.fits().get(type);
            FitResult fit = all.fits().get(type);
            assertThat(fit.g1()).isCloseTo(expected.g1(), within(1e-6));
            assertThat(fit.g2()).isCloseTo(expected.g2(), within(1e-6));
            assertThat(fit.g1Error()).isCloseTo(expected.g1Error() / Math.sqrt(3), within(1e-3 * expected.g1Error()));
        }
        assertThat(all.exposures())
                .extracting(ExposureMetacalibrator.Made::band)
                .containsExactly(0, 0, 1);
        ImageNoise noise = all.exposures().get(0).noise();
        assertThat(noise.pixelVariance()).isEqualTo(single.noise().pixelVariance());
        double[] galaxy = ImageNoise.covariance(0.2, -0.1, 0.5);
        double[] seen = ImageNoise.covariance(0.15, -0.08, 0.9);
        assertThat(noise.factors(galaxy, seen)).isEqualTo(single.noise().factors(galaxy, seen));
    }

    @Test
    void exposuresOfOtherPsfsAreMetacalibratedEachByItsOwn() {
        ExposureMetacalibrator.Result all = new ExposureMetacalibrator(OPTIONS, MixtureOptions.defaults())
                .measure(List.of(List.of(exposure(0.25, 0.05), exposure(0.4, -0.05))), null);
        assertThat(all.flags()).isZero();
        double response = (all.fits().get(MetacalType.P1).g1()
                        - all.fits().get(MetacalType.M1).g1())
                / (2 * OPTIONS.step());
        assertThat(all.fits().get(MetacalType.NOSHEAR).g1() / response).isCloseTo(0.2, within(0.02));
        assertThat(all.exposures().get(0).target().t())
                .isLessThan(all.exposures().get(1).target().t());
    }

    @Test
    void anExposureWithoutPsfFlagsTheObject() {
        Observation one = exposure(0.3, 0);
        Observation bare = Observation.ofNoise(SIDE, SIDE, one.image(), 1e-3, J);
        ExposureMetacalibrator.Result all = new ExposureMetacalibrator(OPTIONS, MixtureOptions.defaults())
                .measure(List.of(List.of(one), List.of(bare)), null);
        assertThat(all.flags() & Flag.METACAL_FAILED.bit()).isNotZero();
        assertThat(all.fits()).isEmpty();
    }
}
