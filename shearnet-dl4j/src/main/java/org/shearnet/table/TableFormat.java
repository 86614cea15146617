package org.shearnet.table;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.shearnet.galaxysim.fits.FitsTableWriter;
import org.shearnet.galaxysim.fits.FitsTablesWriter;
import org.shearnet.galaxysim.fits.TableWriter;

/** The formats of tables, by the endings of files. */
public enum TableFormat {
    /** FITS, which any other ending means. */
    FITS,
    /** Apache Parquet. */
    PARQUET,
    /** Comma-separated values. */
    CSV;

    /** What a file of that name holds. */
    public static TableFormat of(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".parquet")) {
            return PARQUET;
        }
        return name.endsWith(".csv") || name.endsWith(".csv.gz") ? CSV : FITS;
    }

    /**
     * Begins a table.
     *
     * @param file its name says the format
     * @param name of the table, where it can have one
     * @param rows how many will be written
     */
    public static TableWriter writer(Path file, String name, long rows) throws IOException {
        return switch (of(file)) {
            case FITS -> new FitsTableWriter(file, name, rows);
            case PARQUET -> new ParquetWriter(file, name, rows);
            case CSV -> new CsvWriter(file, rows);
        };
    }

    /**
     * Begins a table that belongs into several ones: HDUs in FITS, and one table with the column in the other formats.
     *
     * @param column of texts that says to which one a row belongs
     * @param parts their names
     * @param rows how many will be written into each of them
     */
    public static TableWriter writer(Path file, String name, String column, List<String> parts, long rows)
            throws IOException {
        return of(file) == FITS
                ? new FitsTablesWriter(file, column, parts, rows)
                : writer(file, name, Math.multiplyExact(rows, parts.size()));
    }
}
