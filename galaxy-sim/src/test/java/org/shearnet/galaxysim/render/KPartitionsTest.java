package org.shearnet.galaxysim.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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

/** Stamps of random galaxies, drawn in partitions, against the same at high accuracy. */
class KPartitionsTest {

    /** Over the peak: the figure of the default accuracy. */
    private static final double DEFAULT_VS_HIGH = 1e-4;

    /** Measured 1.4e-4; 9.5e-4 where a sum counted as round. */
    private static final double ELONGATED_VS_HIGH = 3e-4;

    private static final int GALAXIES = 60;

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
    void highlyElongatedGalaxiesAreAsTheyAreAtHighAccuracy() {
        Renderer plain = new Renderer();
        Renderer high = new Renderer(RenderAccuracy.HIGH);
        double[] image = new double[53 * 53];
        double[] sure = new double[53 * 53];
        for (double g : new double[] {0.75, 0.82, 0.9, 0.94, 0.97, 0.98}) {
            for (LightProfile round : new LightProfile[] {
                new Gaussian(2.9, 1), Exponential.ofHalfLightRadius(1.2, 1), new Sersic(1.4, 1.3, 1)
            }) {
                LightProfile elongated = round.shear(g, 0).shift(0.3, -0.2);
                LightProfile psf = new Gaussian(0.25, 1);
                plain.draw(elongated, psf, new StampGrid(53, 53, 0.141, PixelResponse.INCLUDED), image);
                high.draw(elongated, psf, new StampGrid(53, 53, 0.141, PixelResponse.INCLUDED), sure);
                assertThat(GoldenStamps.difference(image, sure)).isLessThan(DEFAULT_VS_HIGH);
            }
        }
    }

    @Test
    void partitionsAddUpToTheImage() {
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
            plain.draw(galaxy, psf, new StampGrid(nx, ny, scale, PixelResponse.CONVOLVE), 0.2, -0.4, image);
            high.draw(galaxy, psf, new StampGrid(nx, ny, scale, PixelResponse.CONVOLVE), 0.2, -0.4, reference);
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
            kept.draw(galaxy, psf, StampGrid.square(53, 0.141), image);
            new Renderer().draw(galaxy, psf, StampGrid.square(53, 0.141), alone);
            assertThat(GoldenStamps.difference(image, alone)).isLessThan(1e-9);
        }
    }

    @Test
    void wideWingsAredrawnInPartitions() {
        Renderer renderer = new Renderer();
        List<KPartition> partitions = renderer.plan(
                        Sersic.deVaucouleurs(1, 1), Gaussian.ofFwhm(0.3, 1), StampGrid.square(53, 0.15))
                .partitions();
        assertThat(partitions).hasSizeGreaterThan(1);
        assertThat(partitions.get(0).size())
                .isGreaterThan(2 * partitions.get(partitions.size() - 1).size());
    }

    /** 64 pixels of 0.2 and 128 of 0.1 make grids of one step in k; what a PSF looks like on them differs by the pixel. */
    @Test
    void aPsfThatIsKeptIsKeptForItsPixels() {
        Moffat psf = Moffat.ofFwhm(3, 0.7, 0, 1);
        LightProfile galaxy = Exponential.ofHalfLightRadius(0.5, 1).shear(0.1, 0);
        Renderer kept = new Renderer();
        StampGrid coarse = StampGrid.square(64, 0.2);
        StampGrid fine = StampGrid.square(128, 0.1);
        for (int i = 0; i < 2; i++) {
            kept.draw(galaxy, psf, coarse);
        }
        double[] image = kept.draw(galaxy, psf, fine).values();
        double[] alone = new Renderer().draw(galaxy, psf, fine).values();
        for (int p = 0; p < alone.length; p++) {
            assertThat(image[p]).isCloseTo(alone[p], within(1e-6 * alone[64 * 128 + 64]));
        }
    }

    /** A plan draws what a draw without it does: where the galaxies are one. */
    @Test
    void aPlanDrawsTheSame() {
        Moffat psf = Moffat.ofFwhm(3, 0.7, 0, 1);
        LightProfile galaxy = Exponential.ofHalfLightRadius(0.5, 1).shear(0.1, 0);
        StampGrid grid = StampGrid.square(53, 0.2);
        double[] planned = new double[grid.size()];
        Renderer renderer = new Renderer();
        Stamp stamp = renderer.draw(galaxy, psf, grid);
        renderer.draw(galaxy, psf, renderer.plan(galaxy, psf, grid), planned);
        double peak = stamp.at(26, 26);
        assertThat(stamp.flux()).isCloseTo(1, within(0.01));
        for (int p = 0; p < planned.length; p++) {
            assertThat(planned[p]).isCloseTo(stamp.values()[p], within(1e-13 * peak));
        }
        renderer.draw(galaxy.withFlux(0), psf, renderer.plan(galaxy.withFlux(0), psf, grid), planned);
        assertThat(planned).containsOnly(0);
    }

    /** Bulge and disk that are sheared one by one: as a single profile of |g| up to 0.9, which reaches 1.5e-4. */
    @Test
    void elongatedSumsAreAsTheyAreAtHighAccuracy() {
        SplittableRandom random = new SplittableRandom(3);
        StampGrid grid = StampGrid.square(53, 0.141);
        for (int i = 0; i < 100; i++) {
            double g = 0.5 + 0.4 * random.nextDouble();
            double angle = Math.PI * random.nextDouble();
            double radius = 0.2 + 0.4 * random.nextDouble();
            LightProfile disk = new Exponential(radius, 0.6).shear(g, 0).rotate(angle);
            LightProfile bulge = new Exponential(0.5 * radius, 0.4).shear(g, 0).rotate(angle);
            LightProfile psf = Gaussian.ofFwhm(0.3 + 0.5 * random.nextDouble(), 1);
            double[] image = new Renderer().draw(disk.plus(bulge), psf, grid).values();
            double[] sure = new Renderer(RenderAccuracy.HIGH)
                    .draw(disk.plus(bulge), psf, grid)
                    .values();
            assertThat(GoldenStamps.difference(image, sure)).isLessThan(ELONGATED_VS_HIGH);
        }
    }
}
