package org.shearnet.speed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.shearnet.galaxysim.moments.AdaptiveMoments;
import org.shearnet.galaxysim.noise.GaussianNoise;
import org.shearnet.galaxysim.noise.RandomStream;
import org.shearnet.galaxysim.noise.RandomStreams;
import org.shearnet.galaxysim.profile.Airy;
import org.shearnet.galaxysim.profile.Exponential;
import org.shearnet.galaxysim.profile.Gaussian;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.profile.Moffat;
import org.shearnet.galaxysim.profile.Sersic;
import org.shearnet.galaxysim.profile.Sum;
import org.shearnet.galaxysim.psf.PsfexModel;
import org.shearnet.galaxysim.render.PixelResponse;
import org.shearnet.galaxysim.render.Renderer;
import org.shearnet.galaxysim.render.StampGrid;

/**
 * Stamps per second by profile: a new galaxy per stamp (half-light radius 0.3 to 1.2 arcsec, |g_i| to 0.3, shift to 0.2
 * arcsec), 53 x 53 pixels of 0.141 arcsec, noise included, one case under a PSFEx model ({@code configs/real}, where it is
 * there) at a new place each; and adaptive moments of such stamps. The same work as
 * {@code scripts/peers/galsim_speed.py} gives GalSim.
 */
public final class RenderCases {

    private static final int SIZE = 53;
    private static final double SCALE = 0.141;
    private static final StampGrid GRID = StampGrid.square(SIZE, SCALE);

    /** For PSFs that hold the pixel already. */
    private static final StampGrid SEEN = new StampGrid(SIZE, SIZE, SCALE, PixelResponse.INCLUDED);

    /** Side of the field over which the PSFEx model varies (pixels). */
    private static final double FIELD = 3999;

    private static final double SIGMA = 1e-3;

    private interface Galaxy {
        LightProfile of(double radius, RandomStream random);
    }

    private interface Psf {
        LightProfile of(RandomStream random);
    }

    private RenderCases() {}

    /** All cases. */
    public static List<SpeedCase> all() {
        List<SpeedCase> cases = new ArrayList<>();
        LightProfile small = Gaussian.ofFwhm(0.25, 1);
        LightProfile moffat = Moffat.ofFwhm(2.5, 0.7, 0, 1);
        LightProfile airy = Airy.ofTelescope(700, 2.4, 0.3, 1);
        cases.add(SpeedCase.single(
                "exponential-gaussian", drawing((r, u) -> Exponential.ofHalfLightRadius(r, 1), small)));
        cases.add(
                SpeedCase.single("exponential-moffat", drawing((r, u) -> Exponential.ofHalfLightRadius(r, 1), moffat)));
        cases.add(SpeedCase.single("sersic2.5-gaussian", drawing((r, u) -> new Sersic(2.5, r, 1), small)));
        cases.add(SpeedCase.single(
                "sersic-random-gaussian", drawing((r, u) -> new Sersic(0.5 + 3.5 * u.nextDouble(), r, 1), small)));
        cases.add(SpeedCase.single("devaucouleurs-gaussian", drawing((r, u) -> Sersic.deVaucouleurs(r, 1), small)));
        cases.add(SpeedCase.single("exponential-airy", drawing((r, u) -> Exponential.ofHalfLightRadius(r, 1), airy)));
        cases.add(SpeedCase.single(
                "sersic-random-moffat-random",
                drawing(
                        (r, u) -> new Sersic(0.5 + 3.5 * u.nextDouble(), r, 1),
                        u -> Moffat.ofFwhm(2 + 2 * u.nextDouble(), 0.6 + 0.3 * u.nextDouble(), 0, 1))));
        cases.add(SpeedCase.single("bulge-disk-moffat", drawing(RenderCases::bulgeAndDisk, moffat)));
        Path model = Path.of(System.getProperty("shearnet.home", "."), "configs", "real", "aberrations.psf");
        if (Files.exists(model)) {
            cases.add(SpeedCase.single("exponential-psfex", () -> {
                PsfexModel psfex = PsfexModel.read(model);
                return drawing(
                                (r, u) -> Exponential.ofHalfLightRadius(r, 1),
                                u -> psfex.at(1 + FIELD * u.nextDouble(), 1 + FIELD * u.nextDouble(), SCALE),
                                SEEN)
                        .get();
            }));
        }
        cases.add(SpeedCase.single("adaptive-moments", RenderCases::moments));
        return List.copyOf(cases);
    }

    private static LightProfile bulgeAndDisk(double radius, RandomStream random) {
        double bulge = random.nextDouble();
        return new Sum(
                List.of(Sersic.deVaucouleurs(0.5 * radius, bulge), Exponential.ofHalfLightRadius(radius, 1 - bulge)));
    }

    private static Supplier<SpeedCase.Work> drawing(Galaxy galaxy, LightProfile psf) {
        return drawing(galaxy, random -> psf);
    }

    private static Supplier<SpeedCase.Work> drawing(Galaxy galaxy, Psf psf) {
        return drawing(galaxy, psf, GRID);
    }

    private static Supplier<SpeedCase.Work> drawing(Galaxy galaxy, Psf psf, StampGrid grid) {
        return () -> {
            Renderer renderer = new Renderer();
            RandomStreams streams = new RandomStreams(1);
            GaussianNoise noise = new GaussianNoise(SIGMA);
            double[] out = new double[GRID.size()];
            return index -> {
                RandomStream random = streams.stream(index, "galaxy");
                LightProfile drawn = galaxy.of(0.3 + 0.9 * random.nextDouble(), random)
                        .shear(0.6 * random.nextDouble() - 0.3, 0.6 * random.nextDouble() - 0.3)
                        .shift(0.4 * random.nextDouble() - 0.2, 0.4 * random.nextDouble() - 0.2);
                renderer.draw(drawn, psf.of(random), grid, out);
                noise.addTo(streams.stream(index, "noise"), out, out.length);
                return out[0];
            };
        };
    }

    private static SpeedCase.Work moments() {
        double[][] stamps = new double[16][GRID.size()];
        Renderer renderer = new Renderer();
        RandomStreams streams = new RandomStreams(1);
        for (int i = 0; i < stamps.length; i++) {
            LightProfile galaxy =
                    Exponential.ofHalfLightRadius(0.3 + 0.05 * i, 1).shear(0.1, -0.05);
            renderer.draw(galaxy, Gaussian.ofFwhm(0.5, 1), GRID, stamps[i]);
            new GaussianNoise(1e-4).addTo(streams.stream(i, "noise"), stamps[i], stamps[i].length);
        }
        return index -> AdaptiveMoments.measure(stamps[(int) (index % stamps.length)], GRID.nx(), GRID.ny())
                .sigma();
    }
}
