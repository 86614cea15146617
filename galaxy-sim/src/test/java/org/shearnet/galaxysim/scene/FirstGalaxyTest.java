package org.shearnet.galaxysim.scene;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shearnet.galaxysim.yaml.YamlReader;

/** The first galaxy that a thread draws comes out as it does after others, to the last bit: else pieces and threads would change it. */
class FirstGalaxyTest {

    private static final int GALAXIES = 40;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: Moffat, beta: 3.5, fwhm: 0.7}",
                "{type: Moffat, beta: 2.5, fwhm: 0.7, ellip: {type: G1G2, g1: 0.1, g2: 0.05}}",
                "{type: List, index: {type: Random, min: 0, max: 1}, items: [{type: Moffat, beta: 3.5, fwhm: 0.7},"
                        + " {type: Moffat, beta: 2.5, fwhm: 0.8}]}"
            })
    void isDrawnLikeAnyOther(String psf) {
        Scene scene = SceneParser.parse(YamlReader.parse("scene", """
                gal:
                  type: Exponential
                  half_light_radius: {type: Random, min: 0.3, max: 0.6}
                  ellip: {type: G1G2, g1: {type: RandomGaussian, sigma: 0.2}, g2: {type: RandomGaussian, sigma: 0.2}}
                psf: PSF
                image: {type: Single, size: 31, pixel_scale: 0.2, random_seed: 4}
                """.replace("PSF", psf)), java.nio.file.Path.of("."));
        SceneRenderer other = new SceneRenderer(scene);
        int size = scene.grid().size();
        for (int i = 0; i < GALAXIES; i++) {
            double[] after = new double[size];
            other.image(scene.draw(i), after);
            double[] first = new double[size];
            new SceneRenderer(scene).image(scene.draw(i), first);
            assertThat(first).as("galaxy " + i).isEqualTo(after);
        }
    }
}
