package org.shearnet.galaxysim.fits;

import java.io.IOException;

/** Writes a table piece by piece, so that it may be larger than memory; the file appears on {@link #commit}, whole, or not at all. */
public interface TableWriter extends AutoCloseable {

    /**
     * Appends the rows of a piece; all pieces have the same columns. The first one's header is the table's.
     *
     * @param piece the next rows, of the same columns
     * @throws IOException where they cannot be written
     */
    void append(FitsTable piece) throws IOException;

    /**
     * Completes the file and gives it its name.
     *
     * @throws IOException where the file cannot be written
     */
    void commit() throws IOException;

    @Override
    void close() throws IOException;
}
