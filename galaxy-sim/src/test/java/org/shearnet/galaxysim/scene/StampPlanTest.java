package org.shearnet.galaxysim.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shearnet.galaxysim.fits.StampReader;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlReader;

class StampPlanTest {

    private static final String POPULATION = """
            gal:
              type: Exponential
              half_light_radius: {type: Random, min: 0.3, max: 0.9}
              ellip: {type: G1G2, g1: {type: RandomGaussian, sigma: 0.2}, g2: {type: RandomGaussian, sigma: 0.2}}
            psf: {type: Moffat, beta: 3, fwhm: {type: Random, min: 0.5, max: 0.8}}
            image: {size: 32, pixel_scale: 0.2, random_seed: 3, noise: {type: Gaussian, sigma: 0.01}}
            output: {nimages: 16}
            """;

    private static Scene scene(String stamp) {
        return SceneParser.parse(YamlReader.parse("scene.yaml", POPULATION + stamp), null);
    }

    @Test
    void ringTurnsOneGalaxy() {
        Scene scene = scene("stamp: {type: Ring, num: 4}\n");
        for (int ring = 0; ring < 2; ring++) {
            SceneGalaxy first = scene.draw(4 * ring);
            for (int member = 1; member < 4; member++) {
                SceneGalaxy g = scene.draw(4 * ring + member);
                double angle = 2 * member * Math.PI / 4;
                assertThat(g.g1())
                        .isCloseTo(first.g1() * Math.cos(angle) - first.g2() * Math.sin(angle), within(1e-12));
                assertThat(g.g2())
                        .isCloseTo(first.g1() * Math.sin(angle) + first.g2() * Math.cos(angle), within(1e-12));
                assertThat(g.halfLightRadius()).isCloseTo(first.halfLightRadius(), within(1e-12));
            }
        }
        assertThat(scene.draw(4).halfLightRadius()).isNotEqualTo(scene.draw(0).halfLightRadius());
    }

    @Test
    void pairsShareGalaxyPsfAndNoise(@TempDir Path folder) throws Exception {
        Scene scene = scene("stamp: {type: Ring, num: 2, pairs: true, shear: {type: G1G2, g1: 0.02, g2: 0}}\n");
        Path file = folder.resolve("pairs.fits");
        Simulation.run(scene, Simulation.Options.of(scene, 2), file, Map.of(), (done, total) -> {});
        SceneRenderer renderer = new SceneRenderer(scene);
        try (StampReader reader = new StampReader(file)) {
            float[][] noise = new float[2][32 * 32];
            for (int i = 0; i < 2; i++) {
                double[] noisy = new double[32 * 32];
                double[] clean = new double[32 * 32];
                reader.image(2 + i, noisy);
                renderer.image(scene.draw(2 + i), clean);
                for (int p = 0; p < noisy.length; p++) {
                    noise[i][p] = (float) (noisy[p] - clean[p]);
                }
            }
            for (int p = 0; p < noise[0].length; p++) {
                assertThat(noise[1][p]).isCloseTo(noise[0][p], within(1e-6f));
            }
            assertThat(reader.truth().doubles("sign")).startsWith(1, -1, 1, -1);
            assertThat(reader.truth().doubles("ring")).startsWith(0, 0, 0, 0, 1);
            assertThat(reader.truth().doubles("member")).startsWith(0, 0, 1, 1, 0);
        }
        SceneGalaxy plus = scene.draw(0);
        SceneGalaxy minus = scene.draw(1);
        assertThat(plus.psf()).hasToString(minus.psf().toString());
        assertThat(plus.g1() - minus.g1()).isCloseTo(0.04, within(0.01));
        assertThat(plus.halfLightRadius()).isCloseTo(minus.halfLightRadius(), within(1e-12));
    }

    @Test
    void rejectedGalaxiesAreDrawnAnew() {
        Scene all = scene("");
        Scene some = scene("stamp: {reject: [half_light_radius < 0.6, g > 0.3]}\n");
        int kept = 0;
        for (long i = 0; i < 200; i++) {
            SceneGalaxy g = some.draw(i);
            assertThat(g.halfLightRadius()).isGreaterThanOrEqualTo(0.6);
            assertThat(g.shear().modulus()).isLessThanOrEqualTo(0.3);
            SceneGalaxy before = all.draw(i);
            if (before.halfLightRadius() >= 0.6 && before.shear().modulus() <= 0.3) {
                assertThat(g.halfLightRadius()).isEqualTo(before.halfLightRadius());
                kept++;
            }
        }
        assertThat(kept).isBetween(50, 150);
    }

    @Test
    void ringIsRejectedAsAWhole() {
        Scene scene = scene("stamp: {type: Ring, num: 4, reject: g1 < 0.1}\n");
        for (long ring = 0; ring < 20; ring++) {
            SceneGalaxy first = scene.draw(4 * ring);
            assertThat(first.g1()).isGreaterThanOrEqualTo(0.1);
            assertThat(scene.draw(4 * ring + 2).g1()).isCloseTo(-first.g1(), within(1e-12));
        }
    }

    @Test
    void mistakesAreNamed() {
        assertThatThrownBy(() -> scene("stamp: {reject: sgima < 1}\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("did you mean 'sigma'");
        assertThatThrownBy(() -> scene("stamp: {reject: big}\n")).hasMessageContaining("not a condition");
        assertThatThrownBy(() -> scene("stamp: {pairs: true}\n")).hasMessageContaining("shear");
        assertThatThrownBy(() -> scene("stamp: {type: Ring}\n")).hasMessageContaining("num");
        assertThatThrownBy(() -> scene("stamp: {reject: flux < 5}\n").draw(0)).hasMessageContaining("rejected");
    }

    @Test
    void listsOfShearsAndPositionsVary() {
        Scene scene = SceneParser.parse(YamlReader.parse("list.yaml", """
                gal:
                  type: Exponential
                  half_light_radius: 0.5
                  shear: {type: List, items: [{type: G1G2, g1: 0.1, g2: 0}, {type: E1E2, e1: 0, e2: 0.2}]}
                  shift: {type: List, items: [[0, 0], [0.1, 0.2], [0.3, 0]]}
                psf: {type: Gaussian, fwhm: 0.6, ellip: {type: List, items: [{type: G1G2, g1: 0, g2: 0.1}, {type: G1G2, g1: 0, g2: 0}]}}
                image: {size: 32, pixel_scale: 0.2}
                """), null);
        assertThat(scene.draw(0).g1()).isCloseTo(0.1, within(1e-12));
        assertThat(scene.draw(1).g1()).isCloseTo(0, within(1e-12));
        assertThat(scene.draw(1).dx()).isEqualTo(0.1);
        assertThat(scene.draw(5).dx()).isEqualTo(0.3);
        assertThat(scene.draw(0).psfShape().g2()).isCloseTo(0.1, within(1e-12));
        assertThat(scene.draw(1).psfShape().g2()).isCloseTo(0, within(1e-12));
        assertThat(scene.hasConstantPsf()).isFalse();
    }
}
