package org.shearnet.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Turns Ctrl-C into a request: the running command sees it, saves what it has and ends; only then does the process.
 *
 * <p>The JVM itself answers SIGINT by running the shutdown hooks and leaving with 130, so the hook asks, and waits for
 * the command's thread.
 */
final class Interrupts {

    private static final long PATIENCE_SECONDS = 60;
    private static final AtomicBoolean REQUESTED = new AtomicBoolean();
    private static final AtomicBoolean LEAVING = new AtomicBoolean();
    private static final CountDownLatch FINISHED = new CountDownLatch(1);

    private static volatile Runnable action = () -> {};

    private Interrupts() {}

    /** What a request does from now on, in place of interrupting the command's thread. */
    static void onRequest(Runnable newAction) {
        action = newAction;
        if (REQUESTED.get()) {
            newAction.run();
        }
    }

    /** Whether the user asked to stop. */
    static boolean requested() {
        return REQUESTED.get();
    }

    static void install(Thread command) {
        action = command::interrupt;
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            if (LEAVING.get()) {
                                return;
                            }
                            REQUESTED.set(true);
                            action.run();
                            try {
                                FINISHED.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "interrupt"));
    }

    /** The command is done: a shutdown from here on is its own. */
    static void finished() {
        if (!REQUESTED.get()) {
            LEAVING.set(true);
        }
        FINISHED.countDown();
    }
}
