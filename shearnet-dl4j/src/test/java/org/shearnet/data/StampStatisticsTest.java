package org.shearnet.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.shearnet.galaxysim.render.RenderAccuracy;
import org.shearnet.galaxysim.scene.SceneParser;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.Domain;
import org.shearnet.net.NetworkSpec;

class StampStatisticsTest {

    /** Adaptive moments of pixels against sigma of the profile: 1/12 pixel^2 is added. */
    private static final double PIXEL = 0.05;

    /** Adaptive moments of a PSF narrower than two pixels fail: the range of PSFs is that of the others. */
    @Test
    void psfWithoutMomentsLeavesTheRangeAsItIs() {
        String psf = "{type: List, items: [{type: Gaussian, sigma: 1.5}, {type: Gaussian, sigma: 0.5},"
                + " {type: Gaussian, sigma: 2}, {type: Gaussian, sigma: 0.5}]}";
        SceneStamps stamps = new SceneStamps(
                SceneParser.parse(
                        YamlReader.parse(
                                "s.yaml",
                                "gal: {type: Gaussian, sigma: 2}\npsf: " + psf
                                        + "\nimage: {size: 31, pixel_scale: 1, random_seed: 1}\n"),
                        Path.of(".")),
                RenderAccuracy.DEFAULT);
        NetworkSpec spec =
                NetworkSpec.parse(YamlReader.parse("n.yaml", "{architecture: moment-residual, outputs: [g1, g2]}"));
        Domain domain = StampStatistics.measure(
                        spec, stamps, i -> new StampBatch.Draw(i, 0, 1e-3, Symmetry.IDENTITY), 4)
                .domain();
        assertThat(domain.psfLow()).isCloseTo(1.5, within(PIXEL));
        assertThat(domain.psfHigh()).isCloseTo(2, within(PIXEL));
    }
}
