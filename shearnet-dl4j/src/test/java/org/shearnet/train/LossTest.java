package org.shearnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LossTest {

    private static final double[] LABELS = {0.3, -1.2, 2.5};
    private static final double[] WEIGHTS = {1, 0.5, 2};
    private static final double[] ANSWERS = {0.9, -1.4, -0.8, 0.2, -0.7, 1.1};

    @ParameterizedTest
    @EnumSource(Loss.class)
    void gradientIsTheDerivative(Loss loss) {
        int answers = loss.needsErrors() ? 6 : 3;
        double[] at = java.util.Arrays.copyOf(ANSWERS, answers);
        double[] gradient = new double[answers];
        loss.at(at, LABELS, WEIGHTS, 1, gradient);
        double h = 1e-6;
        for (int k = 0; k < answers; k++) {
            double[] up = at.clone();
            double[] down = at.clone();
            up[k] += h;
            down[k] -= h;
            double slope = (loss.at(up, LABELS, WEIGHTS, 1, new double[answers])
                            - loss.at(down, LABELS, WEIGHTS, 1, new double[answers]))
                    / (2 * h);
            assertThat(gradient[k]).isCloseTo(slope, offset(1e-8));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Loss.class,
            names = {"MSE", "MAE", "HUBER"})
    void errorsLearnedBesideTheAnswersLeaveThemAlone(Loss loss) {
        double[] gradient = new double[6];
        loss.at(ANSWERS, LABELS, WEIGHTS, 1, gradient);
        double[] alone = new double[3];
        loss.at(java.util.Arrays.copyOf(ANSWERS, 3), LABELS, WEIGHTS, 1, alone);
        assertThat(java.util.Arrays.copyOf(gradient, 3)).isEqualTo(alone);
        double[] likelihood = new double[6];
        Loss.NLL.at(ANSWERS, LABELS, WEIGHTS, 1, likelihood);
        assertThat(java.util.Arrays.copyOfRange(gradient, 3, 6))
                .isEqualTo(java.util.Arrays.copyOfRange(likelihood, 3, 6));
    }

    @Test
    void aPerfectAnswerCostsNothing() {
        for (Loss loss : new Loss[] {Loss.MSE, Loss.MAE, Loss.HUBER}) {
            assertThat(loss.at(LABELS, LABELS, WEIGHTS, 1, new double[3])).isZero();
        }
    }

    @Test
    void squaredErrorIsNotHalved() {
        assertThat(Loss.MSE.at(new double[] {3}, new double[] {1}, new double[] {1}, 1, new double[1]))
                .isEqualTo(4);
    }
}
