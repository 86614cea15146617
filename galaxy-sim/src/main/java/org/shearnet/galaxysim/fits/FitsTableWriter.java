package org.shearnet.galaxysim.fits;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import nom.tam.fits.FitsException;
import nom.tam.fits.Header;
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
     * Begins a table of so many rows.
     *
     * @param path the file, at its place in the end
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
     * Writes a file of one table; it appears whole or not at all.
     *
     * @param table what to write
     * @param path the file, at its place in the end
     * @param extension EXTNAME of the table
     * @throws IOException where the file cannot be written
     */
    public static void write(FitsTable table, Path path, String extension) throws IOException {
        try (FitsTableWriter writer = new FitsTableWriter(path, extension, table.rows())) {
            writer.append(table);
            writer.commit();
        }
    }

    /**
     * Appends the rows of a piece; all pieces have the same columns. The first one's header is the table's.
     *
     * @param piece the next rows, of the same columns
     * @throws IOException where they cannot be written
     */
    public void append(FitsTable piece) throws IOException {
        try {
            if (form == null) {
                form = piece;
                out = new FitsOutputStream(Files.newOutputStream(file.temporary()), 1 << 16);
                FitsHeader.primary().writePrimary(out);
                header(piece, extension, rows).write(out);
            } else if (!piece.columns().equals(form.columns())) {
                throw new IllegalArgumentException("a piece of a table with other columns than the first");
            }
        } catch (FitsException e) {
            throw new IOException(e.getMessage(), e);
        }
        bytes += writeRows(piece);
        written += piece.rows();
    }

    /**
     * Completes the file and gives it its name.
     *
     * @throws IOException where the file cannot be written
     */
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

    private static int rowBytes(FitsTable table) {
        return table.columns().stream()
                .mapToInt(c -> c.elements() * c.type().bytes)
                .sum();
    }

    /** The header of an HDU of so many rows. */
    static Header header(FitsTable table, String extension, long rowCount) throws FitsException {
        List<FitsTable.Column> columns = table.columns();
        Header out = new Header();
        out.addValue("XTENSION", "BINTABLE", null);
        out.addValue("BITPIX", 8, null);
        out.addValue("NAXIS", 2, null);
        out.addValue("NAXIS1", rowBytes(table), null);
        out.addValue("NAXIS2", rowCount, null);
        out.addValue("PCOUNT", 0, null);
        out.addValue("GCOUNT", 1, null);
        out.addValue("TFIELDS", columns.size(), null);
        for (int i = 0; i < columns.size(); i++) {
            FitsTable.Column c = columns.get(i);
            out.addValue("TTYPE" + (i + 1), c.name(), null);
            out.addValue("TFORM" + (i + 1), (c.shape().isEmpty() ? "" : c.elements()) + "" + c.type().code, null);
            if (c.shape().size() > 1) {
                List<String> axes = new ArrayList<>();
                c.shape().forEach(axis -> axes.add(0, axis.toString()));
                out.addValue("TDIM" + (i + 1), "(" + String.join(",", axes) + ")", null);
            }
            if (!c.unit().isEmpty()) {
                out.addValue("TUNIT" + (i + 1), c.unit(), null);
            }
        }
        out.addValue("EXTNAME", extension, null);
        new FitsHeader(out).addUserCards(table.header());
        return out;
    }

    /** Writes the rows, and says how many bytes they took. */
    private long writeRows(FitsTable table) throws IOException {
        List<FitsTable.Column> columns = table.columns();
        long size = 0;
        for (int row = 0; row < table.rows(); row++) {
            for (FitsTable.Column c : columns) {
                int n = c.elements();
                Object values = table.values(c.name());
                if (values instanceof String[] texts) {
                    byte[] padded = new byte[n];
                    byte[] text = FitsHeader.ascii(texts[row]).getBytes(StandardCharsets.US_ASCII);
                    System.arraycopy(text, 0, padded, 0, Math.min(n, text.length));
                    out.write(padded);
                    size += n;
                } else if (values instanceof double[] numbers) {
                    out.write(numbers, row * n, n);
                    size += 8L * n;
                } else if (c.type() == FitsTable.Type.INT) {
                    out.writeInt((int) ((long[]) values)[row]);
                    size += 4;
                } else {
                    out.write((long[]) values, row * n, n);
                    size += 8L * n;
                }
            }
        }
        return size;
    }
}
