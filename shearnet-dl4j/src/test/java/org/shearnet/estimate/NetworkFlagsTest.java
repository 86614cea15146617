package org.shearnet.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.render.RenderAccuracy;
import org.shearnet.galaxysim.render.Renderer;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.galaxysim.scene.SceneGalaxy;
import org.shearnet.galaxysim.scene.SceneParser;
import org.shearnet.galaxysim.shear.Shear;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.ngmix.gmix.MixtureModel;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.prior.JointPrior;

/** The shipped networks under other units, and on stamps of which they know nothing. */
class NetworkFlagsTest {

    private static final int COUNT = 100;
    private static final int SIDE = 53;
    private static final double NOISE = 1e-3;

    /** Rounding of the counts; measured 8e-15. */
    private static final double SAME = 1e-11;

    /** PSF images cut to 30 pixels lose their wings: measured 1.3e-7 (Moffat). */
    private static final double SAME_PSF = 1e-5;

    private final Renderer renderer = new Renderer(RenderAccuracy.HIGH);

    private static Scene scene(String name) {
        Path file = Path.of("../configs/scenes/" + name + ".yaml");
        return SceneParser.parse(YamlReader.read(file), file.getParent());
    }

    private static SceneGalaxy galaxy(Scene scene, int i) {
        return scene.draw((1L << 43) + i);
    }

    private double[] draw(Scene scene, LightProfile profile, LightProfile psf, int nx, int ny) {
        double[] image = new double[nx * ny];
        renderer.draw(profile, psf, scene.grid().ofSides(nx, ny), image);
        return image;
    }

    private double[] draw(Scene scene, SceneGalaxy galaxy) {
        return draw(scene, galaxy.galaxy(), galaxy.psf(), SIDE, SIDE);
    }

    /** Stamps of given noise-free images under the scene's own PSFs, drawn on frames of any size. */
    private Stamps stamps(Scene scene, IntFunction<double[]> images, double noise, int psfNx, int psfNy) {
        double[][] drawn = new double[COUNT][];
        double[][] psfs = new double[COUNT][];
        for (int i = 0; i < COUNT; i++) {
            drawn[i] = images.apply(i).clone();
            new org.shearnet.galaxysim.noise.GaussianNoise(noise)
                    .addTo(scene.streams().stream(i, "flags-test"), drawn[i], drawn[i].length);
            psfs[i] = draw(scene, galaxy(scene, i).psf(), null, psfNx, psfNy);
        }
        double[] sigma = new double[COUNT];
        Arrays.fill(sigma, noise);
        return new Stamps(0, SIDE, SIDE, scene.pixelScale(), drawn, null, sigma, psfNx, psfNy, psfs, null, 1);
    }

    private Stamps stamps(Scene scene, IntFunction<double[]> images) {
        return stamps(scene, images, NOISE, SIDE, SIDE);
    }

    private static ShapeEstimate[] measure(String network, Stamps stamps) {
        return NetworkEstimator.find("net", network).estimate(stamps, 2, n -> {});
    }

    private static double flagged(ShapeEstimate[] estimates, int bits) {
        return Arrays.stream(estimates).filter(e -> (e.flags() & bits) != 0).count() / (double) estimates.length;
    }

