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
        RingBias bias = RingBias.of(rings, false, 3);
        assertThat(bias.rings()).isEqualTo(3999);
        assertThat(bias.dropped()).isEqualTo(1);
        assertThat(bias.m1().value()).isCloseTo(0.02, within(4 * bias.m1().error()));
        assertThat(bias.m2().value()).isCloseTo(-0.01, within(4 * bias.m2().error()));
        assertThat(bias.c1().value()).isCloseTo(1e-3, within(4 * bias.c1().error()));
        assertThat(bias.c2().value()).isCloseTo(-1e-3, within(4 * bias.c2().error()));
        assertThat(bias.alpha1().value())
                .isCloseTo(0.1, within(4 * bias.alpha1().error()));
        assertThat(bias.alpha2().value()).isCloseTo(0, within(4 * bias.alpha2().error()));
        assertThat(bias.response1().value()).isCloseTo(1.02, within(1e-12));
        assertThat(bias.response2().value()).isNaN();
        RingBias calibrated = RingBias.of(rings, true, 3);
        assertThat(calibrated.m1().value())
                .isCloseTo(0, within(4 * calibrated.m1().error()));
        assertThat(calibrated.c1().value()).isCloseTo(bias.c1().value() / 1.02, within(1e-12));
        assertThat(calibrated.alpha1().value()).isCloseTo(bias.alpha1().value() / 1.02, within(1e-12));
        assertThat(calibrated.m2().value()).isNaN();
        // sd of the mean: 0.1 / sqrt(3999) = 1.58e-3
        assertThat(bias.m1().error()).isCloseTo(1.58e-3, within(2e-4));
    }

    @Test
    void whatTwoMeasurementsShareDropsOutOfTheirShift() {
        Random random = new Random(5);
        double[][] before = new double[200][RingBias.Column.COUNT];
        double[][] after = new double[200][];
        for (int i = 0; i < before.length; i++) {
            for (int k = 0; k < RingBias.Column.COUNT; k++) {
                before[i][k] = random.nextGaussian();
            }
            after[i] = before[i].clone();
            after[i][RingBias.Column.RESPONSE_1.ordinal()] += 0.01 + 1e-4 * random.nextGaussian();
        }
        before[3] = null;
        after[7] = null;
        RingBias shift = RingBias.shift(after, before, false, 1);
        assertThat(shift.rings()).isEqualTo(198);
        assertThat(shift.dropped()).as("lost in addition").isEqualTo(1);
        assertThat(shift.m1().value()).isCloseTo(0.01, within(5e-5));
        // sd of the mean: 1e-4 / sqrt(198) = 7e-6, where m1 itself is known to 0.07
        assertThat(shift.m1().error()).isBetween(5e-6, 1e-5);
        assertThat(shift.c1().value()).isZero();
    }

    @Test
    void fewerThanTwoRingsSayNothing() {
        RingBias bias = RingBias.of(new double[][] {new double[RingBias.Column.COUNT], null}, false, 3);
        assertThat(bias.rings()).isEqualTo(1);
        assertThat(bias.dropped()).isEqualTo(1);
        assertThat(bias.m1().value()).isNaN();
    }
}
