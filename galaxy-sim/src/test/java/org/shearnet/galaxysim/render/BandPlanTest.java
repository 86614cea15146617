package org.shearnet.galaxysim.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.shearnet.galaxysim.profile.Airy;
import org.shearnet.galaxysim.profile.Exponential;
import org.shearnet.galaxysim.profile.Gaussian;
import org.shearnet.galaxysim.profile.Kolmogorov;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.profile.Moffat;
import org.shearnet.galaxysim.profile.Sersic;

/** Stamps of random galaxies, drawn in bands, against the same at high accuracy. */
class BandPlanTest {

    /** Over the peak: the figure of the default accuracy. */
    private static final double DEFAULT_VS_HIGH = 1e-4;

    private static final int GALAXIES = 120;

    private static LightProfile galaxy(SplittableRandom random) {
        double radius = 0.15 + 1.5 * random.nextDouble();
        double n = 0.5 + 5.5 * random.nextDouble();
        LightProfile round = switch (random.nextInt(4)) {
            case 0 -> Exponential.ofHalfLightRadius(radius, 1);
            case 1 -> new Sersic(n, radius, 1);
            case 2 -> Sersic.deVaucouleurs(0.5 * radius, 0.4).plus(Exponential.ofHalfLightRadius(radius, 0.6));
            default -> Gaussian.ofHalfLightRadius(radius, 1);
        };
        double g = 0.6 * random.nextDouble();
        double angle = 2 * Math.PI * random.nextDouble();
        return round.shear(g * Math.cos(angle), g * Math.sin(angle))
                .shift(random.nextDouble() - 0.5, random.nextDouble() - 0.5);
    }

    private static LightProfile psf(SplittableRandom random) {
        double fwhm = 0.25 + 0.8 * random.nextDouble();
        LightProfile round = switch (random.nextInt(5)) {
            case 0 -> Gaussian.ofFwhm(fwhm, 1);
            case 1 -> Moffat.ofFwhm(1.8 + 3 * random.nextDouble(), fwhm, 0, 1);
            case 2 -> Kolmogorov.ofFwhm(fwhm, 1);
            case 3 -> new Airy(0.5 * fwhm, 0.4 * random.nextDouble(), 1);
            default -> new Airy(0.06 + 0.1 * random.nextDouble(), 0.3, 1);
        };
        return round.shear(0.1 * random.nextDouble() - 0.05, 0.1 * random.nextDouble() - 0.05);
    }

    @Test
    void needlesAreAsTheyAreAtHighAccuracy() {
        Renderer plain = new Renderer();
        Renderer high = new Renderer(RenderAccuracy.HIGH);
        double[] image = new double[53 * 53];
        double[] sure = new double[53 * 53];
        for (double g : new double[] {0.75, 0.82, 0.9, 0.94, 0.97, 0.98}) {
            for (LightProfile round : new LightProfile[] {
                new Gaussian(2.9, 1), Exponential.ofHalfLightRadius(1.2, 1), new Sersic(1.4, 1.3, 1)
            }) {
                LightProfile needle = round.shear(g, 0).shift(0.3, -0.2);
                LightProfile psf = new Gaussian(0.25, 1);
                plain.draw(needle, psf, PixelResponse.INCLUDED, 53, 53, 0.141, image);
                high.draw(needle, psf, PixelResponse.INCLUDED, 53, 53, 0.141, sure);
                assertThat(GoldenStamps.difference(image, sure)).isLessThan(DEFAULT_VS_HIGH);
            }
        }
    }

    @Test
    void bandsAddUpToTheImage() {
        SplittableRandom random = new SplittableRandom(11);
        Renderer plain = new Renderer();
        Renderer high = new Renderer(RenderAccuracy.HIGH);
        for (int i = 0; i < GALAXIES; i++) {
            LightProfile galaxy = galaxy(random);
            LightProfile psf = psf(random);
            int nx = 30 + random.nextInt(35);
            int ny = 30 + random.nextInt(35);
            double scale = 0.1 + 0.2 * random.nextDouble();
            double[] image = new double[nx * ny];
            double[] reference = new double[nx * ny];
            plain.draw(galaxy, psf, PixelResponse.CONVOLVE, nx, ny, scale, 0.2, -0.4, image);
            high.draw(galaxy, psf, PixelResponse.CONVOLVE, nx, ny, scale, 0.2, -0.4, reference);
            assertThat(GoldenStamps.difference(image, reference))
                    .as("%s through %s on %d x %d pixels of %s", galaxy, psf, nx, ny, scale)
                    .isLessThan(DEFAULT_VS_HIGH);
        }
    }

    /** The shared transform of a PSF gives what the PSF itself gives. */
    @Test
    void repeatedPsfChangesNothing() {
        SplittableRandom random = new SplittableRandom(12);
        LightProfile psf = new Airy(0.0601, 0.3, 1);
        Renderer kept = new Renderer();
        for (int i = 0; i < 20; i++) {
            LightProfile galaxy = galaxy(random);
            double[] image = new double[53 * 53];
            double[] alone = new double[53 * 53];
            kept.draw(galaxy, psf, PixelResponse.CONVOLVE, 53, 53, 0.141, image);
            new Renderer().draw(galaxy, psf, PixelResponse.CONVOLVE, 53, 53, 0.141, alone);
            assertThat(GoldenStamps.difference(image, alone)).isLessThan(1e-9);
        }
    }

    @Test
    void wideWingsAreDrawnInBands() {
        Renderer renderer = new Renderer();
        List<Band> bands = renderer.plan(Sersic.deVaucouleurs(1, 1), Gaussian.ofFwhm(0.3, 1), 53, 53, 0.15);
        assertThat(bands).hasSizeGreaterThan(1);
        assertThat(bands.get(0).size())
                .isGreaterThan(2 * bands.get(bands.size() - 1).size());
    }
}