    @ParameterizedTest
    @CsvSource({"june2025, 2000, 0.141", "june2025, 1e-3, 0.2", "exponential, 2000, 0.03", "exponential, 1e-3, 0.141"})
    void countsAndArcsecondsAreUnits(String network, double counts, double pixelScale) {
        Scene scene = scene(network);
        Stamps own = stamps(scene, i -> draw(scene, galaxy(scene, i)));
        double[][] images = Arrays.stream(own.images())
                .map(image -> Arrays.stream(image).map(v -> counts * v).toArray())
                .toArray(double[][]::new);
        double[] noise = Arrays.stream(own.noiseSigma()).map(s -> counts * s).toArray();
        Stamps other = new Stamps(0, SIDE, SIDE, pixelScale, images, null, noise, SIDE, SIDE, own.psfs(), null, 1);
        ShapeEstimate[] a = measure(network, own);
        ShapeEstimate[] b = measure(network, other);
        double area = Math.pow(pixelScale / scene.pixelScale(), 2);
        int answered = 0;
        for (int i = 0; i < COUNT; i++) {
            assertThat(b[i].flags()).isEqualTo(a[i].flags());
            if (a[i].ok()) {
                answered++;
                assertThat(b[i].g1()).isCloseTo(a[i].g1(), within(SAME));
                assertThat(b[i].g2()).isCloseTo(a[i].g2(), within(SAME));
                assertThat(b[i].g1Err() / a[i].g1Err()).isCloseTo(1, within(SAME));
                assertThat(b[i].flux() / a[i].flux()).isCloseTo(counts, within(SAME * counts));
                assertThat(b[i].fluxErr() / a[i].fluxErr()).isCloseTo(counts, within(SAME * counts));
                assertThat(b[i].size() / a[i].size()).isCloseTo(area, within(SAME * area));
                assertThat(b[i].sizeErr() / a[i].sizeErr()).isCloseTo(area, within(SAME * area));
                assertThat(b[i].psfSize() / a[i].psfSize()).isCloseTo(area, within(SAME * area));
                assertThat(b[i].row()).isCloseTo(a[i].row(), within(SAME));
            }
        }
        assertThat(answered).isGreaterThan(COUNT * 9 / 10);
    }

