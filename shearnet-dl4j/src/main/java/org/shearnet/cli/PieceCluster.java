package org.shearnet.cli;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What runs pieces on many machines. {@link java.util.ServiceLoader} finds the implementation; without one {@code --spark} is refused, so
 * that this program needs no cluster's libraries.
 */
public interface PieceCluster {

    /**
     * What is asked for.
     *
     * @param master address of the cluster, or a word for this machine
     * @param name of the work, for people
     * @param threads of each piece
     * @param alone whether a process does one piece at a time
     * @param isCut whether the number of pieces is known, whatever the cluster has
     */
    record Wish(String master, String name, int threads, boolean alone, boolean isCut) {}

    /**
     * Connects to a cluster and waits until it has a process.
     *
     * @param wish what is asked for
     * @param say takes lines for people
     * @return a session, which is to be closed
     * @throws IOException in one line, where nobody answers or the cluster refuses
     * @throws java.util.concurrent.CancellationException where the calling thread is interrupted
     */
    Session connect(Wish wish, Consumer<String> say) throws IOException;

    /** A connection. */
    interface Session extends AutoCloseable {

        /** {@return how many pieces run at a time} */
        int slots();

        /**
         * Does pieces, each again elsewhere where its process fails; returns when all are done or one outcome was refused.
         *
         * @param tasks the pieces
         * @param done takes each outcome as it comes, one at a time, and says whether to go on
         * @throws IOException in one line, where a piece failed too often
         * @throws java.util.concurrent.CancellationException where the calling thread is interrupted
         */
        void run(List<PieceTask> tasks, Predicate<PieceOutcome> done) throws IOException;

        @Override
        void close();
    }
}
