package org.shearnet.galaxysim.fits;

import java.io.IOException;
import java.nio.file.Path;

/** The rows of a table that {@link FitsTableWriter} wrote, read back to the last bit, types and widths of its columns too. */
public final class StoredRows implements AutoCloseable {

    private final Path path;
    private final FitsBlocks blocks;
    private final FitsBlocks.Hdu hdu;
    private final TableRows form;
    private final FitsHeader header;
    private final long rows;

    /**
     * Opens a file.
     *
     * @param path a FITS file
     * @param extension name of the table
     * @throws BadDataException where it is missing, truncated, damaged or holds no such table
     */
    public StoredRows(Path path, String extension) {
        this.path = path;
        try (FitsFile file = new FitsFile(path)) { // in words of its own where it is packed, or no FITS
            FitsFile.Hdu table = file.find(extension);
            if (table == null || !table.isTable()) {
                throw new BadDataException(path + ": no table '" + extension + "'");
            }
            header = new FitsHeader();
            header.addUserCards(table.header());
            form = TableRows.of(table.header(), file.where(table));
        }
        blocks = new FitsBlocks(path);
        hdu = blocks.hdus().stream()
                .filter(h -> extension.equals(h.value("EXTNAME")))
                .findFirst()
                .orElseThrow(() -> new BadDataException(path + ": no table '" + extension + "'"));
        rows = hdu.number("NAXIS2", 0);
    }

    /** {@return number of rows} */
    public long rows() {
        return rows;
    }

    /** {@return its cards, those of structure left out} */
    public FitsHeader header() {
        return header;
    }

    /**
     * {@return rows from one on}
     *
     * @param from the first row, from 0
     * @param n number of rows
     */
    public FitsTable read(long from, int n) {
        try {
            return form.decode(blocks.data(hdu, from * form.width(), n * form.width()));
        } catch (IOException e) {
            throw new BadDataException(path + ": row " + from + ": cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        blocks.close();
    }
}
