package org.shearnet.galaxysim.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.profile.Sum;
import org.shearnet.galaxysim.yaml.YamlReader;

/** The fluxes of a sum's items, as GalSim 2.8.5 gives them. */
class SumFluxTest {

    private static final double EXACT = 1e-12;

    private static SceneGalaxy draw(String gal, long index) {
        String image = "\nimage: {size: 32, pixel_scale: 0.2, random_seed: 1}";
        return SceneParser.parse(YamlReader.parse("sum.yaml", "gal: " + gal + image), null)
                .draw(index);
    }

    /** What each item has besides {@code sigma}, and the fluxes of the items by GalSim. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "flux: 0.3/-                   | 0.3, 0.7",
                "flux: 0.3/flux: 0.3/-         | 0.3, 0.3, 0.4",
                "flux: 0.3/scale_flux: 2       | 0.3, 0.7",
                "flux: 0.3/magnify: 2          | 0.3, 0.7",
                "'flux: 0.3, magnify: 2/-'     | 0.6, 0.7",
                "flux: 1.2/-                   | 1.2, -0.2",
                "flux: 1/-                     | 1, 0",
                "-/-                           | 1, 1",
                "-/flux: 0.3                   | 1, 0.3",
                "flux: 0.3/-/-                 | 0.3, 1, 1",
                "-/flux: 0.3/-                 | 1, 0.3, 1",
                "-                             | 1",
                "flux: 3                       | 3"
            })
    void lastItemWithoutFluxFillsUpToOne(String given, String fluxes) {
        String items = Arrays.stream(given.split("/"))
                .map(more -> "{type: Gaussian, sigma: 1" + (more.equals("-") ? "}" : ", " + more + "}"))
                .collect(Collectors.joining(", "));
        List<LightProfile> drawn =
                ((Sum) draw("{type: Sum, items: [" + items + "]}", 0).galaxy()).items();
        String[] right = fluxes.split(",");
        assertThat(drawn).hasSize(right.length);
        for (int i = 0; i < right.length; i++) {
            assertThat(drawn.get(i).flux()).isCloseTo(Double.parseDouble(right[i].strip()), within(EXACT));
        }
    }

    @Test
    void innerSumIsAnItemLikeAnyOther() {
        String inner = "{type: Sum, items: [{type: Gaussian, sigma: 1, flux: 2}, {type: Gaussian, sigma: 2, flux: 3}]}";
        SceneGalaxy galaxy = draw("{type: Add, items: [{type: Gaussian, sigma: 1, flux: 0.3}, " + inner + "]}", 0);
        assertThat(galaxy.flux()).isCloseTo(1, within(EXACT));
    }

    @Test
    void drawnFluxesFillUpGalaxyByGalaxy() {
        String gal = "{type: Sum, flux: 50, items: [{type: Gaussian, sigma: 1, flux: {type: List, items: [0.2, 0.6]}},"
                + " {type: Gaussian, sigma: 2}]}";
        for (long i = 0; i < 2; i++) {
            SceneGalaxy galaxy = draw(gal, i);
            assertThat(galaxy.flux()).isCloseTo(50, within(EXACT));
            double share = i == 0 ? 0.8 : 0.4;
            assertThat(galaxy.sigma()).isCloseTo(Math.sqrt(1 - share + 4 * share), within(EXACT));
        }
    }

    /** An item that is one of several makes the whole differ from galaxy to galaxy, constant as each of them may be. */
    @Test
    void itemsThatAreTakenInTurnAreTakenInTurn() {
        String one = "{type: List, items: [{type: Gaussian, sigma: 1}, {type: Gaussian, sigma: 3}]}";
        for (String whole : new String[] {"Sum", "Convolution"}) {
            String gal = "{type: " + whole + ", items: [" + one + "]}";
            assertThat(draw(gal, 1).galaxy().meanSquareRadius())
                    .isCloseTo(9 * draw(gal, 0).galaxy().meanSquareRadius(), within(1e-9));
        }
    }
}
