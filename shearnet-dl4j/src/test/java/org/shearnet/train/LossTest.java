package org.shearnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlReader;

class LossTest {

    private static final double[] LABELS = {0.3, -1.2, 2.5};
    private static final double[] WEIGHTS = {1, 0.5, 2};
    private static final double[] PREDICTIONS = {0.9, -1.4, -0.8, 0.2, -0.7, 1.1};

    static Stream<Loss> losses() {
        return Losses.WORDS.names().stream().map(LossTest::named);
    }

    private static Loss named(String word) {
        return Losses.WORDS.parse(YamlReader.parse("t", "loss: " + word), null);
    }

    /** Those whose gradient is that of their value: beta_nll holds a factor constant. */
    static Stream<Loss> plainLosses() {
        return losses().filter(loss -> !(loss instanceof Loss.BetaLikelihood));
    }

    @ParameterizedTest
    @MethodSource("plainLosses")
    void gradientIsTheDerivative(Loss loss) {
        int predictions = loss.needsErrors() ? 6 : 3;
        double[] at = Arrays.copyOf(PREDICTIONS, predictions);
        double[] gradient = new double[predictions];
        loss.at(at, LABELS, WEIGHTS, gradient, new double[3]);
        double h = 1e-6;
        for (int k = 0; k < predictions; k++) {
            double[] up = at.clone();
            double[] down = at.clone();
            up[k] += h;
            down[k] -= h;
            double slope = (loss.at(up, LABELS, WEIGHTS, new double[predictions], new double[3])
                            - loss.at(down, LABELS, WEIGHTS, new double[predictions], new double[3]))
                    / (2 * h);
            assertThat(gradient[k]).isCloseTo(slope, offset(1e-8));
        }
    }

    @ParameterizedTest
    @MethodSource("plainLosses")
    void errorsLearnedBesideThePredictionsLeaveThemAlone(Loss loss) {
        double[] likelihood = new double[6];
        new Loss.Likelihood().at(PREDICTIONS, LABELS, WEIGHTS, likelihood, new double[3]);
        double[] gradient = new double[6];
        loss.at(PREDICTIONS, LABELS, WEIGHTS, gradient, new double[3]);
        assertThat(Arrays.copyOfRange(gradient, 3, 6)).isEqualTo(Arrays.copyOfRange(likelihood, 3, 6));
        if (!loss.needsErrors()) {
            double[] alone = new double[3];
            loss.at(Arrays.copyOf(PREDICTIONS, 3), LABELS, WEIGHTS, alone, new double[3]);
            assertThat(Arrays.copyOf(gradient, 3)).isEqualTo(alone);
        }
    }

    @Test
    void aPerfectPredictionCostsNothing() {
        losses().filter(loss -> !loss.needsErrors())
                .forEach(loss -> assertThat(loss.at(LABELS, LABELS, WEIGHTS, new double[3], new double[3]))
                        .isZero());
    }

    private static double[] gradient(Loss loss) {
        double[] gradient = new double[6];
        loss.at(PREDICTIONS, LABELS, WEIGHTS, gradient, new double[3]);
        return gradient;
    }

    @Test
    void betaLikelihoodHasTwoKnownEnds() {
        assertThat(gradient(new Loss.BetaLikelihood(0))).isEqualTo(gradient(new Loss.Likelihood()));
        double[] squared = gradient(new Loss.Squared());
        double[] one = gradient(new Loss.BetaLikelihood(1));
        double[] likelihood = gradient(new Loss.Likelihood());
        double[] half = gradient(new Loss.BetaLikelihood(0.5));
        for (int k = 0; k < 3; k++) {
            assertThat(one[k]).isCloseTo(0.5 * squared[k], offset(1e-12)); // ours is not halved
            double sd = Math.exp(0.5 * PREDICTIONS[3 + k]);
            assertThat(half[k]).isCloseTo(sd * likelihood[k], offset(1e-12));
            assertThat(half[3 + k]).isCloseTo(sd * likelihood[3 + k], offset(1e-12));
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void theOutputsSharesAddUp(Loss loss) {
        double[] parts = {Double.NaN, Double.NaN, Double.NaN};
        double all = loss.at(PREDICTIONS, LABELS, WEIGHTS, new double[6], parts);
        assertThat(parts[0] + parts[1] + parts[2]).isCloseTo(all, offset(1e-12));
        double[] alone = new double[2];
        loss.at(
                new double[] {PREDICTIONS[1], PREDICTIONS[4]},
                new double[] {LABELS[1]},
                new double[] {WEIGHTS[1]},
                alone,
                new double[1]);
        assertThat(parts[1])
                .isEqualTo(loss.at(
                        new double[] {PREDICTIONS[1], PREDICTIONS[4]},
                        new double[] {LABELS[1]},
                        new double[] {WEIGHTS[1]},
                        alone,
                        new double[1]));
    }

    @Test
    void logCoshDoesNotOverflow() {
        Loss loss = new Loss.LogCosh();
        assertThat(loss.value(2, 1e4)).isCloseTo(2 * (1e4 - Math.log(2)), offset(1e-9));
        assertThat(loss.value(2, -1e-3)).isCloseTo(1e-6, offset(1e-12));
    }

    @Test
    void squaredErrorIsNotHalved() {
        assertThat(named("mse").at(new double[] {3}, new double[] {1}, new double[] {1}, new double[1], new double[1]))
                .isEqualTo(4);
    }

    @Test
    void hubersThresholdIsItsOwnKey() {
        TrainOptions options = TrainOptions.parse(YamlReader.parse("t", "{loss: huber, huber_threshold: 3}"));
        assertThat(options.objective().loss()).isEqualTo(new Loss.Huber(3));
        assertThat(TrainOptions.parse(YamlReader.parse("t", "{seed: 1}"))
                        .objective()
                        .loss())
                .isEqualTo(new Loss.Squared());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{loss: hubr}|did you mean 'huber'",
                "{loss: mae, huber_threshold: 3}|it belongs to huber",
                "{huber_threshold: 3}|it belongs to huber",
                "{loss: huber, huber_threshold: 0}|expected a number from",
                "{loss: beta_nll, beta: 1.5}|expected a number from 0 to 1",
                "{loss: nll, beta: 0.5}|it belongs to beta_nll",
                "{weights: leaned}|did you mean 'learned'",
                "{curriculum: {noise: up}}|rising",
                "{curriculum: {noise: rising, share: 0}}|above 0 and up to 1",
                "{curriculum: {noise: rising}, fresh: none}|keeps every stamp as it is",
                "{curriculum: {noise: rising}, noise_sigma: 1e-3}|no range to open",
                "{curriculum: {share: 0.2}}|noise",
                "{response: {step: 0.02}}|weight",
                "{response: {weight: 1, step: 0.5}}|up to 0.2",
                "{response: {weight: 1, of: [shear, sheer]}}|did you mean 'shear'",
                "{response: {weight: 1, of: [shear, shear]}}|stands there twice",
                "{response: {weight: 1, of: []}}|expected any of shear, shift, psf",
                "{rare: {of: e}}|half_light_radius",
                "{rare: {of: g, power: 2}}|above 0 and up to 1",
                "{rare: {power: 1}}|of",
                "{rare: {of: g}, stamps: 1000000, epochs: 300}|at most 268435456 stamps over all epochs",
                "{loss: huber, huber_treshold: 3}|did you mean 'huber_threshold'",
            })
    void foreignWordsAndKeysAreRefused(String yaml, String words) {
        assertThatThrownBy(() -> TrainOptions.parse(YamlReader.parse("t", yaml)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(words);
    }
}
