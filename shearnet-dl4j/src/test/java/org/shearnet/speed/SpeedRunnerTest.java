package org.shearnet.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.shearnet.net.NetworkSpec;
import org.shearnet.net.engine.Shape;

class SpeedRunnerTest {

    private static final double SHORT = 0.02;

    private static java.util.stream.Stream<SpeedCase> cases() {
        Shape stamp = new Shape(17, 17, 1);
        System.setProperty("shearnet.home", "..");
        return java.util.stream.Stream.of(
                        RenderCases.all(), FitCases.all(1), NetworkCases.of(NetworkSpec.of("enhanced"), stamp, 4, 2))
                .flatMap(java.util.List::stream);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyCaseRuns(SpeedCase one) {
        double value = one.worker().get().run(3);
        assertThat(value).isFinite();
        assertThat(one.items()).isPositive();
    }

    @Test
    void namesAreThoseOfTheTable() {
        assertThat(cases().map(SpeedCase::name))
                .doesNotHaveDuplicates()
                .contains(
                        "exponential-moffat",
                        "exponential-psfex",
                        "exp fit",
                        "exp fit with psf fit",
                        "psf coellip3",
                        "metacal")
                .contains("enhanced, training, batch 4", "enhanced, inference, batch 4");
    }

    @Test
    void itemsOfAllThreadsCount() {
        AtomicInteger workers = new AtomicInteger();
        Set<Long> threads = ConcurrentHashMap.newKeySet();
        SpeedCase sleeps = new SpeedCase("sleeps", 7, false, () -> {
            workers.incrementAndGet();
            return index -> {
                threads.add(index >> 32);
                long end = System.nanoTime() + 5_000_000;
                while (System.nanoTime() < end) {
                    LockSupport.parkNanos(end - System.nanoTime()); // may return early
                }
                return 0;
            };
        });
        double rate = new SpeedRunner(2, SHORT, SHORT).perSecond(sleeps);
        assertThat(workers.get()).isEqualTo(2);
        assertThat(threads).containsExactlyInAnyOrder(0L, 1L);
        // two threads, each of at most 200 pieces of 7 items a second
        assertThat(rate).isPositive().isLessThanOrEqualTo(2 * 7 * 200 * (1 + 1e-9));
    }

    @Test
    void anInterruptEndsIt() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> new SpeedRunner(1, 1).perSecond(SpeedCase.single("endless", () -> index -> 0)))
                .isInstanceOf(java.util.concurrent.CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
