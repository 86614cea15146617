package org.shearnet.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.galaxysim.scene.SceneParser;
import org.shearnet.galaxysim.yaml.YamlReader;

/**
 * What operators keep, against an independent computation: numpy 2, exact projectors by pseudo-inverses, round Gaussian galaxies in the
 * stamp's middle, pixels integrated by 3 x 3 Gauss points, tangents by central differences.
 */
class OperatorsTest {

    /** Of the means and blurs, whose mean over four places of the galaxy differs from that in the middle by 6e-4 at most. */
    private static final double OF_MEANS = 1e-3;

    private static final double OF_STRIDE = 5e-4;

    /** Of the maximum, which depends on the galaxy's place on the blocks. */
    private static final double OF_MAXIMUM = 1e-2;

    /** Side of the stamps of galaxies up to a size: beyond four standard deviations there is nothing to keep. */
    private static final NavigableMap<Double, Integer> SIDES = new TreeMap<>(Map.of(0.25, 25, 0.5, 37, 0.9, 53));

    private static Scene scene(int side) {
        return SceneParser.parse(YamlReader.parse("s.yaml", """
                        gal: {type: Gaussian, sigma: 0.5, flux: 3}
                        psf: {type: Gaussian, sigma: 0.25}
                        image: {type: Single, size: %d, pixel_scale: 0.141, random_seed: 4}
                        """.formatted(side)), Path.of("."));
    }

    private static Operators.Row row(String word, double size, double noise) {
        return row(word, size, noise, SIDES.ceilingEntry(size).getValue());
    }

    private static Operators.Row row(String word, double size, double noise, int side) {
        Scene scene = scene(side);
        return Operators.measure(
                        scene, scene.draw(0), List.of(word), new double[] {size}, new double[] {noise}, 1, done -> {})
                .rows()
                .get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "average2, 0.15, 0.8420", "average2, 0.25, 0.8890", "average2, 0.5, 0.9536", "average2, 0.9, 0.9831",
        "blur121, 0.15, 0.96396", "blur121, 0.25, 0.98335", "blur121, 0.5, 0.99755", "blur121, 0.9, 0.99970",
        "blur1331, 0.15, 0.98756", "blur1331, 0.25, 0.99654", "blur1331, 0.5, 0.99982", "blur1331, 0.9, 0.99999"
    })
    void meansAndBlursKeepWhatIsKnown(String word, double size, double kept) {
        assertThat(row(word, size, 1).keptG()).isCloseTo(kept, within(OF_MEANS));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.25, 0.5, 0.9})
    void everySecondPixelKeepsAQuarter(double size) {
        assertThat(row("stride2", size, 1).keptG()).isCloseTo(0.25, within(OF_STRIDE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dilated2", "laplace", "templates"})
    void whatLosesNothingKeepsAll(String word) {
        assertThat(row(word, 0.5, 1).keptG()).isCloseTo(1, within(1e-9));
    }

    @Test
    void sobelAlongOneAxisLosesAndAlongBothDoesNot() {
        assertThat(row("sobel-x", 0.5, 1, 53).keptG()).isCloseTo(0.94, within(0.02));
        assertThat(row("sobel", 0.5, 1, 53).keptG()).isGreaterThan(0.9999);
    }

    /** Four equal pixels: the maximum of four equal normals says 0.508 of what their mean would, by its variance alone 0.51. */
    @Test
    void theMaximumOfEqualPixelsKeepsHalfAndOfUnequalAQuarter() {
        assertThat(row("maximum2", 0.5, 1e-2).keptG()).isCloseTo(0.49, within(OF_MAXIMUM));
        assertThat(row("maximum2", 0.5, 1e-3).keptG()).isCloseTo(0.36, within(OF_MAXIMUM));
        assertThat(row("maximum2", 0.9, 1e-5).keptG()).isCloseTo(0.27, within(OF_MAXIMUM));
    }

    @Test
    void everyOperatorIsTheTransposeOfItsTranspose() {
        Random random = new Random(2);
        for (String word : Operators.meanings().keySet()) {
            if (word.equals("maximum2") || word.equals("templates")) {
                continue;
            }
            LinearOperator operator = Operators.linear(word, 13, 10);
            double[] x = random.doubles(130).toArray();
            double[] y = random.doubles(operator.outputs()).toArray();
            assertThat(dot(y, operator.apply(x)))
                    .as(word)
                    .isCloseTo(dot(operator.transpose(y), x), within(1e-10 * y.length));
        }
    }

    @Test
    void averagingKeepsWhatLargerPixelsKeep() {
        Scene coarse = SceneParser.parse(YamlReader.parse("s.yaml", """
                        gal: {type: Gaussian, sigma: 0.5, flux: 3}
                        psf: {type: Gaussian, sigma: 0.25}
                        image: {type: Single, size: 26, pixel_scale: 0.282, random_seed: 4}
                        """), Path.of("."));
        Scene fine = SceneParser.parse(YamlReader.parse("s.yaml", """
                        gal: {type: Gaussian, sigma: 0.5, flux: 3}
                        psf: {type: Gaussian, sigma: 0.25}
                        image: {type: Single, size: 52, pixel_scale: 0.141, random_seed: 4}
                        """), Path.of("."));
        var high = org.shearnet.galaxysim.render.RenderAccuracy.HIGH;
        double[][] before = new org.shearnet.galaxysim.scene.SceneRenderer(fine, high).derivatives(fine.draw(0));
        double[][] large = new org.shearnet.galaxysim.scene.SceneRenderer(coarse, high).derivatives(coarse.draw(0));
        double[][] gram = ProjectedInformation.gram(before);
        double[][] after = ProjectedInformation.through(Operators.linear("average2", 52, 52), before);
        double[][] drawn = ProjectedInformation.gram(large);
        for (double[] line : drawn) {
            for (int k = 0; k < line.length; k++) {
                line[k] /= 4; // the noise of four pixels
            }
        }
        assertThat(ProjectedInformation.kept(gram, after, 2, 3))
                .isCloseTo(ProjectedInformation.kept(gram, drawn, 2, 3), within(1e-5));
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