    @Test
    void shapesAreOnTheSky() {
        Scene scene = scene("exponential");
        Stamps plain = stamps(scene, i -> draw(scene, galaxy(scene, i)));
        Jacobian[] maps = new Jacobian[COUNT];
        double s = scene.pixelScale();
        Arrays.fill(maps, new Jacobian(26, 26, s, 0, 0, -s)); // columns run against u
        Stamps flipped = new Stamps(
                plain.ids(),
                SIDE,
                SIDE,
                s,
                plain.images(),
                null,
                plain.noiseSigma(),
                SIDE,
                SIDE,
                plain.psfs(),
                null,
                1,
                maps);
        ShapeEstimate[] a = measure("exponential", plain);
        ShapeEstimate[] b = measure("exponential", flipped);
        NetworkEstimator network = NetworkEstimator.find("net", "exponential");
        ShapeEstimate[] fits = new RefinedEstimator("refined", network, MixtureModel.EXP, 1, JointPrior.none())
                .estimate(flipped, 2, n -> {});
        for (int i = 0; i < COUNT; i++) {
            if (a[i].ok()) {
                assertThat(b[i].g1()).isCloseTo(a[i].g1(), within(SAME));
                assertThat(b[i].g2()).isCloseTo(-a[i].g2(), within(SAME));
                assertThat(b[i].size() / a[i].size()).isCloseTo(1, within(SAME));
                assertThat(Math.abs(fits[i].g2() + galaxy(scene, i).g2())).isLessThan(6 * fits[i].g2Err());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"june2025, 31, 31", "june2025, 32, 32", "june2025, 81, 80", "exponential, 30, 41", "exponential, 53, 40"
    })
    void psfImagesMayHaveAnySize(String network, int psfNx, int psfNy) {
        Scene scene = scene(network);
        IntFunction<double[]> images = i -> draw(scene, galaxy(scene, i));
        ShapeEstimate[] usual = measure(network, stamps(scene, images));
        Stamps stamps = stamps(scene, images, NOISE, psfNx, psfNy);
        ShapeEstimate[] other = measure(network, stamps);
        for (int i = 0; i < COUNT; i++) {
            assertThat(other[i].flags()).isEqualTo(usual[i].flags());
            if (usual[i].ok()) {
                assertThat(other[i].g1()).isCloseTo(usual[i].g1(), within(SAME_PSF));
                assertThat(other[i].g2()).isCloseTo(usual[i].g2(), within(SAME_PSF));
            }
        }
        NetworkEstimator net = NetworkEstimator.find("net", network);
        RefinedEstimator refined = new RefinedEstimator("refined", net, net.galaxyModel(), 1, JointPrior.none());
        ShapeEstimate[] fits = refined.estimate(stamps, 2, n -> {});
        for (int i = 0; i < COUNT; i++) {
            if (fits[i].ok()) {
                assertThat(Math.abs(fits[i].g1() - galaxy(scene, i).g1())).isLessThan(6 * fits[i].g1Err());
            }
        }
        assertThat(flagged(fits, -1)).isLessThan(0.1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"june2025", "exponential"})
    void whereThereIsNothingNothingIsAnswered(String network) {
        Scene scene = scene(network);
        double[] zero = new double[SIDE * SIDE];
        double[] constant = zero.clone();
        Arrays.fill(constant, 0.7);
        double[] pixel = zero.clone();
        pixel[SIDE * SIDE / 2] = 1;
        double[] nothing = zero.clone();
        for (double[] image : new double[][] {constant, pixel}) {
            assertThat(flagged(measure(network, stamps(scene, i -> image)), -1)).isEqualTo(1);
        }
        Stamps blank = stamps(scene, i -> zero);
        Arrays.setAll(blank.images(), i -> nothing);
        assertThat(flagged(measure(network, blank), NetworkFlags.NO_OBJECT)).isEqualTo(1);
        // of 300 noise fields 2 and 0 were answered
        assertThat(flagged(measure(network, stamps(scene, i -> zero)), -1)).isGreaterThan(0.97);
    }

    @ParameterizedTest
    @CsvSource({
        "june2025, 20",
        "june2025, 50",
        "june2025, 1000",
        "exponential, 20",
        "exponential, 50",
        "exponential, 1000"
    })
    void starsAreNoGalaxies(String network, double s2n) {
        Scene scene = scene(network);
        ShapeEstimate[] stars = measure(network, stamps(scene, i -> {
            SceneGalaxy galaxy = galaxy(scene, i);
            double[] star = draw(scene, galaxy.psf().shift(galaxy.dx() / 3, galaxy.dy() / 3), null, SIDE, SIDE);
            double norm = Math.sqrt(Arrays.stream(star).map(v -> v * v).sum());
            return Arrays.stream(star).map(v -> v * s2n * NOISE / norm).toArray();
        }));
        // of 2,000 at a signal to noise of 20 2.1 % and 1.5 % were answered, of 300 at 30 and more none
        assertThat(flagged(stars, NetworkFlags.POINT_LIKE | NetworkFlags.OUT_OF_RANGE))
                .isGreaterThan(0.96);
    }

    @ParameterizedTest
    @ValueSource(strings = {"june2025", "exponential"})
    void anObjectThatIsNotWholeAndAloneIsFlagged(String network) {
        Scene scene = scene(network);
        double pixel = scene.pixelScale();
        IntFunction<double[]> own = i -> draw(scene, galaxy(scene, i));
        for (double distance : new double[] {8, 15, 20, 25}) {
            IntFunction<double[]> moved = i -> {
                double angle = i;
                LightProfile off = galaxy(scene, i)
                        .galaxy()
                        .shift(distance * pixel * Math.cos(angle), distance * pixel * Math.sin(angle));
                return draw(scene, off, galaxy(scene, i).psf(), SIDE, SIDE);
            };
            assertThat(flagged(measure(network, stamps(scene, moved)), -1))
                    .as("off by %s pixels", distance)
                    .isEqualTo(1);
            if (distance > 10) {
                ShapeEstimate[] two = measure(network, stamps(scene, i -> sum(own.apply(i), moved.apply(i), 1)));
                assertThat(flagged(two, -1))
                        .as("two, %s pixels apart", distance)
                        .isEqualTo(1);
            }
        }
        double[] sky = new double[SIDE * SIDE];
        Arrays.fill(sky, 3 * NOISE);
        ShapeEstimate[] onSky = measure(network, stamps(scene, i -> sum(own.apply(i), sky, 1)));
        assertThat(flagged(onSky, -1)).isEqualTo(1);
        assertThat(flagged(onSky, NetworkFlags.NOT_ALONE)).isGreaterThan(0.95);
    }

    private static double[] sum(double[] a, double[] b, double factor) {
        double[] sum = a.clone();
        Arrays.setAll(sum, k -> a[k] + factor * b[k]);
        return sum;
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1e30, 1e30, -99, -9999, 65535, Double.NaN, Double.POSITIVE_INFINITY})
    void sentinelsAreFlagged(double sentinel) {
        Scene scene = scene("june2025");
        Stamps stamps = stamps(scene, i -> draw(scene, galaxy(scene, i)));
        for (int i = 0; i < COUNT; i++) {
            int at = (10 + i % 30) * SIDE + 12;
            Arrays.fill(stamps.images()[i], at, at + 3, sentinel);
        }
        int bits = sentinel < 65536 && sentinel > 0 ? -1 : NetworkFlags.BAD_PIXELS;
        assertThat(flagged(measure("june2025", stamps), bits)).isEqualTo(1);
    }

