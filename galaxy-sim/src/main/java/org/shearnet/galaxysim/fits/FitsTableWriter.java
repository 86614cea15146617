package org.shearnet.galaxysim.fits;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import nom.tam.fits.FitsException;
import nom.tam.util.FitsOutputStream;

/**
 * Writes a file of one table piece by piece, so that a table larger than memory can be written. The file appears on {@link
 * #commit}, whole, or not at all.
 */
public final class FitsTableWriter implements AutoCloseable {

    private static final int BLOCK = 2880;

    private final AtomicFile file;
    private final String extension;
    private final long rows;
    private FitsOutputStream out;
    private FitsTable form;
    private long written;
    private long bytes;

    /**
     * @param extension name of the table's HDU
     * @param rows how many will be written
     * @throws IOException where the file cannot be made
     */
    public FitsTableWriter(Path path, String extension, long rows) throws IOException {
        this.extension = extension;
        this.rows = rows;
        file = new AtomicFile(path);
    }

    /**
     * Appends the rows of a piece; all pieces have the same columns. The first one's header is the table's.
     *
     * @throws IOException where they cannot be written
     */
    public void append(FitsTable piece) throws IOException {
        try {
            if (form == null) {
                form = piece;
                out = new FitsOutputStream(Files.newOutputStream(file.temporary()), 1 << 16);
                FitsHeader.primary().writePrimary(out);
                piece.headerFor(extension, rows).write(out);
            } else if (!piece.columns().equals(form.columns())) {
                throw new IllegalArgumentException("a piece of a table with other columns than the first");
            }
        } catch (FitsException e) {
            throw new IOException(e.getMessage(), e);
        }
        bytes += piece.writeRows(out);
        written += piece.rows();
    }

    /** Completes the file and gives it its name. */
    public void commit() throws IOException {
        if (written != rows) {
            throw new IllegalStateException(written + " rows written of " + rows);
        }
        out.write(new byte[(int) ((BLOCK - bytes % BLOCK) % BLOCK)]);
        out.close();
        file.commit();
    }

    @Override
    public void close() throws IOException {
        try {
            if (out != null) {
                out.close();
            }
        } finally {
            file.close();
        }
    }
}
