package org.shearnet.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.shearnet.galaxysim.fits.BadDataException;

class WorkersTest {

    private static final int ITEMS = 100_000;

    /** Measured: 2 to 60 items; 99,999 where the others go on. */
    private static final int MOST = ITEMS / 2;

    @Test
    void anErrorComesOutAsItIsAndEndsTheWork() {
        AtomicInteger done = new AtomicInteger();
        OutOfMemoryError full = new OutOfMemoryError("full");
        assertThatThrownBy(() -> Workers.run(
                        ITEMS,
                        2,
                        () -> null,
                        (nothing, i) -> {
                            if (i == 1) {
                                throw full;
                            }
                            Thread.onSpinWait();
                            java.util.concurrent.locks.LockSupport.parkNanos(10_000);
                        },
                        done::addAndGet))
                .isSameAs(full);
        assertThat(done.get()).isLessThan(MOST);
    }

    @Test
    void asManyThreadsWorkAsHaveRoomForTheirBuffers() {
        long heap = 1_000_000_000;
        assertThat(Workers.fitting(8, 1_000, "it", heap)).isEqualTo(8);
        assertThat(Workers.fitting(8, 200_000_000, "it", heap)).isEqualTo(3);
        assertThat(Workers.fitting(8, 900_000_000, "it", heap)).isEqualTo(1);
        assertThatThrownBy(() -> Workers.fitting(8, 1_500_000_000, "it", heap))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("it needs 1.50 GB")
                .hasMessageContaining("SHEARNET_HEAP=3g");
    }
}
