package org.shearnet.galaxysim.scene;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shearnet.galaxysim.fits.FitsFile;
import org.shearnet.galaxysim.render.GoldenStamps;
import org.shearnet.galaxysim.yaml.YamlReader;

/** GalSim's examples, noise left out: size by itself, catalogue, knots from GalSim's own generator. */
class GalSimDemosTest {

    /** Of the peak; measured 4.4e-7, 2.4e-5, 1.9e-5. */
    private static final double DEMO_VS_GALSIM = 1e-4;

    private static final Path DEMOS = GoldenStamps.FOLDER.resolveSibling("demos");

    @ParameterizedTest
    @CsvSource({"demo1, 134, 1", "demo2, 292, 1", "demo4, 64, 3"})
    void drawsWhatGalSimDraws(String name, int side, int count) {
        Scene scene = SceneParser.parse(YamlReader.read(DEMOS.resolve(name + ".yaml")), DEMOS);
        assertThat(scene.nx()).isEqualTo(side);
        assertThat(scene.ny()).isEqualTo(side);
        assertThat(scene.count()).isEqualTo(count);
        SceneRenderer renderer = new SceneRenderer(scene);
        double[] image = new double[side * side];
        try (FitsFile file = new FitsFile(DEMOS.resolve(name + ".fits.gz"))) {
            FitsFile.Hdu hdu = file.hdus().get(0);
            int n = hdu.axes()[0];
            double[] reference = new double[n * n];
            double[] middle = new double[n * n];
            for (int i = 0; i < count; i++) {
                renderer.image(scene.draw(i), image);
                file.plane(hdu, i, reference);
                int edge = (side - n) / 2;
                for (int p = 0; p < n * n; p++) {
                    middle[p] = image[(edge + p / n) * side + edge + p % n];
                }
                assertThat(GoldenStamps.difference(middle, reference))
                        .as(name + " " + i)
                        .isLessThan(DEMO_VS_GALSIM);
            }
        }
    }
}
