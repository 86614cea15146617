package org.shearnet.galaxysim.fits;

import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import nom.tam.fits.FitsException;
import nom.tam.fits.Header;
import nom.tam.util.FitsOutputStream;

/**
 * A table of named columns with units, one row an object; a column may hold an array in each row (say a 2 x 2 covariance).
 */
public final class FitsTable {

    private static final int BLOCK = 2880;

    /** Largest whole number up to which a double misses none. */
    private static final double MOST_EXACT = 9.007199254740992e15;

    /** What the elements of a column are. */
    public enum Type {
        /** 64-bit whole numbers. */
        LONG('K', 8),
        /** 32-bit whole numbers. */
        INT('J', 4),
        /** Double precision. */
        DOUBLE('D', 8),
        /** Text. */
        TEXT('A', 1);

        private final char code;
        private final int bytes;

        Type(char code, int bytes) {
            this.code = code;
            this.bytes = bytes;
        }
    }

    /**
     * A column.
     *
     * @param name unique in the table
     * @param type of its elements
     * @param unit say "arcsec"; empty for none
     * @param shape lengths of the axes of a row's array, the fastest last; empty for a single value; for TEXT the width
     */
    public record Column(String name, Type type, String unit, List<Integer> shape) {

        public Column {
            shape = List.copyOf(shape);
        }

        int elements() {
            return shape.stream().reduce(1, (a, b) -> a * b);
        }
    }

    private final List<Column> columns = new ArrayList<>();
    private final Map<String, Object> data = new LinkedHashMap<>();
    private final FitsHeader header = new FitsHeader();
    private int rows = -1;

    /** Cards to be written with the table, and those read with it. */
    public FitsHeader header() {
        return header;
    }

    public List<Column> columns() {
        return List.copyOf(columns);
    }

    public int rows() {
        return Math.max(rows, 0);
    }

    public boolean has(String name) {
        return data.containsKey(name);
    }

    /** The name of a column as the table spells it, found ignoring case; null for none. */
    public String find(String name) {
        return data.containsKey(name)
                ? name
                : data.keySet().stream()
                        .filter(column -> column.equalsIgnoreCase(name))
                        .findFirst()
                        .orElse(null);
    }

    /** Adds a column of single values. */
    public FitsTable add(String name, String unit, double[] values) {
        return add(new Column(name, Type.DOUBLE, unit, List.of()), values, values.length);
    }

    /** Adds a column of whole numbers. */
    public FitsTable add(String name, String unit, long[] values) {
        return add(new Column(name, Type.LONG, unit, List.of()), values, values.length);
    }

