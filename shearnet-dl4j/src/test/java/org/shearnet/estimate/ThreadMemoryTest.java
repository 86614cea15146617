package org.shearnet.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.shearnet.galaxysim.fits.BadDataException;

class ThreadMemoryTest {

    @Test
    void asManyThreadsWorkAsHaveRoomForTheirBuffers() {
        long heap = 1_000_000_000;
        assertThat(ThreadMemory.fitting(8, 1_000, "it", heap)).isEqualTo(8);
        assertThat(ThreadMemory.fitting(8, 200_000_000, "it", heap)).isEqualTo(3);
        assertThat(ThreadMemory.fitting(8, 900_000_000, "it", heap)).isEqualTo(1);
        assertThatThrownBy(() -> ThreadMemory.fitting(8, 1_500_000_000, "it", heap))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("it needs 1.50 GB")
                .hasMessageContaining("SHEARNET_HEAP=3g");
    }
}
