package org.shearnet.galaxysim.fits;

import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import nom.tam.fits.BinaryTable;
import nom.tam.fits.BinaryTableHDU;
import nom.tam.util.ArrayFuncs;

/**
 * Reads columns of a table piece by piece, so that a table larger than memory can be read. Columns are scaled by TSCAL and
 * TZERO; what TNULL marks becomes NaN, and its column one of real numbers. Columns of arrays of variable length are left out.
 */
public final class FitsTableReader {

    /** A column of the file, and what it becomes. */
    private record Source(int number, FitsTable.Column column, ColumnScaling scaling) {}

    private final FitsFile file;
    private final FitsFile.Hdu hdu;
    private final BinaryTable table;
    private final int rows;
    private final List<Source> sources = new ArrayList<>();

    /**
     * Begins to read.
     *
     * @param wanted which columns, by their names
     * @throws BadDataException where the HDU holds no table, or a column cannot be read
     */
    FitsTableReader(FitsFile file, FitsFile.Hdu hdu, Predicate<String> wanted) {
        this.file = file;
        this.hdu = hdu;
        if (!hdu.isTable()) {
            throw new BadDataException(file.where(hdu) + ": holds no binary table");
        }
        BinaryTableHDU source = (BinaryTableHDU) hdu.content();
        rows = source.getNRows();
        table = source.getData();
        reading(() -> {
            for (int i = 0; i < source.getNCols(); i++) {
                BinaryTable.ColumnDesc desc = table.getDescriptor(i);
                boolean readable = desc.isString() || desc.isNumeric() || desc.isLogical();
                if (wanted.test(name(desc, i)) && readable && !desc.isVariableSize()) {
                    sources.add(source(desc, i));
                }
            }
        });
    }

    /** A column without TTYPE goes by its number from 1, col3 say, as in other programs. */
    private static String name(BinaryTable.ColumnDesc column, int i) {
        return column.name() == null || column.name().isBlank() ? "col" + (i + 1) : column.name();
    }

    private Source source(BinaryTable.ColumnDesc desc, int i) {
        String unit = hdu.content().getHeader().getStringValue("TUNIT" + (i + 1), "");
        if (desc.isString()) {
            int width = 1;
            for (int row = 0; row < rows; row++) {
                width = Math.max(width, text(row, i).length());
            }
            return new Source(i, new FitsTable.Column(name(desc, i), FitsTable.Type.TEXT, unit, List.of(width)), null);
        }
        List<Integer> shape = new ArrayList<>();
        for (int axis : desc.isSingleton() ? new int[0] : desc.getEntryShape()) {
            shape.add(axis);
        }
        ColumnScaling scaling = ColumnScaling.of(hdu.header(), i + 1);
        FitsTable.Type type = isWhole(desc, i, scaling) ? FitsTable.Type.LONG : FitsTable.Type.DOUBLE;
        return new Source(i, new FitsTable.Column(name(desc, i), type, unit, shape), scaling);
    }

    /** Whether all of a column are whole numbers of 64 bits; its values are looked at only where the header leaves it open. */
    private boolean isWhole(BinaryTable.ColumnDesc desc, int i, ColumnScaling scaling) {
        if (!desc.isNumeric() || desc.isComplex() || !scaling.keepsWhole(desc.getElementClass())) {
            return false;
        }
        for (int row = 0; row < rows && !scaling.alwaysWhole(desc.getElementClass()); row++) {
            Object cell = cell(desc, row, i);
            for (int e = 0; e < Array.getLength(cell); e++) {
                if (!scaling.isWhole(number(cell, e))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The array of a row. */
    private Object cell(BinaryTable.ColumnDesc desc, int row, int i) {
        Object value = table.get(row, i);
        return desc.isSingleton() ? new Object[] {value} : ArrayFuncs.flatten(value);
    }

    /** An element as a number, bytes without sign; true counts as 1, false as 0. */
    private static Number number(Object cell, int e) {
        Object value = Array.get(cell, e);
        if (value instanceof Byte unsigned) {
            return unsigned & 0xff;
        }
        return value instanceof Number number ? number : Boolean.TRUE.equals(value) ? 1 : 0;
    }

    private String text(int row, int i) {
        return String.valueOf(table.getString(row, i)).stripTrailing();
    }

    /**
     * Reads a table.
     *
     * @param path the file
     * @param extension name of its HDU; null for the first table
     * @return the table
     * @throws BadDataException where it is missing or of an unknown form
     */
    public static FitsTable read(Path path, String extension) {
        try (FitsFile file = new FitsFile(path)) {
            return read(file, extension);
        }
    }

    /**
     * Reads a table of an open file.
     *
     * @param file the file, open
     * @param extension name of its HDU; null for the first table
     * @return the table
     */
    public static FitsTable read(FitsFile file, String extension) {
        FitsFile.Hdu hdu = file.hdus().stream()
                .filter(h -> h.isTable() && (extension == null || h.name().equalsIgnoreCase(extension)))
                .findFirst()
                .orElseThrow(() -> new BadDataException(
                        file.path() + ": no table" + (extension == null ? "" : " '" + extension + "'")));
        return read(file, hdu);
    }

    /**
     * Reads the table of an HDU. Columns are scaled by TSCAL and TZERO; what TNULL marks becomes NaN. Columns of arrays
     * of variable length are left out.
     *
     * @param file the file, open
     * @param hdu an HDU of that file
     * @return the table
     */
    public static FitsTable read(FitsFile file, FitsFile.Hdu hdu) {
        return read(file, hdu, name -> true);
    }

    /** Reads some columns of the table of an HDU, by their names. */
    static FitsTable read(FitsFile file, FitsFile.Hdu hdu, Predicate<String> wanted) {
        FitsTableReader reader = new FitsTableReader(file, hdu, wanted);
        return reader.read(0, reader.rows());
    }

    /** {@return number of rows} */
    public int rows() {
        return rows;
    }

    /** {@return the columns that are read} */
    public List<FitsTable.Column> columns() {
        return sources.stream().map(Source::column).toList();
    }

    /**
     * Reads rows {@code from ... from + n - 1}.
     *
     * @param from the first row, from 0
     * @param n number of rows
     * @return the table
     * @throws BadDataException where they cannot be read
     */
    public FitsTable read(int from, int n) {
        FitsTable piece = new FitsTable();
        reading(() -> {
            for (Source source : sources) {
                read(source, from, n, piece);
            }
        });
        piece.header().addUserCards(hdu.header());
        return piece;
    }

    private void read(Source source, int from, int n, FitsTable to) {
        FitsTable.Column column = source.column();
        int i = source.number();
        if (column.type() == FitsTable.Type.TEXT) {
            String[] texts = new String[n];
            for (int row = 0; row < n; row++) {
                texts[row] = text(from + row, i);
            }
            to.add(column, texts, n);
            return;
        }
        BinaryTable.ColumnDesc desc = table.getDescriptor(i);
        boolean whole = column.type() == FitsTable.Type.LONG;
        int elements = column.elements();
        long[] longs = whole ? new long[n * elements] : null;
        double[] reals = whole ? null : new double[n * elements];
        for (int row = 0; row < n; row++) {
            Object cell = cell(desc, from + row, i);
            for (int e = 0; e < elements; e++) {
                if (whole) {
                    longs[row * elements + e] = source.scaling().whole(number(cell, e));
                } else {
                    reals[row * elements + e] = source.scaling().real(number(cell, e));
                }
            }
        }
        to.add(column, whole ? longs : reals, n);
    }

    /** Puts the library's complaints into words. */
    private void reading(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            throw new BadDataException(file.path() + ": " + hdu.name() + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
