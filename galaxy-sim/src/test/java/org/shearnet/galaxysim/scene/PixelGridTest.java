package org.shearnet.galaxysim.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlReader;

class PixelGridTest {

    private static Scene scene(String jacobian) {
        return SceneParser.parse(
                YamlReader.parse(
                        "scene.yaml",
                        "gal: {type: Gaussian, sigma: 1}\nimage: {type: Single, size: 8, wcs: {type: Jacobian, "
                                + jacobian + "}}\n"),
                Path.of("."));
    }

    @Test
    void farTooElongatedPixelsAndThoseOfNoAreaAreRefused() {
        assertThat(scene("dudx: 0.2, dudy: 0.01, dvdx: -0.01, dvdy: 0.6").pixelScale())
                .isPositive();
        assertThatThrownBy(() -> scene("dudx: 0.2, dudy: 0.01, dvdx: -0.01, dvdy: 33"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("scene.yaml:2: image.wcs: pixels 165 times as long as they are wide");
        assertThatThrownBy(() -> scene("dudx: 0.2, dudy: 0.2, dvdx: 0.1, dvdy: 0.1"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no area of the sky");
    }
}
