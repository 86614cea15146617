package org.shearnet.speed;

import java.util.function.Supplier;

/**
 * Work whose speed is measured.
 *
 * @param name for the table
 * @param items that one piece of work does
 * @param ownThreads whether it spreads its work over threads itself; else each thread has a worker of its own
 * @param worker makes a worker
 */
public record SpeedCase(String name, int items, boolean ownThreads, Supplier<Work> worker) {

    /** One thread's worker. */
    @FunctionalInterface
    public interface Work extends AutoCloseable {
        /**
         * Does a piece of work; the result keeps the compiler from leaving it out.
         *
         * @param index of the piece, another one each time
         */
        double run(long index);

        /** Gives up what it holds. */
        @Override
        default void close() {}
    }

    /** A case of one item a piece, each thread with a worker of its own. */
    public static SpeedCase single(String name, Supplier<Work> worker) {
        return new SpeedCase(name, 1, false, worker);
    }
}
