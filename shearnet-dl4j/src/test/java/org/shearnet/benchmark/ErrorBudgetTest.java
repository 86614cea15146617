package org.shearnet.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.shearnet.estimate.ShapeEstimate;

/** Noise and function part of answers whose parts are known. */
class ErrorBudgetTest {

    /** Rounding of a sum over 300 galaxies; measured 3e-16. */
    private static final double ROUNDING = 1e-12;

    private static final int GALAXIES = 300;
    private static final int DRAWS = 8;
    private static final double BOUND = 0.02;

    private final Random random = new Random(5);

    private static ShapeEstimate answer(double g1, double g2) {
        return ShapeEstimate.of(g1, g2, Double.NaN, Double.NaN);
    }

    private static List<GalaxyTruth> truths(boolean inStamp) {
        Random shapes = new Random(1);
        List<GalaxyTruth> truths = new ArrayList<>();
        for (int i = 0; i < GALAXIES; i++) {
            truths.add(new GalaxyTruth(
                    i, 0.2 * shapes.nextGaussian(), 0.2 * shapes.nextGaussian(), 0.5, 1, BOUND, BOUND, 1, inStamp));
        }
        return truths;
    }

    private ShapeEstimate[][] answers(List<GalaxyTruth> truths, double noise, double function) {
        double[][] bias = new double[2][GALAXIES];
        for (int i = 0; i < GALAXIES; i++) {
            bias[0][i] = function * random.nextGaussian();
            bias[1][i] = function * random.nextGaussian();
        }
        return IntStream.range(0, DRAWS)
                .mapToObj(k -> IntStream.range(0, GALAXIES)
                        .mapToObj(i -> answer(
                                truths.get(i).g1() + bias[0][i] + noise * random.nextGaussian(),
                                truths.get(i).g2() + bias[1][i] + noise * random.nextGaussian()))
                        .toArray(ShapeEstimate[]::new))
                .toArray(ShapeEstimate[][]::new);
    }

    @Test
    void partsAddUpToTheMeanSquaredError() {
        List<GalaxyTruth> truths = truths(true);
        ErrorBudget budget = ErrorBudget.of(1, truths, answers(truths, 0.03, 0.01), true);
        assertThat(budget.noise() + budget.function()).isCloseTo(budget.mse(), within(ROUNDING * budget.mse()));
        assertThat(budget.n()).isEqualTo(GALAXIES);
    }

    @Test
    void bothPartsAreFoundWithinTheirErrors() {
        List<GalaxyTruth> truths = truths(true);
        ErrorBudget budget = ErrorBudget.of(1, truths, answers(truths, 1.3 * BOUND, 0.5 * BOUND), true);
        assertThat(budget.noiseOverBound()).isCloseTo(1.3, within(4 * budget.noiseError()));
        assertThat(budget.functionOverBound()).isCloseTo(0.5, within(4 * budget.functionError()));
        assertThat(budget.noiseError()).isBetween(0.005, 0.05);
    }

    @Test
    void anEstimatorOfNoiseAloneHasNoFunctionPart() {
        List<GalaxyTruth> truths = truths(true);
        double sum = 0;
        int samples = 20;
        for (int s = 0; s < samples; s++) {
            sum += ErrorBudget.of(1, truths, answers(truths, BOUND, 0), true).function();
        }
        double expectedError = BOUND * BOUND / DRAWS * Math.sqrt(1.0 / GALAXIES / samples);
        assertThat(sum / samples).isCloseTo(0, within(4 * expectedError));
    }

    @Test
    void galaxiesThatFailOnceAreCountedAndLeftOut() {
        List<GalaxyTruth> truths = truths(true);
        ShapeEstimate[][] answers = answers(truths, BOUND, 0);
        answers[3][7] = ShapeEstimate.failed(1);
        answers[4][7] = ShapeEstimate.failed(1);
        answers[0][9] = ShapeEstimate.failed(1);
        ErrorBudget budget = ErrorBudget.of(1, truths, answers, true);
        assertThat(budget.failed()).isEqualTo(2);
        assertThat(budget.n()).isEqualTo(GALAXIES - 2);
        assertThat(budget.mse()).isFinite();
    }

    @Test
    void withoutGalaxiesInStampNothingIsSaid() {
        ErrorBudget budget = ErrorBudget.of(1, truths(false), answers(truths(false), BOUND, 0), true);
        assertThat(budget.n()).isZero();
        assertThat(budget.mse()).isNaN();
    }
}
