package org.shearnet.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shearnet.benchmark.ErrorBudget;
import org.shearnet.config.Experiment;
import org.shearnet.estimate.Estimators;
import org.shearnet.estimate.NetworkEstimator;
import org.shearnet.estimate.ShapeEstimate;
import org.shearnet.estimate.ShearEstimator;
import org.shearnet.estimate.Stamps;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.galaxysim.scene.SceneGalaxy;
import org.shearnet.galaxysim.yaml.YamlReader;

/** The budget of estimators whose errors are known. */
class BudgetTest {

    private static final double[] LEVELS = {1e-5, 1e-4, 1e-3};

    /** Part of its own root mean square within which a known bias is found; measured 0.1 per cent. */
    private static final double BIAS_TOLERANCE = 0.02;

    /** Share of a wave of 4 px that waves of 4 px explain at least; measured 1.0000. */
    private static final double EXPLAINED = 0.99;

    /** Function part of a maximum-likelihood fit over the bound; see the measured values where it is used. */
    private static final double FIT_FUNCTION = 0.1;

    /** Response of a maximum-likelihood fit to shear: differs from 1 by so much. */
    private static final double FIT_RESPONSE = 1e-3;

    /** Wobble of the shipped network over the bound at 1e-5. */
    private static final double WOBBLE = 0.05;

    private static final String YAML = """
            gal:
              type: Gaussian
              sigma: {type: Random, min: 0.2, max: 0.8}
              flux: {type: Random, min: 1, max: 5}
              ellip: {type: G1G2, g1: {type: RandomGaussian, sigma: 0.15}, g2: {type: RandomGaussian, sigma: 0.15}}
              shift: {type: XY, x: {type: Random, min: -0.564, max: 0.564}, y: {type: Random, min: -0.564, max: 0.564}}
            psf: {type: Gaussian, sigma: 0.25}
            image: {type: Single, size: 53, pixel_scale: 0.141, random_seed: 11}
            benchmark: {galaxies: 10, noise_sigma: 1.0e-4}
            """;

    private static Scene scene;

    @BeforeAll
    static void parse() {
        scene = Experiment.of(Path.of("scene.yaml"), YamlReader.parse("scene.yaml", YAML))
                .scene();
    }

    /** Says the truth, spoilt by a wave of the position; it finds the galaxy by its identity. */
    private static ShearEstimator waves(double amplitude, double period) {
        return new ShearEstimator() {
            @Override
            public String label() {
                return "waves";
            }

            @Override
            public Map<Integer, String> flagNames() {
                return Map.of();
            }

            @Override
            public ShapeEstimate[] estimate(Stamps stamps, int threads, IntConsumer done) {
                done.accept(stamps.count());
                return Arrays.stream(stamps.ids())
                        .mapToObj(id -> {
                            SceneGalaxy galaxy = scene.draw(id);
                            double bias = amplitude * Math.sin(2 * Math.PI * galaxy.dx() / (period * 0.141));
                            return said(galaxy.g1() + bias, galaxy.g2() + bias);
                        })
                        .toArray(ShapeEstimate[]::new);
            }
        };
    }

    private static ShapeEstimate said(double g1, double g2) {
        return ShapeEstimate.of(g1, g2, Double.NaN, Double.NaN);
    }

    private static Budget budget(int n, int draws, double[] levels, ShearEstimator... estimators) {
        return Budget.measure(scene, n, draws, levels, List.of(estimators), 2, done -> {});
    }

    @Test
    void aKnownWaveOfThePositionIsFoundAndExplained() {
        ShearEstimator waves = waves(0.01, 4);
        Budget.Level level = budget(600, 2, new double[] {1e-5}, waves)
                .methods()
                .get(0)
                .levels()
                .get(0);
        double own = Math.sqrt(IntStream.range(0, 600)
                .mapToObj(i -> scene.draw((1L << 40) + i))
                .mapToDouble(g -> Math.pow(0.01 * Math.sin(2 * Math.PI * g.dx() / (4 * 0.141)), 2))
                .average()
                .orElseThrow());
        ErrorBudget all = level.all();
        assertThat(Math.sqrt(all.function())).isCloseTo(own, within(BIAS_TOLERANCE * own));
        assertThat(all.noise()).isZero();
        assertThat(level.explained().get(Attribution.PERIOD_4)).isGreaterThan(EXPLAINED);
        assertThat(level.explained().get(Attribution.PERIOD_2)).isLessThan(0.1);
        assertThat(level.explained().get(Attribution.G)).isLessThan(0.1);
    }

    @Test
    void aMaximumLikelihoodFitIsNoiseAlone() {
        ShearEstimator fit = Estimators.parse(YamlReader.parse("e.yaml", "{method: ngmix, model: gauss}"))
                .make((label, network) -> {
                    throw new AssertionError("no network was asked for");
                });
        Budget.Method method = budget(250, 16, LEVELS, fit).methods().get(0);
        for (Budget.Level level : method.levels()) {
            assertThat(level.inStamp().functionOverBound()).isLessThan(FIT_FUNCTION);
            assertThat(level.inStamp().noiseOverBound()).isCloseTo(1, within(0.05));
        }
        for (int c = 0; c < 2; c++) {
            assertThat(method.response().mean()[c][2 + c]).isCloseTo(1, within(FIT_RESPONSE));
            assertThat(method.response().mean()[c][3 - c]).isCloseTo(0, within(FIT_RESPONSE));
        }
    }

    @Test
    void theShippedNetworkDoesNotTrembleOverThePixels() {
        Budget.Method method = budget(40, 2, new double[] {1e-5}, NetworkEstimator.find("june2025", "june2025"))
                .methods()
                .get(0);
        assertThat(method.wobble().galaxies()).isPositive();
        assertThat(method.wobble().rms())
                .isPositive()
                .isLessThan(WOBBLE * method.levels().get(0).inStamp().bound());
    }

    @Test
    void theNumberOfThreadsChangesNothing(@TempDir Path folder) throws IOException {
        List<ShearEstimator> one = List.of(NetworkEstimator.find("june2025", "june2025"));
        for (int threads = 1; threads <= 2; threads++) {
            Budget budget = Budget.measure(scene, 20, 2, LEVELS, one, threads, done -> {});
            budget.csv(folder.resolve("budget" + threads));
            budget.responseCsv(folder.resolve("response" + threads));
        }
        assertThat(folder.resolve("budget1")).hasSameTextualContentAs(folder.resolve("budget2"));
        assertThat(folder.resolve("response1")).hasSameTextualContentAs(folder.resolve("response2"));
    }
}
