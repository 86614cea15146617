package org.shearnet.galaxysim.fits;

import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import nom.tam.fits.BinaryTable;
import nom.tam.fits.BinaryTableHDU;
import nom.tam.fits.FitsException;
import nom.tam.util.ArrayFuncs;

/** Reads binary tables. */
public final class FitsTableReader {

    private FitsTableReader() {}

    /**
     * Reads a table.
     *
     * @param extension name of its HDU; null for the first table
     * @throws BadDataException where it is missing or of an unknown form
     */
    public static FitsTable read(Path path, String extension) {
        try (FitsFile file = new FitsFile(path)) {
            return read(file, extension);
        }
    }

    /** Reads a table of an open file. */
    public static FitsTable read(FitsFile file, String extension) {
        FitsFile.Hdu hdu = file.hdus().stream()
                .filter(h -> h.isTable() && (extension == null || h.name().equalsIgnoreCase(extension)))
                .findFirst()
                .orElseThrow(() -> new BadDataException(
                        file.path() + ": no table" + (extension == null ? "" : " '" + extension + "'")));
        return read(file, hdu);
    }

    /**
     * Reads the table of an HDU. Columns are scaled by TSCAL and TZERO; what TNULL marks becomes NaN. Columns of arrays of
     * variable length are left out.
     */
    public static FitsTable read(FitsFile file, FitsFile.Hdu hdu) {
        return read(file, hdu, name -> true);
    }

    /** Reads some columns of the table of an HDU, by their names. */
    static FitsTable read(FitsFile file, FitsFile.Hdu hdu, Predicate<String> wanted) {
        if (!hdu.isTable()) {
            throw new BadDataException(file.where(hdu) + ": holds no binary table");
        }
        FitsTable table = new FitsTable();
        BinaryTableHDU source = (BinaryTableHDU) hdu.hdu();
        try {
            BinaryTable rows = source.getData();
            for (int i = 0; i < source.getNCols(); i++) {
                if (wanted.test(name(rows.getDescriptor(i), i))) {
                    addColumn(table, source, rows, i);
                }
            }
        } catch (RuntimeException e) {
            throw new BadDataException(file.path() + ": " + hdu.name() + ": cannot be read: " + e.getMessage(), e);
        }
        table.header().addUserCards(hdu.header());
        return table;
    }

    /** A column without TTYPE goes by its number from 1, col3 say, as in other programs. */
    private static String name(BinaryTable.ColumnDesc column, int i) {
        return column.name() == null || column.name().isBlank() ? "col" + (i + 1) : column.name();
    }

    private static void addColumn(FitsTable table, BinaryTableHDU source, BinaryTable from, int i)
            throws FitsException {
        BinaryTable.ColumnDesc desc = from.getDescriptor(i);
        String unit = source.getHeader().getStringValue("TUNIT" + (i + 1), "");
        int length = source.getNRows();
        if (desc.isVariableSize() || !(desc.isString() || desc.isNumeric() || desc.isLogical())) {
            return;
        }
        if (desc.isString()) {
            String[] texts = new String[length];
            int width = 1;
            for (int row = 0; row < length; row++) {
                texts[row] = String.valueOf(from.getString(row, i)).stripTrailing();
                width = Math.max(width, texts[row].length());
            }
            table.add(new FitsTable.Column(name(desc, i), FitsTable.Type.TEXT, unit, List.of(width)), texts, length);
            return;
        }
        List<Integer> shape = new ArrayList<>();
        for (int axis : desc.isSingleton() ? new int[0] : desc.getEntryShape()) {
            shape.add(axis);
        }
        int n = shape.stream().reduce(1, (a, b) -> a * b);
        Object[] values = new Object[length * n];
        for (int row = 0; row < length; row++) {
            Object cell = desc.isSingleton() ? new Object[] {from.get(row, i)} : ArrayFuncs.flatten(from.get(row, i));
            for (int e = 0; e < n; e++) {
                Object value = Array.get(cell, e);
                values[row * n + e] = value instanceof Byte unsigned ? (Object) (unsigned & 0xff) : value;
            }
        }
        ColumnScaling scaling = ColumnScaling.of(new FitsHeader(source.getHeader()), i + 1);
        long[] longs = scaling.whole(values);
        table.add(
                new FitsTable.Column(
                        name(desc, i), longs != null ? FitsTable.Type.LONG : FitsTable.Type.DOUBLE, unit, shape),
                longs != null ? longs : scaling.real(values),
                length);
    }
}
