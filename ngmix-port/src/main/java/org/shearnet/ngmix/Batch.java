package org.shearnet.ngmix;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/** Runs one measurement a stamp on several threads, each with a worker of its own; results come in stamp order. */
public final class Batch {
    /**
     * Measures stamp i; used by one thread alone.
     *
     * @param <R> what is measured
     */
    @FunctionalInterface
    public interface Worker<R> {
        /** The measurement of stamp i. */
        R measure(int i);
    }

    private Batch() {}

    /**
     * Measures stamps 0 to n - 1.
     *
     * @param threads number of threads, at least 1; it changes no result
     * @param worker makes a thread's own worker
     * @param done told how many stamps are done, from any thread
     * @throws RuntimeException what a worker threw, first one met
     */
    public static <R> List<R> measure(int n, int threads, Supplier<Worker<R>> worker, IntConsumer done) {
        Object[] results = new Object[n];
        AtomicInteger next = new AtomicInteger();
        AtomicInteger finished = new AtomicInteger();
        Runnable task = () -> {
            Worker<R> own = worker.get();
            for (int i = next.getAndIncrement(); i < n; i = next.getAndIncrement()) {
                results[i] = own.measure(i);
                done.accept(finished.incrementAndGet());
            }
        };
        if (threads <= 1) {
            task.run();
        } else {
            runAll(threads, task, () -> next.set(n));
        }
        @SuppressWarnings("unchecked")
        List<R> list = (List<R>) Arrays.asList(results);
        return list;
    }

    private static void runAll(int threads, Runnable task, Runnable stop) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CompletionService<Void> running = new ExecutorCompletionService<>(pool);
            for (int t = 0; t < threads; t++) {
                running.submit(task, null);
            }
            for (int t = 0; t < threads; t++) {
                running.take().get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while measuring", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            stop.run();
            pool.shutdownNow();
        }
    }
}
