package org.shearnet.galaxysim.moments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SecantTest {

    private static final int N = 41;

    /** A linear iteration of n unknowns is solved after 2 n steps at most (Gay 1979), whatever the plain one needs. */
    @Test
    void solvesALinearIteration() {
        double[][] slopes = {{0.7, 0.2, 0}, {-0.1, 0.5, 0.3}, {0, 0.1, -0.4}};
        double[] x = {1, -2, 3};
        Secant secant = new Secant(3);
        for (int k = 0; k < 7; k++) {
            double[] plain = new double[3];
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    plain[i] += slopes[i][j] * x[j];
                }
                plain[i] -= x[i];
            }
            double[] step = secant.step(plain);
            for (int i = 0; i < 3; i++) {
                x[i] += step[i];
            }
        }
        assertThat(x).containsExactly(new double[3], within(1e-9));
    }

    /** Moments by learning steps are those of the plain ones, after two thirds of the steps. */
    @Test
    void learningMomentsAreTheSameSooner() {
        AdaptiveMoments.Options plain = new AdaptiveMoments.Options(5, 1e-8, 400, 0.25, 8000, 15);
        double[] image = exponential();
        AdaptiveMoments.Result slow = AdaptiveMoments.measure(image, null, N, N, plain);
        AdaptiveMoments.Result fast = AdaptiveMoments.measure(image, null, N, N, plain.learning());
        assertThat(fast.ok()).isTrue();
        assertThat(3 * fast.iterations()).isLessThanOrEqualTo(2 * slow.iterations());
        assertThat(fast.g1()).isCloseTo(slow.g1(), within(3e-9));
        assertThat(fast.g2()).isCloseTo(slow.g2(), within(3e-9));
        assertThat(fast.x()).isCloseTo(slow.x(), within(1e-8));
        assertThat(fast.sigma()).isCloseTo(slow.sigma(), within(3e-8));
        assertThat(fast.rho4()).isCloseTo(slow.rho4(), within(1e-7));
    }

    private static double[] exponential() {
        double[] image = new double[N * N];
        for (int row = 0; row < N; row++) {
            for (int column = 0; column < N; column++) {
                double u = (column - 20.3) / 1.2;
                double v = row - 19.8 + 0.2 * u;
                image[row * N + column] = Math.exp(-Math.sqrt(0.3 + u * u + v * v) / 2.5);
            }
        }
        return image;
    }
}
