package org.shearnet.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.render.RenderAccuracy;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.galaxysim.scene.SceneGalaxy;
import org.shearnet.galaxysim.scene.SceneParser;
import org.shearnet.galaxysim.scene.SceneRenderer;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.ngmix.gmix.MixtureModel;

/** The networks that come with the program, on galaxies of their scenes that no training saw. */
class ShippedNetworksTest {

    private static final int COUNT = 200;

    /** Two standard errors of the scatter of 400 pulls are 0.07; measured at most 0.03 from 1 on 20,000. */
    private static final double PULL_SCATTER = 0.12;

    private final SceneGalaxy[] galaxies = new SceneGalaxy[COUNT];

    private static Stamps stamps(Scene scene, SceneGalaxy[] galaxies, double noise, double pixelScale) {
        SceneRenderer renderer = new SceneRenderer(scene, RenderAccuracy.HIGH);
        int side = scene.nx();
        double[][] images = new double[COUNT][side * side];
        double[][] psfs = new double[COUNT][side * side];
        for (int i = 0; i < COUNT; i++) {
            galaxies[i] = scene.draw((1L << 43) + i);
            renderer.image(galaxies[i], images[i]);
            renderer.addNoise(galaxies[i].index(), noise, "shipped-network-test", images[i]);
            renderer.psfImage(galaxies[i], psfs[i], side);
        }
        double[] sigma = new double[COUNT];
        Arrays.fill(sigma, noise);
        return new Stamps(0, side, side, pixelScale, images, null, sigma, side, side, psfs, null, 1);
    }

    @ParameterizedTest
    @CsvSource({"june2025, GAUSS, 1e-5", "june2025, GAUSS, 1e-2", "exponential, EXP, 1e-5", "exponential, EXP, 1e-2"})
    void errorsAreAsPredictedAloneAndRefined(String name, MixtureModel model, double noise) {
        Path file = Path.of("../configs/scenes/" + name + ".yaml");
        Scene of = SceneParser.parse(YamlReader.read(file), file.getParent());
        Stamps stamps = stamps(of, galaxies, noise, of.pixelScale());
        NetworkEstimator network = NetworkEstimator.find("net", name);
        assertThat(network.beyondTraining(stamps)).isEmpty();
        check(network.estimate(stamps, 1, n -> {}), 8);
        check(refined(network, model, "none").estimate(stamps, 1, n -> {}), 8);
    }

    private static RefinedEstimator refined(NetworkEstimator network, MixtureModel model, String prior) {
        YamlNode section = YamlReader.parse("t", "prior: " + prior);
        return new RefinedEstimator(
                "refined", network, model, 1, NamedPriors.parse(section).prior());
    }

    @Test
    void aPriorKeepsWhatIsKnownOfThePopulation() {
        Path file = Path.of("../configs/scenes/june2025.yaml");
        Scene of = SceneParser.parse(YamlReader.read(file), file.getParent());
        Stamps stamps = stamps(of, galaxies, 1e-2, of.pixelScale());
        NetworkEstimator network = NetworkEstimator.find("net", "june2025");
        ShapeEstimate[] plain = refined(network, MixtureModel.GAUSS, "none").estimate(stamps, 1, n -> {});
        ShapeEstimate[] informed =
                refined(network, MixtureModel.GAUSS, "normal:0.26").estimate(stamps, 1, n -> {});
        double before = 0;
        double after = 0;
        for (int i = 0; i < COUNT; i++) {
            if (plain[i].ok() && informed[i].ok()) {
                before += square(plain[i], i);
                after += square(informed[i], i);
            }
        }
        assertThat(after).isLessThan(0.9 * before);
    }

    @Test
    void maskedPixelsAreFilledAndStampsWithoutEnoughOfThemFlagged() {
        Path file = Path.of("../configs/scenes/june2025.yaml");
        Scene of = SceneParser.parse(YamlReader.read(file), file.getParent());
        Stamps stamps = stamps(of, galaxies, 1e-3, of.pixelScale());
        double[][] weights = new double[COUNT][];
        int side = of.nx();
        for (int i = 0; i < COUNT; i++) {
            weights[i] = stamps.weight(i).clone();
            for (int k = 0; k < side; k++) {
                int bad = side * k + side / 2 - 3; // a bad column through the galaxy's wing
                weights[i][bad] = 0;
                stamps.images()[i][bad] = k % 2 == 0 ? Double.NaN : 1e5;
            }
        }
        Arrays.fill(weights[7], 0, side * side / 3, 0);
        Stamps masked = new Stamps(
                0,
                side,
                side,
                of.pixelScale(),
                stamps.images(),
                weights,
                stamps.noiseSigma(),
                side,
                side,
                stamps.psfs(),
                null,
                1);
        NetworkEstimator network = NetworkEstimator.find("net", "june2025");
        ShapeEstimate[] answers = network.estimate(masked, 2, n -> {});
        assertThat(network.flagNames().get(answers[7].flags())).startsWith("MASKED_PIXELS");
        check(answers, 8);
    }

    private double square(ShapeEstimate estimate, int i) {
        double d1 = estimate.g1() - galaxies[i].g1();
        double d2 = estimate.g2() - galaxies[i].g2();
        return d1 * d1 + d2 * d2;
    }

    /** Pulls scatter by one, none is far out, and few stamps are flagged. */
    private void check(ShapeEstimate[] estimates, double furthest) {
        double sum = 0;
        int good = 0;
        for (int i = 0; i < COUNT; i++) {
            if (estimates[i].ok()) {
                double p1 = (estimates[i].g1() - galaxies[i].g1()) / estimates[i].g1Err();
                double p2 = (estimates[i].g2() - galaxies[i].g2()) / estimates[i].g2Err();
                assertThat(Math.max(Math.abs(p1), Math.abs(p2))).isLessThan(furthest);
                sum += p1 * p1 + p2 * p2;
                good++;
            }
        }
        assertThat(good).isGreaterThan(COUNT * 9 / 10);
        assertThat(Math.sqrt(sum / (2 * good))).isCloseTo(1, within(PULL_SCATTER));
    }

    @Test
    void saysWhatLiesBeyondTheTraining() {
        Path file = Path.of("../configs/scenes/june2025.yaml");
        Scene of = SceneParser.parse(YamlReader.read(file), file.getParent());
        NetworkEstimator network = NetworkEstimator.find("net", "exponential");
        assertThat(network.beyondTraining(stamps(of, galaxies, 1e-7, 0.1)))
                .hasSize(2)
                .anySatisfy(s -> assertThat(s).startsWith("S/N of").contains("of 200 stamps"))
                .anySatisfy(s -> assertThat(s).startsWith("T over the PSF's of"));
    }

    @Test
    void anUnknownNameSaysWhatIsShipped() {
        assertThatThrownBy(() -> NetworkEstimator.find("net", "junes2025"))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("june2025, exponential");
    }
}
