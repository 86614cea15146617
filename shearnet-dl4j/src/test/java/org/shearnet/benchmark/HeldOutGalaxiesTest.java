package org.shearnet.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shearnet.estimate.Stamps;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.galaxysim.scene.SceneParser;
import org.shearnet.galaxysim.yaml.YamlReader;

/** Batches follow bytes, and cut the galaxies without changing any. */
class HeldOutGalaxiesTest {

    private static Scene scene(int size) {
        return SceneParser.parse(
                YamlReader.parse(
                        "scene",
                        "gal: {type: Exponential, half_light_radius: {type: Random, min: 0.3, max: 0.9}, flux: 2}\n"
                                + "psf: {type: Gaussian, sigma: 0.25}\n"
                                + "image: {type: Single, size: " + size + ", pixel_scale: 0.2, random_seed: 4}\n"),
                Path.of("."));
    }

    @ParameterizedTest
    @CsvSource({"21, 1000", "53, 1000", "91, 1000", "128, 512", "512, 32", "4000, 1"})
    void aBatchIsAThousandStampsOrAQuarterOfAGigabyte(int size, int stamps) {
        assertThat(HeldOutGalaxies.batch(scene(size), 1000)).isEqualTo(stamps);
    }

    @Test
    void aCutBetweenBatchesChangesNoPixel() {
        Scene scene = scene(15);
        Stamps whole = HeldOutGalaxies.draw(scene, 0, 5, 2).at(1e-2, 2);
        Stamps second = HeldOutGalaxies.draw(scene, 3, 2, 1).at(1e-2, 1);
        for (int i = 0; i < 2; i++) {
            assertThat(second.images()[i]).isEqualTo(whole.images()[3 + i]);
            assertThat(second.psfs()[i]).isEqualTo(whole.psfs()[3 + i]);
        }
        assertThat(whole.images()[3]).isNotEqualTo(whole.images()[4]);
    }

    /** A profile that is not known makes the shear of an elliptical galaxy less certain, and nothing else. */
    @Test
    void aFreeIndexRaisesTheBoundAlone() {
        Scene scene = SceneParser.parse(
                YamlReader.parse(
                        "scene",
                        "gal: {type: Sersic, n: 2, half_light_radius: 0.6, flux: 2, ellip: {type: G1G2, g1: 0.3, g2: 0.2}}\n"
                                + "psf: {type: Gaussian, sigma: 0.25}\n"
                                + "image: {type: Single, size: 31, pixel_scale: 0.2, random_seed: 4}\n"),
                Path.of("."));
        HeldOutGalaxies one = HeldOutGalaxies.draw(scene, 0, 1, 1);
        GalaxyTruth known = one.truths(1, done -> {})[0];
        GalaxyTruth free = one.truthsOfFreeIndex(1, done -> {})[0];
        assertThat(free.sigmaG1()).isBetween(1.001 * known.sigmaG1(), 1.1 * known.sigmaG1());
        assertThat(free.sigmaG2()).isBetween(1.001 * known.sigmaG2(), 1.1 * known.sigmaG2());
        assertThat(free.s2n()).isEqualTo(known.s2n());
    }
}
