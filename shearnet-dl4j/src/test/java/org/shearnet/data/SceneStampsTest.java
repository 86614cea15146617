package org.shearnet.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.shearnet.features.Label;
import org.shearnet.galaxysim.render.RenderAccuracy;
import org.shearnet.galaxysim.scene.SceneParser;
import org.shearnet.galaxysim.shear.Shear;
import org.shearnet.galaxysim.yaml.YamlReader;

class SceneStampsTest {

    private static final int N = 41;

    private final StampSource.Painter painter = new SceneStamps(
                    SceneParser.parse(
                            YamlReader.parse(
                                    "scene",
                                    "gal: {type: Exponential, half_light_radius: 0.5, flux: 3, ellip: {type: G1G2, g1: 0.2, g2: -0.1}}\n"
                                            + "psf: {type: Gaussian, fwhm: 0.7}\nimage: {size: 41, pixel_scale: 0.2}\n"),
                            Path.of(".")),
                    RenderAccuracy.DEFAULT)
            .painter();

    private static double[] centroid(double[] image) {
        double sum = 0;
        double x = 0;
        double y = 0;
        for (int i = 0; i < image.length; i++) {
            sum += image[i];
            x += image[i] * (i % N);
            y += image[i] * (i / N);
        }
        return new double[] {x / sum, y / sum};
    }

    private double[] image(Change change) {
        double[] image = new double[N * N];
        painter.paint(0, change, image);
        return image;
    }

    private double[] psf(Change change) {
        double[] image = new double[N * N];
        painter.paintPsf(0, change, image);
        return image;
    }

    @Test
    void aShearFollowsTheGalaxysOwn() {
        double[] truth = painter.paint(0, new Change(Change.Kind.SHEAR_2, 0.05), new double[N * N]);
        Shear expected = new Shear(0.2, -0.1).then(new Shear(0, 0.05));
        assertThat(truth[Label.G1.ordinal()]).isCloseTo(expected.g1(), offset(1e-12));
        assertThat(truth[Label.G2.ordinal()]).isCloseTo(expected.g2(), offset(1e-12));
        assertThat(psf(new Change(Change.Kind.SHEAR_2, 0.05))).isEqualTo(psf(Change.NONE));
        assertThat(painter.truth(0)[Label.G1.ordinal()]).isCloseTo(0.2, offset(1e-12));
    }

    @Test
    void aShiftIsInPixels() {
        double[] before = centroid(image(Change.NONE));
        double[] x = centroid(image(new Change(Change.Kind.SHIFT_X, 0.5)));
        double[] y = centroid(image(new Change(Change.Kind.SHIFT_Y, -0.5)));
        assertThat(x[0] - before[0]).isCloseTo(0.5, offset(1e-2)); // the stamp cuts the wings
        assertThat(x[1] - before[1]).isCloseTo(0, offset(1e-2));
        assertThat(y[1] - before[1]).isCloseTo(-0.5, offset(1e-2));
    }

    @Test
    void anotherPsfLeavesTheGalaxysTruth() {
        Change change = new Change(Change.Kind.PSF_1, 0.05);
        double[] truth = painter.paint(0, change, new double[N * N]);
        assertThat(truth).isEqualTo(painter.truth(0));
        assertThat(psf(change)).isNotEqualTo(psf(Change.NONE));
        assertThat(image(change)).isNotEqualTo(image(Change.NONE));
        assertThat(Arrays.stream(psf(change)).sum())
                .isCloseTo(Arrays.stream(psf(Change.NONE)).sum(), offset(1e-5));
    }
}
