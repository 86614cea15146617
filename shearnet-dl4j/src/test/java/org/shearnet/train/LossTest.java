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

    @ParameterizedTest
    @MethodSource("losses")
    void gradientIsTheDerivative(Loss loss) {
        int predictions = loss.needsErrors() ? 6 : 3;
        double[] at = Arrays.copyOf(PREDICTIONS, predictions);
        double[] gradient = new double[predictions];
        loss.at(at, LABELS, WEIGHTS, gradient);
        double h = 1e-6;
        for (int k = 0; k < predictions; k++) {
            double[] up = at.clone();
            double[] down = at.clone();
            up[k] += h;
            down[k] -= h;
            double slope = (loss.at(up, LABELS, WEIGHTS, new double[predictions])
                            - loss.at(down, LABELS, WEIGHTS, new double[predictions]))
                    / (2 * h);
            assertThat(gradient[k]).isCloseTo(slope, offset(1e-8));
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void errorsLearnedBesideThePredictionsLeaveThemAlone(Loss loss) {
        double[] likelihood = new double[6];
        new Loss.Likelihood().at(PREDICTIONS, LABELS, WEIGHTS, likelihood);
        double[] gradient = new double[6];
        loss.at(PREDICTIONS, LABELS, WEIGHTS, gradient);
        assertThat(Arrays.copyOfRange(gradient, 3, 6)).isEqualTo(Arrays.copyOfRange(likelihood, 3, 6));
        if (!loss.needsErrors()) {
            double[] alone = new double[3];
            loss.at(Arrays.copyOf(PREDICTIONS, 3), LABELS, WEIGHTS, alone);
            assertThat(Arrays.copyOf(gradient, 3)).isEqualTo(alone);
        }
    }

    @Test
    void aPerfectPredictionCostsNothing() {
        losses().filter(loss -> !loss.needsErrors())
                .forEach(loss -> assertThat(loss.at(LABELS, LABELS, WEIGHTS, new double[3]))
                        .isZero());
    }

    @Test
    void squaredErrorIsNotHalved() {
        assertThat(named("mse").at(new double[] {3}, new double[] {1}, new double[] {1}, new double[1]))
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
                "{loss: huber, huber_treshold: 3}|did you mean 'huber_threshold'",
            })
    void foreignWordsAndKeysAreRefused(String yaml, String words) {
        assertThatThrownBy(() -> TrainOptions.parse(YamlReader.parse("t", yaml)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(words);
    }
}