    @Test
    void theTrainingsOwnGalaxiesAreAnswered() {
        for (String network : new String[] {"june2025", "exponential"}) {
            Scene scene = scene(network);
            for (double noise : new double[] {1e-5, 1e-2}) {
                ShapeEstimate[] estimates =
                        measure(network, stamps(scene, i -> draw(scene, galaxy(scene, i)), noise, SIDE, SIDE));
                int own = NetworkFlags.BEYOND_TRAINING
                        | NetworkFlags.NO_OBJECT
                        | NetworkFlags.POINT_LIKE
                        | NetworkFlags.NOT_ALONE;
                // of 1000 at most 15: at 1e-5, most of which expect a large error as well
                assertThat(flagged(estimates, own)).as(network + noise).isLessThanOrEqualTo(0.04);
            }
        }
    }

    @Test
    void whatTheTrainingNeverSawHasABitOfItsOwnAndARefinementMeasuresIt() {
        Scene scene = scene("june2025");
        IntFunction<double[]> own = i -> draw(scene, galaxy(scene, i));
        int beyond = NetworkFlags.BEYOND_TRAINING;
        assertThat(flagged(measure("june2025", stamps(scene, own, 1e-8, SIDE, SIDE)), beyond))
                .as("signal to noise")
                .isGreaterThan(0.95);
        IntFunction<LightProfile> elliptical = i -> galaxy(scene, i).psf().shear(new Shear(0.15, 0));
        Stamps stamps = stamps(scene, i -> draw(scene, galaxy(scene, i).galaxy(), elliptical.apply(i), SIDE, SIDE));
        Arrays.setAll(stamps.psfs(), i -> draw(scene, elliptical.apply(i), null, SIDE, SIDE));
        assertThat(flagged(measure("june2025", stamps), beyond))
                .as("shape of the PSF")
                .isEqualTo(1);
        IntFunction<LightProfile> small = i -> galaxy(scene, i).psf().dilate(0.6);
        Stamps sharp = stamps(scene, i -> draw(scene, galaxy(scene, i).galaxy(), small.apply(i), SIDE, SIDE));
        Arrays.setAll(sharp.psfs(), i -> draw(scene, small.apply(i), null, SIDE, SIDE));
        assertThat(flagged(measure("june2025", sharp), beyond))
                .as("sampling of the PSF")
                .isEqualTo(1);
        NetworkEstimator network = NetworkEstimator.find("net", "june2025");
        RefinedEstimator refined = new RefinedEstimator("refined", network, MixtureModel.GAUSS, 3, JointPrior.none());
        assertThat(flagged(refined.estimate(sharp, 2, n -> {}), -1)).isLessThan(0.1);
        assertThat(network.beyondTraining(sharp))
                .anySatisfy(s -> assertThat(s).contains("PSF sigma (pixels) of", "in 100 of 100 stamps"));
    }
}
