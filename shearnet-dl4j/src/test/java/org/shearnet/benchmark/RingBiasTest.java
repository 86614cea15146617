package org.shearnet.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RingBiasTest {

    @Test
    void biasOfNoisyRingsIsFoundWithinItsError() {
        Random random = new Random(7);
        double[][] rings = new double[4000][];
        for (int i = 0; i < rings.length; i++) {
            rings[i] = new double[] {
                1.02 + 0.1 * random.nextGaussian(),
                0.99 + 0.1 * random.nextGaussian(),
                1e-3 + 1e-2 * random.nextGaussian(),
                -1e-3 + 1e-2 * random.nextGaussian(),
                0.1 + 0.05 * random.nextGaussian(),
                0.05 * random.nextGaussian(),
                1.02,
                Double.NaN
            };
        }
        rings[5] = null;
        RingBias bias = RingBias.of(rings, 3);
        assertThat(bias.rings()).isEqualTo(3999);
        assertThat(bias.dropped()).isEqualTo(1);
        assertThat(bias.m1().value()).isCloseTo(0.02, within(4 * bias.m1().error()));
        assertThat(bias.m2().value()).isCloseTo(-0.01, within(4 * bias.m2().error()));
        assertThat(bias.c1().value()).isCloseTo(1e-3, within(4 * bias.c1().error()));
        assertThat(bias.c2().value()).isCloseTo(-1e-3, within(4 * bias.c2().error()));
        assertThat(bias.alpha1().value())
                .isCloseTo(0.1, within(4 * bias.alpha1().error()));
        assertThat(bias.alpha2().value()).isCloseTo(0, within(4 * bias.alpha2().error()));
        assertThat(bias.calibratedM1().value())
                .isCloseTo(0, within(4 * bias.calibratedM1().error()));
        assertThat(bias.calibratedM2().value()).isNaN();
        // sd of the mean: 0.1 / sqrt(3999) = 1.58e-3
        assertThat(bias.m1().error()).isCloseTo(1.58e-3, within(2e-4));
    }

    @Test
    void fewerThanTwoRingsSayNothing() {
        RingBias bias = RingBias.of(new double[][] {new double[RingBias.Column.COUNT], null}, 3);
        assertThat(bias.rings()).isEqualTo(1);
        assertThat(bias.dropped()).isEqualTo(1);
        assertThat(bias.m1().value()).isNaN();
    }
}
