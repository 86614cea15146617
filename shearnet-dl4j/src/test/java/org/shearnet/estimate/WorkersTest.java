package org.shearnet.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.shearnet.galaxysim.fits.BadDataException;

class WorkersTest {

    private static final int ITEMS = 100_000;

    private static final int PATIENCE_SECONDS = 20;

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

    @Test
    void anErrorIsThrownWhileOthersAreStillAtWork() throws InterruptedException {
        CountDownLatch thrown = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        boolean[] before = new boolean[1];
        OutOfMemoryError full = new OutOfMemoryError("full");
        assertThatThrownBy(() -> Workers.run(
                        2,
                        2,
                        () -> null,
                        (nothing, i) -> {
                            if (i == 1) {
                                throw full;
                            }
                            before[0] = awaits(thrown);
                            ended.countDown();
                        },
                        done -> {}))
                .isSameAs(full);
        thrown.countDown();
        assertThat(ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(before[0]).as("thrown before the other item was done").isTrue();
    }

    /** Whether that happens in time; an interrupt changes nothing. */
    private static boolean awaits(CountDownLatch latch) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS / 2);
        while (latch.getCount() > 0 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return latch.getCount() == 0;
    }
}
