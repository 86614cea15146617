package org.shearnet.galaxysim.fits;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table of named columns with units, one row an object; a column may hold an array in each row (say a 2 x 2 covariance).
 *
 * <p>Longer than other classes: it has a way in and out for each type of column.
 */
public final class FitsTable {

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

        final char code;
        final int bytes;

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

        /**
         * Keeps a copy of its shape.
         *
         * @param name unique in the table
         * @param type of its elements
         * @param unit say "arcsec"; empty for none
         * @param shape lengths of the axes of a row's array, the fastest last; empty for a single value; for TEXT the
         *     width
         */
        public Column {
            shape = List.copyOf(shape);
        }

        int elements() {
            return shape.stream().reduce(1, (a, b) -> a * b);
        }
    }

    private final List<Column> columns = new ArrayList<>();
    private final Map<String, Object> data = new LinkedHashMap<>();
    private final Map<String, String> ucds = new HashMap<>();
    private final FitsHeader header = new FitsHeader();
    private int rows = -1;

    /** A table without columns. */
    public FitsTable() {}

    /** {@return cards to be written with the table, and those read with it} */
    public FitsHeader header() {
        return header;
    }

    /** {@return its columns in order} */
    public List<Column> columns() {
        return List.copyOf(columns);
    }

    /**
     * Says what a column is in the words of the International Virtual Observatory Alliance.
     *
     * @param name name of the column
     * @param ucd its unified content descriptor (UCD1+), say "phot.count"
     * @return this table
     */
    public FitsTable describe(String name, String ucd) {
        ucds.put(name, ucd);
        return this;
    }

    /**
     * {@return the unified content descriptor of a column; empty where none was given}
     *
     * @param name name of the column
     */
    public String ucd(String name) {
        return ucds.getOrDefault(name, "");
    }

    /** {@return number of rows} */
    public int rows() {
        return Math.max(rows, 0);
    }

    /**
     * {@return whether there is a column of that name}
     *
     * @param name name of the column
     */
    public boolean has(String name) {
        return data.containsKey(name);
    }

    /**
     * {@return the name of a column as the table spells it, found ignoring case; null for none}
     *
     * @param name name of the column
     */
    public String find(String name) {
        return data.containsKey(name)
                ? name
                : data.keySet().stream()
                        .filter(column -> column.equalsIgnoreCase(name))
                        .findFirst()
                        .orElse(null);
    }

    /**
     * Adds a column of single values.
     *
     * @param name name of the column
     * @param unit unit of its numbers, as TUNIT
     * @param values one a row
     * @return this table
     */
    public FitsTable add(String name, String unit, double[] values) {
        return add(new Column(name, Type.DOUBLE, unit, List.of()), values, values.length);
    }

    /**
     * Adds a column of whole numbers.
     *
     * @param name name of the column
     * @param unit unit of its numbers, as TUNIT
     * @param values one a row
     * @return this table
     */
    public FitsTable add(String name, String unit, long[] values) {
        return add(new Column(name, Type.LONG, unit, List.of()), values, values.length);
    }

    /**
     * Adds a column of flags or counts.
     *
     * @param name name of the column
     * @param unit unit of its numbers, as TUNIT
     * @param values one a row
     * @return this table
     */
    public FitsTable add(String name, String unit, int[] values) {
        long[] wide = new long[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return add(new Column(name, Type.INT, unit, List.of()), wide, wide.length);
    }

    /**
     * Adds a column of texts.
     *
     * @param name name of the column
     * @param values one a row
     * @return this table
     */
    public FitsTable add(String name, String[] values) {
        int width = 1;
        for (String value : values) {
            width = Math.max(width, textWidth(value));
        }
        return add(name, width, values);
    }

    /**
     * {@return how many characters a text takes in a column}
     *
     * @param text a text of a column
     */
    public static int textWidth(String text) {
        return FitsHeader.ascii(text).length();
    }

    /**
     * Adds a column of texts of a width (characters); what is longer is cut.
     *
     * @param name name of the column
     * @param width the most characters of a text
     * @param values one a row
     * @return this table
     */
    public FitsTable add(String name, int width, String[] values) {
        return add(new Column(name, Type.TEXT, "", List.of(width)), values.clone(), values.length);
    }

    /**
     * Adds a column of arrays.
     *
     * @param name name of the column
     * @param unit unit of its numbers, as TUNIT
     * @param shape of one row's array, the fastest axis last
     * @param values all rows one after the other
     * @return this table
     */
    public FitsTable add(String name, String unit, List<Integer> shape, double[] values) {
        Column column = new Column(name, Type.DOUBLE, unit, shape);
        return add(column, values, values.length / column.elements());
    }

    /** Adds a column: double[], long[] or String[], all rows one after the other. */
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
     * {@return the numbers of a column, all rows one after the other}
     *
     * @param name name of the column
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

    /**
     * {@return the texts of a column}
     *
     * @param name name of the column
     */
    public String[] texts(String name) {
        if (data.get(name) instanceof String[] texts) {
            return texts;
        }
        throw new BadDataException(
                "no column '" + name + "' of text (there are " + String.join(", ", data.keySet()) + ")");
    }

    /** What a column holds: double[], long[] or String[]. */
    Object values(String name) {
        return data.get(name);
    }

    /**
     * {@return whether a column holds text}
     *
     * @param name name of the column
     */
    public boolean isText(String name) {
        return data.get(name) instanceof String[];
    }

    /**
     * {@return the whole numbers of a column}
     *
     * @param name name of the column
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

    /**
     * {@return a copy of some rows of a column under another name}
     *
     * @param from the table that has them
     * @param name name of the column
     * @param newName its name here
     * @param start the first row, from 0
     * @param count number of rows
     */
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
        return add(renamed, slice, count).describe(newName, from.ucd(name));
    }

    /**
     * {@return a copy of chosen rows, without some columns}
     *
     * @param which numbers of the rows, from 0, in any order and any number of times
     * @param without names of columns that are left out
     */
    public FitsTable take(int[] which, String... without) {
        FitsTable some = new FitsTable();
        for (Column column : columns) {
            if (!List.of(without).contains(column.name())) {
                int n = column.type() == Type.TEXT ? 1 : column.elements();
                Object values = data.get(column.name());
                Object taken = Array.newInstance(values.getClass().getComponentType(), which.length * n);
                for (int i = 0; i < which.length; i++) {
                    System.arraycopy(values, which[i] * n, taken, i * n, n);
                }
                some.add(column, taken, which.length).describe(column.name(), ucd(column.name()));
            }
        }
        return some;
    }

    /**
     * {@return a copy of some rows of all columns}
     *
     * @param start the first row, from 0
     * @param count number of rows
     */
    public FitsTable rows(int start, int count) {
        FitsTable some = new FitsTable();
        columns.forEach(column -> some.add(this, column.name(), column.name(), start, count));
        return some;
    }
}
