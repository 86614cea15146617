package org.shearnet.galaxysim.scene;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BatchSizeTest {

    private static final long HEAP = 2L << 30;

    @Test
    void smallStampsAreLimitedByTheirNumberAndLargeOnesByTheirBytes() {
        assertThat(BatchSize.of(1000, 53 * 53 * 4, 8, HEAP)).isEqualTo(1000);
        assertThat(BatchSize.of(1000, 1024 * 1024 * 4, 8, HEAP)).isEqualTo(8);
        assertThat(BatchSize.of(1000, 20_000L * 20_000 * 4, 8, HEAP)).isEqualTo(1);
        assertThat(BatchSize.of(1000, 0, 8, HEAP)).isEqualTo(1000);
    }
}
