package org.shearnet.galaxysim.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.shearnet.galaxysim.fits.FitsFile;
import org.shearnet.galaxysim.yaml.YamlNode;

class GoldenStampTest {

    /** Default accuracy against the high-accuracy twins, over the peak; measured 5.4e-5 at most (exp_h3_g1_g25). */
    private static final double DEFAULT_VS_TWIN = 1e-4;

    /** High accuracy against the twins; measured 7.9e-7 at most (exp_nopsf). */
    private static final double HIGH_VS_TWIN = 1e-6;

    /** GalSim's own default error where it has no twin: 2e-4 for large exponentials, 7e-3 for an Airy PSF without pixel. */
    private static final double GALSIM_OWN = 2e-4;

    private static final double GALSIM_OWN_AIRY = 7e-3;

    private static FitsFile images;

    @BeforeAll
    static void open() {
        images = new FitsFile(GoldenStamps.FOLDER.resolve("galsim_images.fits.gz"));
    }

    @AfterAll
    static void close() {
        images.close();
    }

    static Stream<String> ids() {
        return GoldenStamps.cases().stream().map(c -> c.get("id").text());
    }

    @ParameterizedTest
    @MethodSource("ids")
    void agreesWithGalSim(String id) {
        YamlNode c = GoldenStamps.cases().stream()
                .filter(other -> other.get("id").text().equals(id))
                .findFirst()
                .orElseThrow();
        double[] drawn = GoldenStamps.draw(new Renderer(), c);
        if (images.find("HA_" + id) != null) {
            double[] twin = GoldenStamps.image(images, "HA_" + id);
            double[] high = GoldenStamps.draw(new Renderer(RenderAccuracy.HIGH), c);
            assertThat(GoldenStamps.difference(drawn, twin)).isLessThan(DEFAULT_VS_TWIN);
            assertThat(GoldenStamps.difference(high, twin)).isLessThan(HIGH_VS_TWIN);
        } else {
            double own = c.get("psf").text().startsWith("airy") ? GALSIM_OWN_AIRY : GALSIM_OWN;
            assertThat(GoldenStamps.difference(drawn, GoldenStamps.image(images, id)))
                    .isLessThan(DEFAULT_VS_TWIN + own);
        }
    }
}
