package org.shearnet.galaxysim.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RadialTableTest {

    /** Of a table with 32 intervals an octave; measured 2e-9. */
    private static final double TABLE = 1e-8;

    /** Also where the first wave number is just below the lowest octave. */
    @Test
    void smallWaveNumbersAreOne() {
        RadialTable table = RadialTable.ofOctaves(ksq -> Math.exp(-ksq));
        for (int octave = -60; octave < 4; octave++) {
            double ksq = 1.5 * Math.scalb(1.0, octave);
            double[] out = {2, 2};
            table.multiply(new double[] {ksq, ksq}, 1, out, 2);
            assertThat(out[0]).isEqualTo(out[1]).isCloseTo(2 * Math.exp(-ksq), within(1e-7));
            assertThat(table.value(ksq)).isCloseTo(Math.exp(-ksq), within(Math.max(TABLE, ksq < 1e-7 ? 2 * ksq : 0)));
        }
        double[] beyond = {2};
        table.multiply(new double[] {0x1p41}, 1, beyond, 1);
        assertThat(beyond[0]).isZero();
    }
}
