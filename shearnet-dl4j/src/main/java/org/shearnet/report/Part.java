package org.shearnet.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** One part of {@code shearnet inspect}: leaves files in the folder and a section on the page. */
public interface Part {

    /** A word for progress and files. */
    String name();

    /** What is counted as progress. */
    String unit();

    /** How many of them there are. */
    long steps();

    /**
     * Does it.
     *
     * @param folder where its files go; it is there
     * @param progress is told how many more of {@link #steps()} are done, from any thread
     * @throws java.util.concurrent.CancellationException where the thread is interrupted
     */
    Section run(Path folder, LongConsumer progress) throws IOException;
}
