package org.shearnet.galaxysim.fits;

import java.io.IOException;
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
public final class FitsTableWriter implements TableWriter {

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

    @Override
    public void append(FitsTable piece) throws IOException {
        try {
            if (form == null) {
                form = piece;
                out = new FitsOutputStream(Files.newOutputStream(file.temporary()), 1 << 16);
                out.write(FitsHeader.primary().primaryBytes());
                header(piece, extension, rows).write(out);
            } else if (!piece.columns().equals(form.columns())) {
                throw new IllegalArgumentException("a piece of a table with other columns than the first");
            }
        } catch (FitsException e) {
            throw new IOException(e.getMessage(), e);
        }
        byte[] encoded = new TableRows(piece.columns()).encode(piece);
        out.write(encoded);
        bytes += encoded.length;
        written += piece.rows();
    }

    @Override
    public void commit() throws IOException {
        if (written != rows) {
            throw new IllegalStateException(written + " rows written of " + rows);
        }
        out.write(new byte[FitsStructure.padding(bytes)]);
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

    /** The header of an HDU of so many rows. */
    static Header header(FitsTable table, String extension, long rowCount) throws FitsException {
        List<FitsTable.Column> columns = table.columns();
        Header out = new Header();
        out.addValue("XTENSION", "BINTABLE", null);
        out.addValue("BITPIX", 8, null);
        out.addValue("NAXIS", 2, null);
        out.addValue("NAXIS1", new TableRows(columns).width(), null);
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
            if (!table.ucd(c.name()).isEmpty()) {
                out.addValue("TUCD" + (i + 1), table.ucd(c.name()), null);
            }
        }
        out.addValue("EXTNAME", extension, null);
        new FitsHeader(out).addUserCards(table.header());
        return out;
    }
}
