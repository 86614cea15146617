package org.shearnet.galaxysim.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class NoiseCorrelationTest {

    private static final double ROUNDING = 1e-12;

    /** White noise smoothed by (1, 2, 1) / 4 along x: 1, 2/3, 1/6. */
    private static NoiseCorrelation smoothedAlongX() {
        double[] lags = new double[25];
        System.arraycopy(new double[] {1 / 6., 2 / 3., 1, 2 / 3., 1 / 6.}, 0, lags, 10, 5);
        return new NoiseCorrelation(2, lags);
    }

    @Test
    void powerIsThatOfTheKernel() {
        NoiseCorrelation noise = smoothedAlongX();
        for (double k = 0; k < 3.2; k += 0.3) {
            double kernel = 0.5 + 0.5 * Math.cos(k);
            assertThat(noise.power(k, 0.7)).isCloseTo(kernel * kernel / 0.375, within(ROUNDING));
        }
        assertThat(noise.at(1, 0)).isEqualTo(2 / 3.);
        assertThat(noise.at(0, 1)).isZero();
        assertThat(noise.at(7, 0)).isZero();
        assertThat(noise.isWhite()).isFalse();
    }

    @Test
    void xAndYAreNotMixedUp() {
        double[] lags = {0, 0, 0.4, 0, 1, 0, 0.4, 0, 0};
        NoiseCorrelation noise = new NoiseCorrelation(1, lags);
        assertThat(noise.at(1, -1)).isEqualTo(0.4);
        assertThat(noise.at(1, 1)).isZero();
        assertThat(noise.power(1, -1)).isCloseTo(1 + 0.8 * Math.cos(2), within(ROUNDING));
        assertThat(noise.power(1, 1)).isCloseTo(1.8, within(ROUNDING));
    }

    @Test
    void whiteNoiseHasThePowerOneExactly() {
        assertThat(NoiseCorrelation.white().power(0.3, -2)).isEqualTo(1);
        assertThat(NoiseCorrelation.white().isWhite()).isTrue();
        assertThat(new NoiseCorrelation(1, new double[] {0, 0, 0, 0, 1, 0, 0, 0, 0}).isWhite())
                .isTrue();
    }

    @Test
    void noPowerIsBelowZero() {
        NoiseCorrelation noise = new NoiseCorrelation(1, new double[] {0, 0, 0, 0.6, 1, 0.6, 0, 0, 0});
        assertThat(noise.power(Math.PI, 0)).isZero();
    }

    @Test
    void valuesAreComparedAndKept() {
        double[] lags = {0, 0, 0, 0.5, 1, 0.5, 0, 0, 0};
        NoiseCorrelation noise = new NoiseCorrelation(1, lags);
        lags[3] = 0.1;
        noise.lags()[5] = 0.1;
        assertThat(noise).isEqualTo(new NoiseCorrelation(1, new double[] {0, 0, 0, 0.5, 1, 0.5, 0, 0, 0}));
        assertThat(noise).hasSameHashCodeAs(new NoiseCorrelation(1, noise.lags()));
        assertThat(noise).isNotEqualTo(NoiseCorrelation.white());
    }

    @Test
    void whatIsNoCorrelationIsRefused() {
        assertThatThrownBy(() -> new NoiseCorrelation(1, new double[] {1})).hasMessageContaining("has 9");
        assertThatThrownBy(() -> new NoiseCorrelation(0, new double[] {2})).hasMessageContaining("itself");
        assertThatThrownBy(() -> new NoiseCorrelation(1, new double[] {0, 0, 0, 0.5, 1, 0.4, 0, 0, 0}))
                .hasMessageContaining("(-1, 0), 0.4 opposite");
        assertThatThrownBy(() -> new NoiseCorrelation(1, new double[] {2, 0, 0, 0, 1, 0, 0, 0, 2}))
                .hasMessageContaining("at most 1");
    }
}
