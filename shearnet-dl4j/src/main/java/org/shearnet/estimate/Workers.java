package org.shearnet.estimate;

import java.util.Locale;
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
import org.shearnet.galaxysim.fits.BadDataException;

/** Spreads the items 0..n-1 over threads, each with a worker object of its own. */
public final class Workers {

    /** Share of the heap that buffers may take, the rest being for stamps and short-lived things. */
    private static final double USABLE = 0.6;

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
     * How many threads have room for buffers in Java's heap.
     *
     * @param threads at most
     * @param bytes of one thread's buffers
     * @param who needs them, for the complaint
     * @throws BadDataException where not even one has
     */
    static int fitting(int threads, long bytes, String who) {
        return fitting(threads, bytes, who, Runtime.getRuntime().maxMemory());
    }

    static int fitting(int threads, long bytes, String who, long heap) {
        if (bytes > heap) {
            throw new BadDataException(String.format(
                    Locale.ROOT,
                    "%s needs %.3g GB of memory, and Java has %.3g GB; more with SHEARNET_HEAP=%dg",
                    who,
                    1e-9 * bytes,
                    1e-9 * heap,
                    (long) Math.ceil(bytes / USABLE / (1L << 30))));
        }
        return (int) Math.max(1, Math.min(threads, (long) (USABLE * heap) / Math.max(1, bytes)));
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
