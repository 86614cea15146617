package examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.shearnet.galaxysim.noise.RandomStream;
import org.shearnet.galaxysim.noise.RandomStreams;
import org.shearnet.galaxysim.profile.Exponential;
import org.shearnet.galaxysim.profile.Gaussian;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.profile.Moffat;
import org.shearnet.galaxysim.profile.RadialProfile;
import org.shearnet.galaxysim.render.Renderer;
import org.shearnet.galaxysim.render.StampGrid;
import org.shearnet.ngmix.fit.FitResult;
import org.shearnet.ngmix.fit.Fitter;
import org.shearnet.ngmix.fit.MixtureOptions;
import org.shearnet.ngmix.fit.PsfModel;
import org.shearnet.ngmix.gmix.MixtureModel;
import org.shearnet.ngmix.metacal.MetacalOptions;
import org.shearnet.ngmix.metacal.MetacalResult;
import org.shearnet.ngmix.metacal.MetacalType;
import org.shearnet.ngmix.metacal.Metacalibrator;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/** What else the two libraries do: several bands, metacalibration, a profile of one's own. */
class LibraryExamplesTest {

    private static final int SIDE = 53;
    private static final double SCALE = 0.2;

    /** Shape of mixtures for the exponential and the Moffat, without noise; measured 1.2e-3. */
    private static final double MIXTURES = 3e-3;

    private final Renderer renderer = new Renderer();
    private final StampGrid grid = StampGrid.square(SIDE, SCALE);
    private final Jacobian sky = Jacobian.centred(SIDE, SIDE, SCALE);

    private Observation observe(LightProfile galaxy, LightProfile psf) {
        return Observation.ofNoise(SIDE, SIDE, renderer.draw(galaxy, psf, grid).values(), 1e-3, sky)
                .withPsf(Observation.ofNoise(
                        SIDE, SIDE, renderer.draw(psf, null, grid).values(), 1e-6, sky));
    }

    /** One centre and one shape from two bands, the second of two epochs; a flux for each band. */
    @Test
    void severalBandsAndEpochsInOneFit() {
        LightProfile galaxy = Exponential.ofHalfLightRadius(0.6, 1).shear(0.1, 0.05);
        Observation blue = observe(galaxy.withFlux(10), Moffat.ofFwhm(3.5, 0.8, 0, 1));
        Observation red = observe(galaxy.withFlux(30), Moffat.ofFwhm(3.5, 0.7, 0, 1));
        Observation redAgain = observe(galaxy.withFlux(30), Moffat.ofFwhm(3.5, 0.65, 0, 1));
        Fitter fitter =
                Fitter.of(MixtureOptions.defaults().withModel(MixtureModel.EXP).withPsfModel(PsfModel.COELLIP3));
        FitResult fit = fitter.fit(List.of(List.of(blue), List.of(red, redAgain)));
        assertThat(fit.flagNames()).isEqualTo("OK");
        assertThat(fit.g1()).isCloseTo(0.1, within(MIXTURES));
        assertThat(fit.g2()).isCloseTo(0.05, within(MIXTURES));
        double[] parameters = fit.parameters(); // v, u, g1, g2, T, then the fluxes
        assertThat(parameters[6] / parameters[5]).isCloseTo(3, within(0.01));
    }

    /** A shape with its response to shear: their ratio, over many galaxies, is the shear. */
    @Test
    void aShapeAndItsResponse() {
        Observation seen =
                observe(Exponential.ofHalfLightRadius(0.6, 10).shear(0.02, 0), Moffat.ofFwhm(3.5, 0.7, 0, 1));
        Metacalibrator metacal = new Metacalibrator(MetacalOptions.defaults(), MixtureOptions.defaults());
        RandomStream random = new RandomStreams(1).stream(0, "noise");
        MetacalResult result = metacal.measure(seen, random, random);
        double plus = result.fits().get(MetacalType.P1).g1();
        double minus = result.fits().get(MetacalType.M1).g1();
        double response = (plus - minus) / (2 * MetacalOptions.defaults().step());
        double g1 = result.fits().get(MetacalType.NOSHEAR).g1();
        assertThat(g1 / response).isCloseTo(0.02, within(MIXTURES));
    }

    /** A Gaussian with a dark middle, made of its Fourier transform and its profile. */
    private static final class Ring extends RadialProfile {

        private final double sigma;

        Ring(double sigma, double flux) {
            super(flux);
            this.sigma = sigma;
        }

        @Override
        protected double unitK(double ksq) {
            double z = 0.5 * ksq * sigma * sigma;
            return (1 - z) * Math.exp(-z);
        }

        @Override
        protected double unitX(double r) {
            double z = 0.5 * r * r / (sigma * sigma);
            return z * Math.exp(-z) / (2 * Math.PI * sigma * sigma);
        }

        @Override
        protected double unitExtent(double surfaceBrightness) {
            double z = 1;
            for (int i = 0; i < 60; i++) {
                z = Math.max(1, -Math.log(surfaceBrightness * 2 * Math.PI * sigma * sigma / z));
            }
            return sigma * Math.sqrt(2 * z);
        }

        @Override
        public double halfLightRadius() {
            return sigma * Math.sqrt(2 * 1.6783469900166605);
        }

        @Override
        public Ring withFlux(double flux) {
            return new Ring(sigma, flux);
        }

        @Override
        public double maxK(double threshold) {
            return Math.sqrt(-3 * Math.log(threshold)) / sigma;
        }

        @Override
        public double stepK(double threshold, double minHalfLightRadii) {
            return Math.PI / (minHalfLightRadii * halfLightRadius());
        }

        @Override
        public double meanSquareRadius() {
            return 4 * sigma * sigma;
        }
    }

    @Test
    void aProfileOfOnesOwnIsDrawnUnderAPsf() {
        LightProfile psf = new Gaussian(0.3, 1);
        double[] ring = renderer.draw(new Ring(1, 7), psf, grid).values();
        double sum = 0;
        for (double value : ring) {
            sum += value;
        }
        assertThat(sum).isCloseTo(7, within(1e-3));
        int middle = SIDE / 2 * SIDE + SIDE / 2;
        assertThat(ring[middle]).isLessThan(ring[middle + 7]);
    }
}
