package org.shearnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.shearnet.data.Change;
import org.shearnet.data.StampBatch;
import org.shearnet.data.StampStatistics;
import org.shearnet.data.Symmetry;
import org.shearnet.features.Label;
import org.shearnet.galaxysim.shear.Shear;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.Backend;
import org.shearnet.net.Graph;
import org.shearnet.net.Network;
import org.shearnet.net.NetworkSpec;
import org.shearnet.net.Normalisation;
import org.shearnet.net.engine.FlatArray;
import org.shearnet.parallel.Workers;

/** Curriculum, rare galaxies, learned weights and response terms, each against what it must come to. */
class TrainingAidsTest {

    private static final GaussianStamps SOURCE = new GaussianStamps(15);
    private static final double SIGMA = 1e-3;

    private static TrainOptions options(String yaml) {
        return TrainOptions.parse(YamlReader.parse("train", yaml));
    }

    private static double[] noise(String more) {
        TrainOptions options = options("{stamps: 4000, batch: 100, epochs: 2, noise_sigma: [1e-5, 1e-2]" + more + "}");
        Draws draws = new Draws(options, SOURCE);
        draws.epoch(0);
        draws.epoch(1);
        return IntStream.range(0, 8000)
                .mapToDouble(i -> draws.training(i / 4000, i % 4000).noiseSigma())
                .toArray();
    }

    @Test
    void aCurriculumOpensTheRangeAndThenIsNone() {
        double[] plain = noise("");
        double[] rising = noise(", curriculum: {noise: rising, share: 0.25}");
        double[] falling = noise(", curriculum: {noise: falling, share: 0.25}");
        assertThat(rising[0]).isCloseTo(1e-5, offset(1e-12));
        assertThat(falling[0]).isCloseTo(1e-2, offset(1e-12));
        for (int i = 0; i < 2000; i++) {
            double open = i / 2000.0;
            assertThat(rising[i]).isLessThanOrEqualTo(1e-5 * Math.pow(1000, open) * (1 + 1e-12));
            assertThat(falling[i]).isGreaterThanOrEqualTo(1e-2 * Math.pow(1000, -open) * (1 - 1e-12));
        }
        // the range is used to its open end
        assertThat(IntStream.range(900, 1100).mapToDouble(i -> rising[i]).max().orElseThrow())
                .isGreaterThan(0.8e-5 * Math.pow(1000, 0.5));
        for (int i = 2000; i < 8000; i++) {
            assertThat(rising[i]).isEqualTo(plain[i]);
            assertThat(falling[i]).isEqualTo(plain[i]);
        }
    }

    @Test
    void normalisationKnowsNeitherCurriculumNorRareGalaxies() {
        Draws plain = new Draws(options("{noise_sigma: [1e-5, 1e-2]}"), SOURCE);
        Draws all =
                new Draws(options("{noise_sigma: [1e-5, 1e-2], rare: {of: g}, curriculum: {noise: rising}}"), SOURCE);
        for (int i = 0; i < 50; i++) {
            assertThat(all.statistics(i)).isEqualTo(plain.training(0, i)).isEqualTo(plain.statistics(i));
        }
    }

    @Test
    void rareGalaxiesComeMoreOftenAndCountLess() {
        int n = 20_000;
        Draws plain = new Draws(options("{stamps: " + n + "}"), SOURCE);
        Draws rare = new Draws(options("{stamps: " + n + ", rare: {of: g}}"), SOURCE);
        double weights = 0;
        double[] squares = new double[2];
        int[] tails = new int[2];
        for (int i = 0; i < n; i++) {
            StampBatch.Draw a = plain.training(0, i);
            StampBatch.Draw b = rare.training(0, i);
            double ga = modulus(a.galaxy());
            double gb = modulus(b.galaxy());
            squares[0] += ga * ga / n;
            squares[1] += b.weight() * gb * gb / n;
            tails[0] += ga > 0.8 ? 1 : 0;
            tails[1] += gb > 0.8 ? 1 : 0;
            weights += b.weight() / n;
            assertThat(a.weight()).isEqualTo(1);
        }
        assertThat(weights).isCloseTo(1, offset(0.03)); // 0.006 of scatter, and bins
        assertThat(squares[1]).isCloseTo(squares[0], offset(0.03 * squares[0]));
        assertThat(tails[1]).isGreaterThan(5 * tails[0]);
    }

    @Test
    void whatNeverVariesIsNotRare() {
        assertThatThrownBy(() -> new Draws(options("{rare: {of: flux}}"), new GaussianStamps(15) {
                    @Override
                    public Painter painter() {
                        Painter all = super.painter();
                        return new Painter() {
                            @Override
                            public double[] truth(long galaxy) {
                                return new double[] {0.1, 0, 0.5, 0.6, 3};
                            }

                            @Override
                            public double[] paint(long galaxy, Change change, double[] image) {
                                return all.paint(galaxy, change, image);
                            }

                            @Override
                            public void paintPsf(long galaxy, Change change, double[] image) {
                                all.paintPsf(galaxy, change, image);
                            }

                            @Override
                            public void addNoise(long galaxy, long realisation, double sigma, double[] image) {
                                all.addNoise(galaxy, realisation, sigma, image);
                            }
                        };
                    }
                }))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("flux has one value");
    }

