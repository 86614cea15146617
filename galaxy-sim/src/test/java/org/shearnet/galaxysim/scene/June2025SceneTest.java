package org.shearnet.galaxysim.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shearnet.galaxysim.fits.StampReader;
import org.shearnet.galaxysim.profile.Gaussian;
import org.shearnet.galaxysim.render.FisherBound;
import org.shearnet.galaxysim.render.Renderer;
import org.shearnet.galaxysim.render.StampGrid;
import org.shearnet.galaxysim.yaml.YamlReader;

class June2025SceneTest {

    /** The population's bound is 9.2 sigma_n; measured 9.27 on 2,000 galaxies. */
    private static final double POPULATION_BOUND = 9.2;

    /** Analytic bound times signal to noise is 1.391 without, 1.401 with the pixel; measured 1.4010. */
    private static final double ROUND_GAUSSIAN_BOUND = 1.401;

    private static final Path CONFIG = Path.of("../configs/scenes/june2025.yaml");

    private static Scene scene;

    @BeforeAll
    static void read() {
        scene = SceneParser.parse(YamlReader.read(CONFIG), CONFIG.getParent());
    }

    @Test
    void populationIsAsDescribed() {
        double sumSquares = 0;
        for (long i = 0; i < 5000; i++) {
            SceneGalaxy g = scene.draw(i);
            assertThat(g.shear().modulus()).isLessThan(1);
            assertThat(g.sigma()).isGreaterThan(0.14);
            assertThat(g.flux()).isBetween(1.0, 5.0);
            assertThat(Math.abs(g.dx())).isLessThan(0.2);
            sumSquares += g.g1() * g.g1();
        }
        assertThat(Math.sqrt(sumSquares / 5000)).isCloseTo(0.26, within(0.01));
    }

    @Test
    void populationBoundIsThePublishedOne() {
        SceneRenderer renderer = new SceneRenderer(scene);
        double sum = 0;
        int n = 2000;
        for (long i = 0; i < n; i++) {
            double[][] cov = renderer.bound(scene.draw(i));
            sum += cov[2][2] + cov[3][3];
        }
        assertThat(Math.sqrt(sum / (2 * n))).isCloseTo(POPULATION_BOUND, within(0.02 * POPULATION_BOUND));
    }

    @Test
    void roundGaussianBoundIsAnalytic() {
        Renderer renderer = new Renderer();
        Gaussian psf = new Gaussian(0.25, 1);
        double[][] cov = FisherBound.covariance(
                renderer,
                t -> new Gaussian(t[4], t[5]).shear(t[2], t[3]).shift(t[0], t[1]),
                new double[] {0, 0, 0, 0, 0.4, 1},
                psf,
                StampGrid.square(53, 0.141));
        double[] image = new double[53 * 53];
        renderer.draw(new Gaussian(0.4, 1), psf, StampGrid.square(53, 0.141), image);
        double signal = 0;
        for (double v : image) {
            signal += v * v;
        }
        assertThat(Math.sqrt(cov[2][2] * signal)).isCloseTo(ROUND_GAUSSIAN_BOUND, within(1e-3));
        assertThat(Math.sqrt(cov[3][3] * signal)).isCloseTo(ROUND_GAUSSIAN_BOUND, within(1e-3));
    }

    @Test
    void neitherThreadsNorCutsChangeANumber(@TempDir Path folder) throws Exception {
        simulate(folder.resolve("one.fits"), 0, 100, 1);
        simulate(folder.resolve("two.fits"), 0, 100, 2);
        simulate(folder.resolve("cut.fits"), 40, 60, 2);
        assertThat(Files.mismatch(folder.resolve("one.fits"), folder.resolve("two.fits")))
                .isEqualTo(-1);
        try (StampReader all = new StampReader(folder.resolve("one.fits"));
                StampReader cut = new StampReader(folder.resolve("cut.fits"))) {
            double[] a = new double[53 * 53];
            double[] b = new double[53 * 53];
            all.image(99, a);
            cut.image(59, b);
            assertThat(b).isEqualTo(a);
            assertThat(cut.truth().doubles("id")[59]).isEqualTo(99);
            assertThat(cut.truth().doubles("g1")[59]).isEqualTo(all.truth().doubles("g1")[99]);
        }
    }

    private static void simulate(Path target, long first, long count, int threads) throws Exception {
        Simulation.run(
                scene,
                new Simulation.Options(first, count, threads, true, 53),
                target,
                Map.of("SEED", "2025"),
                (done, total) -> {});
    }
}
