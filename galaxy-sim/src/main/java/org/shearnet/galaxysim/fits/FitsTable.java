package org.shearnet.galaxysim.fits;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table of named columns with units, one row an object; a column may hold an array in each row (say a 2 x 2 covariance).
 */
public final class FitsTable {

    /** What the elements of a column are. */
    public enum Type {
        /** 64-bit whole numbers. */
        LONG('K', 8),
        /** Double precision. */
        DOUBLE('D', 8),
        /** Single precision. */
        FLOAT('E', 4),
        /** 32-bit whole numbers. */
        INT('J', 4),
        /** Text of a fixed width. */
        TEXT('A', 1),
        /** True or false. */
        BOOLEAN('L', 1);

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

        int bytes() {
            return elements() * type.bytes;
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
            width = Math.max(width, FitsHeader.ascii(value).length());
        }
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

    private FitsTable add(Column column, Object values, int length) {
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

    FitsHeader headerFor(String extension, long rowCount) {
        FitsHeader out = new FitsHeader();
        out.set("XTENSION", "BINTABLE").set("BITPIX", 8).set("NAXIS", 2);
        out.set("NAXIS1", rowBytes()).set("NAXIS2", rowCount).set("PCOUNT", 0).set("GCOUNT", 1);
        out.set("TFIELDS", columns.size()).set("EXTNAME", extension);
        for (int i = 0; i < columns.size(); i++) {
            Column c = columns.get(i);
            String n = Integer.toString(i + 1);
            out.set("TTYPE" + n, c.name());
            out.set("TFORM" + n, (c.shape().isEmpty() ? "" : c.elements()) + "" + c.type().code);
            if (!c.unit().isEmpty()) {
                out.set("TUNIT" + n, c.unit());
            }
            if (c.shape().size() > 1) {
                List<String> axes = new ArrayList<>();
                c.shape().forEach(axis -> axes.add(0, axis.toString()));
                out.set("TDIM" + n, "(" + String.join(",", axes) + ")");
            }
        }
        header.cards().forEach(out::set);
        return out;
    }

    int rowBytes() {
        return columns.stream().mapToInt(Column::bytes).sum();
    }

    void putRow(ByteBuffer out, int row) {
        for (Column c : columns) {
            int count = c.elements();
            if (data.get(c.name()) instanceof String[] texts) {
                byte[] bytes = FitsHeader.ascii(texts[row]).getBytes(StandardCharsets.US_ASCII);
                for (int i = 0; i < count; i++) {
                    out.put(i < bytes.length ? bytes[i] : 0);
                }
                continue;
            }
            for (int i = row * count; i < (row + 1) * count; i++) {
                if (data.get(c.name()) instanceof double[] numbers) {
                    out.putDouble(numbers[i]);
                } else if (c.type() == Type.INT) {
                    out.putInt((int) ((long[]) data.get(c.name()))[i]);
                } else {
                    out.putLong(((long[]) data.get(c.name()))[i]);
                }
            }
        }
    }

    /** Writes a file of one table; it appears whole or not at all. */
    public void write(Path path, String extension) throws IOException {
        write(path, Map.of(extension, this));
    }

    /** Writes a file of several tables, in the map's order. */
    public static void write(Path path, Map<String, FitsTable> tables) throws IOException {
        AtomicFile.write(path, temporary -> {
            try (OutputStream out = new java.io.BufferedOutputStream(Files.newOutputStream(temporary), 1 << 16)) {
                out.write(new FitsHeader()
                        .set("SIMPLE", true)
                        .set("BITPIX", 8)
                        .set("NAXIS", 0)
                        .set("EXTEND", true)
                        .toBytes());
                for (Map.Entry<String, FitsTable> entry : tables.entrySet()) {
                    entry.getValue().write(out, entry.getKey());
                }
            }
        });
    }

    private void write(OutputStream out, String extension) throws IOException {
        out.write(headerFor(extension, rows()).toBytes());
        ByteBuffer buffer = ByteBuffer.allocate(rowBytes());
        for (int row = 0; row < rows(); row++) {
            putRow(buffer.clear(), row);
            out.write(buffer.array());
        }
        long bytes = (long) rows() * rowBytes();
        out.write(new byte[(int) ((FitsHeader.BLOCK - bytes % FitsHeader.BLOCK) % FitsHeader.BLOCK)]);
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
        return new TableReader(file, hdu).read();
    }

    /** Used by the reader: a column of any type. */
    void addRead(Column column, Object values, int length) {
        add(column, values, length);
    }
}