    /** Adds a column of flags or counts. */
    public FitsTable add(String name, String unit, int[] values) {
        long[] wide = new long[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return add(new Column(name, Type.INT, unit, List.of()), wide, wide.length);
    }

    /** Adds a column of texts. */
    public FitsTable add(String name, String[] values) {
        int width = 1;
        for (String value : values) {
            width = Math.max(width, textWidth(value));
        }
        return add(name, width, values);
    }

    /** How many characters a text takes in a column. */
    public static int textWidth(String text) {
        return FitsHeader.ascii(text).length();
    }

    /** Adds a column of texts of a width (characters); what is longer is cut. */
    public FitsTable add(String name, int width, String[] values) {
        return add(new Column(name, Type.TEXT, "", List.of(width)), values.clone(), values.length);
    }

    /**
     * Adds a column of arrays.
     *
     * @param shape of one row's array, the fastest axis last
     * @param values all rows one after the other
     */
    public FitsTable add(String name, String unit, List<Integer> shape, double[] values) {
        Column column = new Column(name, Type.DOUBLE, unit, shape);
        return add(column, values, values.length / column.elements());
    }

    /** Adds a column whose values, all rows one after the other, are of its type. */
    FitsTable add(Column column, Object values, int length) {
        if (rows >= 0 && rows != length) {
            throw new IllegalArgumentException("column " + column.name() + " has " + length + " rows, not " + rows);
        }
        if (data.putIfAbsent(column.name(), values) != null) {
            throw new IllegalArgumentException("two columns of the name " + column.name());
        }
        rows = length;
        columns.add(column);
        return this;
    }

    /**
     * The numbers of a column, all rows one after the other.
     *
     * @throws BadDataException where there is no such column, or it holds text
     */
    public double[] doubles(String name) {
        Object values = data.get(name);
        if (values instanceof double[] numbers) {
            return numbers;
        }
        if (values instanceof long[] whole) {
            double[] wide = new double[whole.length];
            for (int i = 0; i < wide.length; i++) {
                wide[i] = whole[i];
            }
            return wide;
        }
        throw new BadDataException(
                values == null
                        ? "no column '" + name + "' (there are " + String.join(", ", data.keySet()) + ")"
                        : "column '" + name + "' holds text, not numbers");
    }

    /** The texts of a column. */
    public String[] texts(String name) {
        if (data.get(name) instanceof String[] texts) {
            return texts;
        }
        throw new BadDataException(
                "no column '" + name + "' of text (there are " + String.join(", ", data.keySet()) + ")");
    }

    /** Whether a column holds text. */
    public boolean isText(String name) {
        return data.get(name) instanceof String[];
    }

    /**
     * The whole numbers of a column.
     *
     * @throws BadDataException where there is no such column, it holds text, or its numbers are not whole or too large to be
     *     kept to the last digit
     */
    public long[] longs(String name) {
        return longs(name, 0);
    }

    /** The same, of a table whose rows count from a number on. */
    long[] longs(String name, int firstRow) {
        if (data.get(name) instanceof long[] whole) {
            return whole;
        }
        double[] numbers = doubles(name);
        long[] whole = new long[numbers.length];
        for (int i = 0; i < whole.length; i++) {
            whole[i] = (long) numbers[i];
            if (whole[i] != numbers[i] || Math.abs(numbers[i]) > MOST_EXACT) {
                throw new BadDataException("column '" + name + "', row " + (firstRow + i) + ": " + numbers[i]
                        + " is no whole number of 64 bits");
            }
        }
        return whole;
    }

    /** A copy of some rows of a column under another name. */
    public FitsTable add(FitsTable from, String name, String newName, int start, int count) {
        Column column = from.columns.stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElseThrow();
        Column renamed = new Column(newName, column.type(), column.unit(), column.shape());
        int n = column.type() == Type.TEXT ? 1 : column.elements();
        Object values = from.data.get(name);
        Object slice = Array.newInstance(values.getClass().getComponentType(), count * n);
        System.arraycopy(values, start * n, slice, 0, count * n);
        return add(renamed, slice, count);
    }

    /** A copy of some rows of all columns. */
    public FitsTable rows(int start, int count) {
        FitsTable some = new FitsTable();
        columns.forEach(column -> some.add(this, column.name(), column.name(), start, count));
        return some;
    }

    int rowBytes() {
        return columns.stream().mapToInt(c -> c.elements() * c.type().bytes).sum();
    }

    /** The header of an HDU of so many rows. */
    Header headerFor(String extension, long rowCount) throws FitsException {
        Header out = new Header();
        out.addValue("XTENSION", "BINTABLE", null);
        out.addValue("BITPIX", 8, null);
        out.addValue("NAXIS", 2, null);
        out.addValue("NAXIS1", rowBytes(), null);
        out.addValue("NAXIS2", rowCount, null);
        out.addValue("PCOUNT", 0, null);
        out.addValue("GCOUNT", 1, null);
        out.addValue("TFIELDS", columns.size(), null);
        for (int i = 0; i < columns.size(); i++) {
            Column c = columns.get(i);
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
        new FitsHeader(out).addUserCards(header);
        return out;
    }

    /** Writes a file of one table; it appears whole or not at all. */
    public void write(Path path, String extension) throws IOException {
        try (FitsTableWriter writer = new FitsTableWriter(path, extension, rows())) {
            writer.append(this);
            writer.commit();
        }
    }

    /** Writes the rows, and says how many bytes they took. */
    long writeRows(FitsOutputStream out) throws IOException {
        long bytes = 0;
        for (int row = 0; row < rows(); row++) {
            for (Column c : columns) {
                int n = c.elements();
                Object values = data.get(c.name());
                if (values instanceof String[] texts) {
                    byte[] padded = new byte[n];
                    byte[] text = FitsHeader.ascii(texts[row]).getBytes(StandardCharsets.US_ASCII);
                    System.arraycopy(text, 0, padded, 0, Math.min(n, text.length));
                    out.write(padded);
                    bytes += n;
                } else if (values instanceof double[] numbers) {
                    out.write(numbers, row * n, n);
                    bytes += 8L * n;
                } else if (c.type() == Type.INT) {
                    out.writeInt((int) ((long[]) values)[row]);
                    bytes += 4;
                } else {
                    out.write((long[]) values, row * n, n);
                    bytes += 8L * n;
                }
            }
        }
        return bytes;
    }

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
        FitsTableReader reader = new FitsTableReader(file, hdu, wanted);
        return reader.read(0, reader.rows());
    }
}
