package org.shearnet.estimate;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;

/** Spreads the items 0..n-1 over threads, each with a worker object of its own. */
public final class Workers {

    private Workers() {}

    /**
     * Ends work that was asked to stop.
     *
     * @throws CancellationException where the calling thread is interrupted
     */
    public static void checkInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted");
        }
    }

    /**
     * Runs a task on every item; the first failure is thrown again at once, and the others stop after the item they are in:
     * where memory is short each would else run out of it in turn before anybody is told.
     *
     * @param worker makes one thread's buffers
     * @param task treats one item with them
     * @param done is told 1 after each item
     * @throws CancellationException where the calling thread is interrupted
     */
    public static <W> void run(int n, int threads, Supplier<W> worker, ObjIntConsumer<W> task, IntConsumer done) {
        AtomicInteger next = new AtomicInteger();
        Runnable loop = () -> {
            try {
                W own = worker.get();
                for (int i = next.getAndIncrement(); i < n; i = next.getAndIncrement()) {
                    checkInterrupted();
                    task.accept(own, i);
                    done.accept(1);
                }
            } catch (RuntimeException | Error e) {
                next.set(n); // the others need not go on
                throw e;
            }
        };
        int workers = Math.min(threads, n);
        if (workers <= 1) {
            loop.run();
            return;
        }
        ExecutorService pool = Executors.newFixedThreadPool(workers, loops -> {
            Thread thread = new Thread(loops, "estimate");
            thread.setDaemon(true);
            return thread;
        });
        try {
            CompletionService<Void> running = new ExecutorCompletionService<>(pool);
            for (int t = 0; t < workers; t++) {
                running.submit(loop, null);
            }
            for (int t = 0; t < workers; t++) {
                running.take().get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        } finally {
            pool.shutdownNow();
        }
    }
}
