package org.shearnet.galaxysim.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shearnet.galaxysim.fits.FitsFile;
import org.shearnet.galaxysim.render.GoldenStamps;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlReader;

class GoldenSceneTest {

    /** Against GalSim at high accuracy, over the peak; measured 1.6e-5 at most. */
    private static final double SCENE_VS_GALSIM = 1e-4;

    private static final Path SCENES = GoldenStamps.FOLDER.resolve("scenes");

    @ParameterizedTest
    @ValueSource(strings = {"exp_gauss", "sersic_moffat", "catalog_doublegauss"})
    void drawsWhatGalSimDraws(String name) {
        Scene scene = SceneParser.parse(YamlReader.read(SCENES.resolve(name + ".yaml")), SCENES);
        SceneRenderer renderer = new SceneRenderer(scene);
        double[] image = new double[scene.nx() * scene.ny()];
        double[] reference = new double[image.length];
        try (FitsFile file = new FitsFile(SCENES.resolve(name + ".high.fits.gz"))) {
            FitsFile.Hdu cube = file.hdus().get(0);
            assertThat(scene.count()).isEqualTo(cube.axes()[2]);
            for (int i = 0; i < scene.count(); i++) {
                renderer.image(scene.draw(i), image);
                file.plane(cube, i, reference);
                assertThat(GoldenStamps.difference(image, reference)).isLessThan(SCENE_VS_GALSIM);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "half_light_radius: 0.5|half_light_radus: 0.5|half_light_radus",
                "half_light_radius: 0.5|half_light_radius: -1|must be positive",
                "half_light_radius: 0.5|half_light_radius: wide|not a finite number",
                "g1: 0.1|g1: 1.2|below 1",
                "type: Exponential|type: Exponentail|Exponential",
                "fwhm: 0.7|fwhm: 0.7, beta: 3|beta",
                "half_light_radius: 0.5|half_light_radius: {type: Catalog, col: r}|input.catalog",
                "random_seed: 1|random_sed: 1|random_sed"
            })
    void badConfigurationIsNamed(String cases) {
        String[] part = cases.split("\\|");
        String good = """
                gal: {type: Exponential, half_light_radius: 0.5, ellip: {type: G1G2, g1: 0.1, g2: 0}}
                psf: {type: Gaussian, fwhm: 0.7}
                image: {size: 32, pixel_scale: 0.2, random_seed: 1, noise: {type: Gaussian, sigma: 1}}
                """;
        SceneParser.parse(YamlReader.parse("good.yaml", good), null);
        assertThatThrownBy(() -> SceneParser.parse(YamlReader.parse("bad.yaml", good.replace(part[0], part[1])), null))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("bad.yaml")
                .hasMessageContaining(part[2]);
    }

    @Test
    void objectBeyondTheTransformLimitIsNamed() {
        Scene scene = SceneParser.parse(YamlReader.parse("large.yaml", """
                        gal: {type: Exponential, half_light_radius: 5000}
                        psf: {type: Gaussian, fwhm: 0.7}
                        image: {size: 32, pixel_scale: 0.2}
                        """), null);
        SceneRenderer renderer = new SceneRenderer(scene);
        assertThatThrownBy(() -> renderer.image(scene.draw(0), new double[32 * 32]))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("object 0")
                .hasMessageContaining("limit");
    }

    @Test
    void failedRunLeavesNothing(@org.junit.jupiter.api.io.TempDir Path folder) throws Exception {
        Scene scene = SceneParser.parse(YamlReader.parse("large.yaml", """
                        gal: {type: Exponential, half_light_radius: {type: List, items: [1, 5000]}}
                        psf: {type: Gaussian, fwhm: 0.7}
                        image: {size: 32, pixel_scale: 0.2}
                        output: {nimages: 2}
                        """), null);
        assertThatThrownBy(() -> Simulation.run(
                        scene,
                        Simulation.Options.of(scene, 2),
                        folder.resolve("x.fits"),
                        java.util.Map.of(),
                        (d, n) -> {}))
                .isInstanceOf(ConfigException.class);
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }
}
