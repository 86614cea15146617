package org.shearnet.galaxysim.scene;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The threads of a simulation, which keep no process alive, and what went wrong on them. */
final class RenderThreads {

    private RenderThreads() {}

    static ExecutorService of(int count) {
        return Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(task, "simulate");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Throws what a task failed with as it was thrown there. */
    static RuntimeException thrown(ExecutionException e) {
        if (e.getCause() instanceof RuntimeException problem) {
            throw problem;
        }
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        throw new IllegalStateException(e.getCause());
    }
}