    private static double modulus(long galaxy) {
        double[] truth = SOURCE.painter().truth(galaxy);
        return new Shear(truth[Label.G1.ordinal()], truth[Label.G2.ordinal()]).modulus();
    }

    @Test
    void learnedWeightsReachTheLossesLogarithms() {
        TrainOptions options = options("{weights: learned}");
        List<Label> outputs = List.of(Label.G1, Label.G2, Label.FLUX);
        TaskWeights tasks = new TaskWeights(outputs, options.objective());
        double[] unit = {0.01, 1.0, 30.0};
        for (int step = 0; step < 20_000; step++) {
            double[] weighted = new double[3];
            for (int k = 0; k < 3; k++) {
                weighted[k] = tasks.values()[k] * unit[k];
            }
            tasks.step(weighted, step, 2e-3);
        }
        for (int k = 0; k < 3; k++) {
            assertThat(-Math.log(tasks.values()[k])).isCloseTo(Math.log(unit[k]), offset(2e-3));
        }
        assertThat(tasks.offset()).isCloseTo(Math.log(0.3), offset(5e-3));
    }

    @Test
    void toldWeightsStay() {
        TrainOptions options = options("{weights: {flux: 0.3}}");
        TaskWeights tasks = new TaskWeights(List.of(Label.G1, Label.FLUX), options.objective());
        tasks.step(new double[] {5, 5}, 0, 1);
        assertThat(tasks.values()).containsExactly(1, 0.3);
        assertThat(tasks.offset()).isZero();
    }

    /** A network whose weights count for nothing but the response term, and its gradient. */
    private static final class Responding {
        private static final int BATCH = 8;
        private final Graph graph;
        private final Shards shards;
        private final TrainOptions options;

        Responding(String response) {
            Backend.enter();
            NetworkSpec spec = NetworkSpec.parse(YamlReader.parse(
                    "network", "architecture: mlp\ndense: [5]\nactivation: tanh\noutputs: [g1, g2, flux]"));
            options = options("{stamps: 64, batch: 8, weights: {g1: 0, g2: 0, sigma: 0, half_light_radius: 0, flux: 0},"
                    + " response: " + response + "}");
            Normalisation normalisation =
                    StampStatistics.measure(spec, SOURCE, i -> new StampBatch.Draw(i, 0, SIGMA, Symmetry.IDENTITY), 64);
            graph = Network.build(spec, SOURCE.stamp(), SOURCE.psf(), 3);
            TaskWeights tasks = new TaskWeights(spec.outputs(), options.objective());
            shards = new Shards(spec, options, normalisation, SOURCE, graph, tasks, BATCH);
        }

        double deviation() {
            Draws draws = new Draws(options, SOURCE);
            try (Workers workers = Backend.workers(1)) {
                return shards.gradient(workers, 0, i -> draws.training(0, i), i -> draws.change(0, i))
                        .response();
            }
        }

        double[] gradient() {
            double[] sum = new double[Math.toIntExact(graph.numParams())];
            for (FlatArray shard : shards.gradients()) {
                float[] values = shard.toArray();
                for (int i = 0; i < values.length; i++) {
                    sum[i] += values[i];
                }
            }
            return sum;
        }
    }

    @Test
    void responseTermsGradientIsTheDerivative() {
        Responding of = new Responding("{weight: 2, of: [shear, shift]}");
        of.deviation();
        double[] gradient = of.gradient();
        INDArray params = of.graph.params();
        List<Double> off = new ArrayList<>();
        double largest = 0;
        // the weights of the last layer, where the answer is linear, and some of the first
        for (int k : new int[] {0, 40, 333, gradient.length - 18, gradient.length - 11, gradient.length - 8}) {
            double h = 1e-2;
            double at = params.getDouble(k);
            params.putScalar(k, at + h);
            double up = of.deviation();
            params.putScalar(k, at - h);
            double down = of.deviation();
            params.putScalar(k, at);
            double slope = 2 * Responding.BATCH * (up - down) / (2 * h);
            off.add(Math.abs(slope - gradient[k]));
            largest = Math.max(largest, Math.abs(gradient[k]));
        }
        double scale = largest;
        assertThat(scale).isGreaterThan(0.1);
        assertThat(off).allSatisfy(difference -> assertThat(difference).isLessThan(5e-3 * scale)); // 1e-3
    }

    /** What a network that always answers the same is off by: the response of the galaxies' own shapes, or nothing. */
    @ParameterizedTest
    @CsvSource({"shear,0.4,1.1", "shift,0,1e-12"})
    void anAnswerThatNeverChanges(String of, double least, double most) {
        Responding still = new Responding("{weight: 1, of: [" + of + "]}");
        still.graph.params().assign(0);
        assertThat(still.deviation()).isBetween(least, most);
    }
}
