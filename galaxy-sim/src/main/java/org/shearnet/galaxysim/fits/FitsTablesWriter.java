package org.shearnet.galaxysim.fits;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import nom.tam.fits.FitsException;

/** Writes the rows of a table into several HDUs, by what a column of texts says, each under that name and without the column. */
public final class FitsTablesWriter implements TableWriter {

    private final AtomicFile file;
    private final String column;
    private final List<String> names;
    private final long rows;
    private final List<OutputStream> outs = new ArrayList<>();
    private final long[] written;

    /**
     * Begins the tables.
     *
     * @param path the file, at its place in the end
     * @param column that says to which HDU a row belongs
     * @param names of the HDUs in order
     * @param rows how many will be written into each
     * @throws IOException where the file cannot be made
     */
    public FitsTablesWriter(Path path, String column, List<String> names, long rows) throws IOException {
        this.column = column;
        this.names = List.copyOf(names);
        this.rows = rows;
        written = new long[names.size()];
        file = new AtomicFile(path);
    }

    @Override
    public void append(FitsTable piece) throws IOException {
        String[] belongs = piece.texts(column);
        for (int k = 0; k < names.size(); k++) {
            String name = names.get(k);
            FitsTable own = piece.take(
                    IntStream.range(0, belongs.length)
                            .filter(i -> belongs[i].equals(name))
                            .toArray(),
                    column);
            if (outs.isEmpty()) {
                begin(own, piece.header());
            }
            outs.get(k).write(new TableRows(own.columns()).encode(own));
            written[k] += own.rows();
        }
    }

    private void begin(FitsTable form, FitsHeader cards) throws IOException {
        form.header().addUserCards(cards);
        long padded = FitsStructure.padded(rows * new TableRows(form.columns()).width());
        long at = 0;
        try {
            byte[] primary = FitsHeader.primary().primaryBytes();
            place(0).write(primary);
            outs.remove(0).close();
            at = primary.length;
            for (String name : names) {
                byte[] header = new FitsHeader(FitsTableWriter.header(form, name, rows)).bytes();
                place(at).write(header);
                at += header.length + padded;
            }
        } catch (FitsException e) {
            throw new IOException(e.getMessage(), e);
        }
        try (FileChannel whole = FileChannel.open(file.temporary(), StandardOpenOption.WRITE)) {
            whole.write(java.nio.ByteBuffer.allocate(1), at - 1); // what is never written reads as zero
        }
    }

    /** A stream that begins at a place of the file, kept in order. */
    private OutputStream place(long at) throws IOException {
        FileChannel channel = FileChannel.open(file.temporary(), StandardOpenOption.WRITE);
        channel.position(at);
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
        outs.add(out);
        return out;
    }

    @Override
    public void commit() throws IOException {
        for (int k = 0; k < written.length; k++) {
            if (written[k] != rows) {
                throw new IllegalStateException(names.get(k) + ": " + written[k] + " rows written of " + rows);
            }
        }
        closeAll();
        file.commit();
    }

    private void closeAll() throws IOException {
        for (OutputStream out : outs) {
            out.close();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            closeAll();
        } finally {
            file.close();
        }
    }
}
