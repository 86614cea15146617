package org.shearnet.galaxysim.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.profile.Sersic;
import org.shearnet.galaxysim.profile.Sum;
import org.shearnet.galaxysim.profile.Transform;
import org.shearnet.galaxysim.render.RenderAccuracy;
import org.shearnet.galaxysim.yaml.YamlReader;

/** Galaxies of the scenes {@code survey} and {@code cosmos} are what the files say. */
class PopulationScenesTest {

    private static final int GALAXIES = 400;
    private static final double EXACT = 1e-9;

    /** S/N at the default accuracy against that at a high one; measured 1.3e-5 at most. */
    private static final double ACCURACY = 1e-4;

    /** FWHM of the core of a double Gaussian falls short of the whole by 5.8 % at most, that of an Airy function by 0.04 %. */
    private static final double WIDEST_CORE = 1.06;

    private static Scene scene(String name) {
        Path file = Path.of("../configs/scenes/" + name + ".yaml");
        return SceneParser.parse(YamlReader.read(file), file.getParent());
    }

    private static LightProfile base(LightProfile p) {
        return p instanceof Transform t ? t.base() : p;
    }

    private static Map<String, Double> truth(Scene scene, SceneGalaxy galaxy) {
        Map<String, Double> row = new HashMap<>();
        List<Double> values = scene.truth(galaxy);
        for (int i = 0; i < values.size(); i++) {
            row.put(scene.truthColumns().get(i).name(), values.get(i));
        }
        return row;
    }

    @Test
    void labelsOfASurveyAreTheShearThatWasDrawn() {
        Scene scene = scene("survey");
        int sums = 0;
        for (int i = 0; i < GALAXIES; i++) {
            SceneGalaxy galaxy = scene.draw(i);
            Map<String, Double> row = truth(scene, galaxy);
            assertThat(galaxy.g1()).isCloseTo(row.get("gal.ellip.g1"), within(EXACT));
            assertThat(galaxy.g2()).isCloseTo(row.get("gal.ellip.g2"), within(EXACT));
            assertThat(galaxy.shear().modulus()).isLessThan(0.8);
            assertThat(galaxy.dx()).isBetween(-1.5, 1.5);
            assertThat(galaxy.flux()).isPositive();
            if (base(galaxy.galaxy()) instanceof Sum) {
                sums++;
                assertThat(row.get("half_light_radius"))
                        .isBetween(
                                row.get("gal.items[1].items[0].half_light_radius"),
                                row.get("gal.items[1].items[1].half_light_radius"));
            } else {
                assertThat(row.get("half_light_radius"))
                        .isCloseTo(row.get("gal.items[0].half_light_radius"), within(EXACT));
            }
        }
        assertThat(sums).isBetween(GALAXIES / 3, 2 * GALAXIES / 3);
    }

    @Test
    void sizesOfASurveyStayWithinTheirRange() {
        Scene scene = scene("survey");
        Set<Class<?>> psfs = new HashSet<>();
        for (int i = 0; i < GALAXIES; i++) {
            SceneGalaxy galaxy = scene.draw(i);
            psfs.add(base(galaxy.psf()).getClass());
            double half = 0.5 * truth(scene, galaxy).get("eval_variables.ffwhm");
            if (base(galaxy.galaxy()) instanceof Sersic s) {
                assertThat(s.halfLightRadius() / half).isBetween(0.3, 5.0);
                assertThat(s.halfLightRadius()).isLessThanOrEqualTo(8 / Math.sqrt(s.n()) + EXACT);
            }
        }
        assertThat(psfs).hasSize(4);
    }

    /** The width that is drawn is that of the PSF at half of its peak, whatever its family. */
    @Test
    void widthsOfPsfsAreThoseDrawn() {
        Scene scene = scene("survey");
        for (int i = 0; i < GALAXIES; i++) {
            SceneGalaxy galaxy = scene.draw(i);
            LightProfile round = base(galaxy.psf());
            double half = 0.5 * truth(scene, galaxy).get("eval_variables.ffwhm");
            double peak = round.xValue(0, 0);
            assertThat(round.xValue(0.999 * half, 0)).isGreaterThan(0.5 * peak);
            assertThat(round.xValue(WIDEST_CORE * half, 0)).isLessThan(0.5 * peak);
        }
    }

    @Test
    void signalToNoiseIsThatDrawn() {
        Scene scene = scene("survey");
        SceneRenderer renderer = new SceneRenderer(scene, new RenderAccuracy(5e-6, 1e-5, 1e-5, 16384));
        for (int i = 0; i < 20; i++) {
            SceneGalaxy galaxy = scene.draw(i);
            double wanted = truth(scene, galaxy).get("gal.signal_to_noise");
            double found = renderer.s2n(i, renderer.image(galaxy).values());
            assertThat(found).isCloseTo(wanted, within(ACCURACY * wanted));
        }
    }

    @Test
    void galaxiesOfCosmosAreOfThreeKinds() {
        Scene scene = scene("cosmos");
        int sersic = 0;
        int sums = 0;
        double scale = 0;
        for (int i = 0; i < 2000; i++) {
            SceneGalaxy galaxy = scene.draw(i);
            Map<String, Double> row = truth(scene, galaxy);
            int kind = (int) (double) row.get("gal.index");
            double g = kind == 2 ? row.get("gal.items[2].ellip.g") : row.get("gal.items[" + kind + "].ellip.g");
            assertThat(galaxy.shear().modulus()).isCloseTo(g, within(EXACT));
            sersic += kind == 0 ? 1 : 0;
            sums += kind == 1 ? 1 : 0;
            double mag = row.get("eval_variables.fmag");
            scale += row.get("eval_variables.fscale") < Math.exp(-1.145 - 0.269 * (mag - 23)) ? 1 : 0;
        }
        assertThat(sersic / 2000.0).isCloseTo(0.45, within(0.04));
        assertThat(sums / 2000.0).isCloseTo(0.45, within(0.04));
        assertThat(scale / 2000).isCloseTo(0.5, within(0.04)); // the median is Miller's
    }
}
