package org.shearnet.galaxysim.scene;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulationBatchesTest {

    /** A quarter of a gigabyte, or one stamp. */
    @ParameterizedTest
    @CsvSource({"53, 2, 5, 32", "53, 16, 33, 32", "512, 2, 5, 25", "2048, 2, 5, 1", "4096, 16, 2, 1", "8192, 2, 1, 1"})
    void batchesFollowBytes(int side, int threads, int ahead, int size) {
        assertThat(Simulation.Batches.of(8L * side * side, threads)).isEqualTo(new Simulation.Batches(ahead, size));
    }
}
