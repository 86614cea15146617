package org.shearnet.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {

    private static final int PATIENCE_SECONDS = 20;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void everyTaskRunsOnceInEveryRound(int threads) {
        try (Workers workers = new Workers(threads)) {
            for (int count : new int[] {0, 1, 3, 40}) {
                for (int round = 0; round < 200; round++) {
                    AtomicIntegerArray runs = new AtomicIntegerArray(count);
                    workers.run(count, runs::incrementAndGet);
                    for (int i = 0; i < count; i++) {
                        assertThat(runs.get(i)).isEqualTo(1);
                    }
                }
            }
        }
    }

    @Test
    void threadsWorkAtTheSameTime() {
        try (Workers workers = new Workers(3)) {
            CountDownLatch all = new CountDownLatch(3);
            Set<String> names = ConcurrentHashMap.newKeySet();
            workers.run(3, i -> {
                names.add(Thread.currentThread().getName());
                all.countDown();
                await(all);
            });
            assertThat(names).hasSize(3).contains(Thread.currentThread().getName());
        }
    }

    private static void pause(int milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aFailureIsThrownAndTheNextRoundRuns(int threads) {
        try (Workers workers = new Workers(threads)) {
            AtomicInteger begun = new AtomicInteger();
            assertThatThrownBy(() -> workers.run(10_000, i -> {
                        begun.incrementAndGet();
                        throw new IllegalArgumentException("task " + i);
                    }))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(begun.get()).isBetween(1, threads);
            AtomicInteger after = new AtomicInteger();
            workers.run(7, i -> after.incrementAndGet());
            assertThat(after.get()).isEqualTo(7);
        }
    }

    @Test
    void outOfMemoryIsThrownWhileOthersAreStillAtWork() throws InterruptedException {
        OutOfMemoryError full = new OutOfMemoryError("full");
        CountDownLatch thrown = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        boolean[] before = new boolean[1];
        Thread caller = Thread.currentThread();
        try (Workers workers = new Workers(2)) {
            CountDownLatch both = new CountDownLatch(2);
            assertThatThrownBy(() -> workers.run(2, i -> {
                        both.countDown();
                        await(both);
                        if (Thread.currentThread() == caller) {
                            throw full;
                        }
                        before[0] = awaits(thrown);
                        ended.countDown();
                    }))
                    .isSameAs(full);
            thrown.countDown();
            assertThat(ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(before[0]).as("thrown before the other task was done").isTrue();
    }

    /** Whether that happens in time; an interrupt changes nothing. */
    private static boolean awaits(CountDownLatch latch) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS / 2);
        while (latch.getCount() > 0 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return latch.getCount() == 0;
    }

    @Test
    void anInterruptEndsNoTaskAndIsNotForgotten() {
        try (Workers workers = new Workers(2)) {
            AtomicInteger done = new AtomicInteger();
            CountDownLatch both = new CountDownLatch(2);
            Thread caller = Thread.currentThread();
            workers.run(2, i -> {
                both.countDown();
                await(both);
                if (Thread.currentThread() == caller) {
                    caller.interrupt();
                } else {
                    pause(20);
                }
                done.incrementAndGet();
            });
            assertThat(done.get()).isEqualTo(2);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

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

    @Test
    void anInterruptEndsTheWorkAtOnce() {
        AtomicInteger done = new AtomicInteger();
        Thread caller = Thread.currentThread();
        assertThatThrownBy(() -> Workers.run(
                        ITEMS,
                        2,
                        () -> null,
                        (nothing, i) -> {
                            if (i == 1) {
                                caller.interrupt();
                            }
                            java.util.concurrent.locks.LockSupport.parkNanos(10_000);
                        },
                        done::addAndGet))
                .isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(done.get()).isLessThan(MOST);
    }
}
