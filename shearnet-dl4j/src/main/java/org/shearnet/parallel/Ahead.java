package org.shearnet.parallel;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.IntFunction;

/**
 * Items 0 to n - 1 in their order, each made in another thread while the one before is used: reading beside computing. For one
 * calling thread.
 */
public final class Ahead<T> implements AutoCloseable {

    private final int n;
    private final IntFunction<T> make;
    private final boolean ahead;
    private int next;
    private FutureTask<T> begun;
    private Thread maker;

    /**
     * Prepares them.
     *
     * @param make makes an item; never called for two at a time
     * @param ahead whether in another thread; else in the calling one, when the item is asked for
     */
    public Ahead(int n, IntFunction<T> make, boolean ahead) {
        this.n = n;
        this.make = make;
        this.ahead = ahead;
    }

    /**
     * The next item; whatever making it threw.
     *
     * @throws CancellationException where the calling thread is interrupted
     */
    public T take() {
        Workers.checkInterrupted();
        if (!ahead) {
            return make.apply(next++);
        }
        if (begun == null) {
            begin();
        }
        try {
            T item = begun.get();
            begun = null;
            if (next < n) {
                begin();
            }
            return item;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (CancellationException) new CancellationException("interrupted").initCause(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        }
    }

    private void begin() {
        int item = next++;
        begun = new FutureTask<>(() -> make.apply(item));
        maker = new Thread(begun, "shearnet-ahead");
        maker.setDaemon(true);
        maker.start();
    }

    /** Waits for the item that is being made, so that what it is made from can be closed. */
    @Override
    public void close() {
        boolean interrupted = false;
        while (maker != null && maker.isAlive()) {
            try {
                maker.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
