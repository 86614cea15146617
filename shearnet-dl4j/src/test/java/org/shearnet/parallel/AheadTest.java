package org.shearnet.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AheadTest {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void givesItemsInOrder(boolean ahead) {
        List<Integer> taken = new ArrayList<>();
        try (Ahead<Integer> items = new Ahead<>(5, i -> i * i, ahead)) {
            for (int i = 0; i < 5; i++) {
                taken.add(items.take());
            }
        }
        assertThat(taken).containsExactly(0, 1, 4, 9, 16);
    }

    @Test
    void makesTheNextItemWhileTheFirstIsUsed() throws InterruptedException {
        CountDownLatch second = new CountDownLatch(1);
        try (Ahead<Thread> items = new Ahead<>(
                2,
                i -> {
                    if (i == 1) {
                        second.countDown();
                    }
                    return Thread.currentThread();
                },
                true)) {
            assertThat(items.take()).isNotSameAs(Thread.currentThread());
            assertThat(second.await(30, TimeUnit.SECONDS)).isTrue(); // nobody has asked for it
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void throwsWhatMakingThrewWhenThatItemIsAskedFor(boolean ahead) {
        try (Ahead<Integer> items = new Ahead<>(3, i -> 6 / (1 - i), ahead)) {
            assertThat(items.take()).isEqualTo(6);
            assertThatThrownBy(items::take).isInstanceOf(ArithmeticException.class);
        }
    }

    @Test
    void closingWaitsForTheItemThatIsBeingMade() {
        AtomicBoolean made = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(1);
        try (Ahead<Integer> items = new Ahead<>(
                2,
                i -> {
                    if (i == 1) {
                        await(begun);
                        made.set(true);
                    }
                    return i;
                },
                true)) {
            items.take();
            begun.countDown();
        }
        assertThat(made).isTrue();
    }

    @Test
    void anInterruptEndsIt() {
        try (Ahead<Integer> items = new Ahead<>(2, i -> i, true)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(items::take).isInstanceOf(CancellationException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
