package org.shearnet.parallel;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;

/**
 * Long-lived threads, the calling one among them, that share numbered tasks; which thread takes which task never matters to
 * a result. A task goes to the same thread in every round, in whose cache its data lie, unless another is idle. A thread
 * without work looks out for more for a short while before it sleeps: a training step has three rounds of tasks within
 * milliseconds, and waking a thread takes a good part of one.
 */
public final class Workers implements AutoCloseable {

    private static final long AWAKE_NANOSECONDS = 500_000;

    private final Thread[] helpers;
    private final Runnable enter;
    private volatile Round round;
    private volatile boolean closed;

    /** @param threads at least 1 */
    public Workers(int threads) {
        this(threads, () -> {});
    }

    /**
     * Workers whose threads must be prepared.
     *
     * @param threads at least 1
     * @param enter what each thread does before its first task, and the calling one before each round
     */
    public Workers(int threads, Runnable enter) {
        if (threads < 1) {
            throw new IllegalArgumentException("at least one thread is needed, not " + threads);
        }
        helpers = new Thread[threads - 1];
        this.enter = enter;
    }

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
     * Runs a task on the items 0 to n - 1, each thread with a worker object of its own; the first failure is thrown, and the
     * others stop after the item they are in: where memory is short each would else run out of it in turn before anybody is
     * told.
     *
     * @param worker makes one thread's buffers
     * @param task treats one item with them
     * @param done is told 1 after each item
     * @throws CancellationException where the calling thread is interrupted
     */
    public static <W> void run(int n, int threads, Supplier<W> worker, ObjIntConsumer<W> task, IntConsumer done) {
        AtomicInteger next = new AtomicInteger();
        IntConsumer loop = slot -> {
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
        int used = Math.min(threads, n);
        if (used <= 1) {
            loop.accept(0);
            return;
        }
        Workers workers = new Workers(used + 1);
        try {
            workers.begin(used, loop, 0).awaitFirstFailure();
        } finally {
            workers.close();
            for (Thread helper : workers.helpers) {
                helper.interrupt();
            }
        }
    }

    public int threads() {
        return helpers.length + 1;
    }

    /**
     * Runs task 0 to count - 1 and returns when all are done, even where the calling thread is interrupted; the first
     * failure is thrown, and tasks not yet begun are left out then. Where the machine gives out, as out of memory, that is
     * thrown without waiting for the others. For one calling thread at a time.
     */
    public void run(int count, IntConsumer task) {
        enter.run();
        Round mine = begin(count, task, 1);
        mine.work(0);
        mine.await();
    }

    /** @param own how many of the tasks the calling thread begins with */
    private Round begin(int count, IntConsumer task, int own) {
        Round mine = new Round(count, task, threads(), Thread.currentThread());
        round = mine;
        for (int t = 0; t < Math.min(helpers.length, count - own); t++) {
            if (helpers[t] == null) {
                helpers[t] = helper(t + 1, mine);
            }
            LockSupport.unpark(helpers[t]);
        }
        return mine;
    }

    /** Treats one piece. */
    @FunctionalInterface
    public interface PieceTask {
        /**
         * Treats a piece.
         *
         * @param slot below the number of threads, and no other thread's at the time: a place for buffers
         * @param from first item
         */
        void accept(int slot, int from);
    }

    /** As {@link #run}, items 0 to count - 1 in pieces of a fixed size, to whoever is free. */
    public void runPieces(int count, int size, PieceTask task) {
        AtomicInteger next = new AtomicInteger();
        run(Math.min((count + size - 1) / size, threads()), slot -> {
            for (int from = next.getAndAdd(size); from < count; from = next.getAndAdd(size)) {
                task.accept(slot, from);
            }
        });
    }

    private Thread helper(int number, Round first) {
        Thread thread = new Thread(() -> help(number, first), "shearnet-worker-" + number);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void help(int number, Round first) {
        enter.run();
        Round latest = first;
        while (!closed) {
            latest.work(number);
            Round done = latest;
            pause(() -> round != done || closed);
            latest = round;
        }
    }

    /** Waits for a condition, at first awake. May return early. */
    private static void pause(BooleanSupplier over) {
        long start = System.nanoTime();
        while (!over.getAsBoolean()) {
            if (System.nanoTime() - start < AWAKE_NANOSECONDS) {
                Thread.yield(); // other programs first
            } else {
                LockSupport.park();
                return;
            }
        }
    }

    /** Ends the threads after the tasks they are in. */
    @Override
    public void close() {
        closed = true;
        for (Thread helper : helpers) {
            LockSupport.unpark(helper);
        }
    }

    /** The tasks of one call. A helper that comes late finds none left. */
    private static final class Round {

        private final int count;
        private final IntConsumer task;
        private final int threads;
        private final Thread caller;
        private final AtomicIntegerArray taken;
        private final AtomicInteger left;
        private final AtomicReference<Throwable> failure = new AtomicReference<>();

        Round(int count, IntConsumer task, int threads, Thread caller) {
            this.count = count;
            this.task = task;
            this.threads = threads;
            this.caller = caller;
            taken = new AtomicIntegerArray(count);
            left = new AtomicInteger(count);
        }

        /** The thread's own tasks first, then what others have not yet begun. */
        void work(int thread) {
            for (int i = thread; i < count; i += threads) {
                take(i);
            }
            for (int i = 0; i < count && left.get() > 0; i++) {
                take(i);
            }
        }

        private void take(int i) {
            if (!taken.compareAndSet(i, 0, 1)) {
                return;
            }
            try {
                if (failure.get() == null) {
                    task.accept(i);
                }
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
                LockSupport.unpark(caller);
            }
            if (left.decrementAndGet() == 0 && Thread.currentThread() != caller) {
                LockSupport.unpark(caller);
            }
        }

        private boolean isOver() {
            return left.get() == 0 || failure.get() instanceof VirtualMachineError;
        }

        /** Waits for all tasks, whatever happens meanwhile. */
        void await() {
            boolean interrupted = false;
            while (!isOver()) {
                pause(this::isOver);
                interrupted |= Thread.interrupted();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            rethrow();
        }

        /** Waits until all tasks are done, one of them has failed, or the thread is interrupted. */
        void awaitFirstFailure() {
            while (left.get() > 0 && failure.get() == null) {
                pause(() -> left.get() == 0 || failure.get() != null);
                checkInterrupted();
            }
            rethrow();
        }

        private void rethrow() {
            if (failure.get() instanceof Error error) {
                throw error;
            }
            if (failure.get() != null) {
                throw (RuntimeException) failure.get();
            }
        }
    }
}
