package org.shearnet.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.shearnet.galaxysim.scene.SceneGalaxy;
import org.shearnet.galaxysim.scene.SceneParser;
import org.shearnet.galaxysim.yaml.YamlReader;

/** Errors that depend on one thing are attributed to it, and not to others. */
class AttributionTest {

    private static final List<SceneGalaxy> GALAXIES = galaxies();

    private static List<SceneGalaxy> galaxies() {
        var scene = SceneParser.parse(YamlReader.parse("s.yaml", """
                        gal:
                          type: Gaussian
                          sigma: {type: Random, min: 0.3, max: 0.8}
                          flux: {type: Random, min: 1, max: 5}
                          ellip: {type: G1G2, g1: {type: RandomGaussian, sigma: 0.1}, g2: {type: RandomGaussian, sigma: 0.1}}
                          shift: {type: XY, x: {type: Random, min: -1, max: 1}, y: {type: Random, min: -1, max: 1}}
                        image: {type: Single, size: 21, pixel_scale: 0.2, random_seed: 4}
                        """), java.nio.file.Path.of("."));
        return IntStream.range(0, 1500).mapToObj(scene::draw).toList();
    }

    private static double share(Attribution attribution, ToDoubleFunction<SceneGalaxy> error) {
        double[] errors = GALAXIES.stream().mapToDouble(error).toArray();
        double meanSquare =
                java.util.Arrays.stream(errors).map(e -> e * e).average().orElseThrow();
        return attribution.share(GALAXIES, new double[][] {errors}, meanSquare, 0.2);
    }

    @Test
    void eachFindsItsOwn() {
        assertThat(share(Attribution.G, g -> g.g1() * g.g1() - g.g2())).isGreaterThan(0.999);
        assertThat(share(Attribution.SIZE_FLUX, g -> g.flux() * g.sigma() - 1)).isGreaterThan(0.999);
        assertThat(share(Attribution.POSITION, g -> g.dx() * g.dy())).isGreaterThan(0.999);
        assertThat(share(Attribution.G_SIZE, g -> g.g1() / g.sigma())).isGreaterThan(0.99);
        assertThat(share(Attribution.ALL, g -> g.g1() * g.dx() * g.flux())).isGreaterThan(0.999);
        assertThat(share(Attribution.PERIOD_2, g -> Math.cos(2 * Math.PI * g.dy() / 0.4)))
                .isGreaterThan(0.999);
    }

    @Test
    void noneFindsAnothers() {
        assertThat(share(Attribution.G, g -> g.dx())).isLessThan(0.02);
        assertThat(share(Attribution.PERIOD_4, g -> Math.cos(2 * Math.PI * g.dy() / 0.2)))
                .isLessThan(0.02);
        Random random = new Random(3);
        assertThat(share(Attribution.ALL, g -> random.nextGaussian())).isLessThan(0.02);
    }
}
