package org.shearnet.galaxysim.fits;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rows of a table as the bytes that a binary table of FITS has for them, and back to the last bit. */
final class TableRows {

    private static final Pattern FORM = Pattern.compile("(\\d*)([KJDA])");

    private final List<FitsTable.Column> columns;
    private final List<String> ucds;

    /** @param columns in their order */
    TableRows(List<FitsTable.Column> columns) {
        this(columns, columns.stream().map(c -> "").toList());
    }

    private TableRows(List<FitsTable.Column> columns, List<String> ucds) {
        this.columns = List.copyOf(columns);
        this.ucds = List.copyOf(ucds);
    }

    List<FitsTable.Column> columns() {
        return columns;
    }

    /** Bytes of a row. */
    int width() {
        return columns.stream().mapToInt(c -> c.elements() * c.type().bytes).sum();
    }

    /** All rows of a table of these columns. */
    byte[] encode(FitsTable table) {
        ByteBuffer out = ByteBuffer.allocate(Math.multiplyExact(table.rows(), width()));
        Object[] values = columns.stream().map(c -> table.values(c.name())).toArray();
        for (int row = 0; row < table.rows(); row++) {
            for (int i = 0; i < values.length; i++) {
                encode(columns.get(i), values[i], row, out);
            }
        }
        return out.array();
    }

    private static void encode(FitsTable.Column c, Object values, int row, ByteBuffer out) {
        int n = c.elements();
        if (values instanceof String[] texts) {
            byte[] text = FitsHeader.ascii(texts[row]).getBytes(StandardCharsets.US_ASCII);
            out.put(Arrays.copyOf(text, n));
        } else if (values instanceof double[] numbers) {
            for (int e = row * n; e < (row + 1) * n; e++) {
                out.putDouble(numbers[e]);
            }
        } else {
            for (int e = row * n; e < (row + 1) * n; e++) {
                long value = ((long[]) values)[e];
                if (c.type() == FitsTable.Type.INT) {
                    out.putInt((int) value);
                } else {
                    out.putLong(value);
                }
            }
        }
    }

    /** The table of some rows. */
    FitsTable decode(byte[] bytes) {
        int rows = bytes.length / width();
        Object[] values = columns.stream().map(c -> room(c, rows)).toArray();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < values.length; i++) {
                decode(columns.get(i), values[i], row, in);
            }
        }
        FitsTable table = new FitsTable();
        for (int i = 0; i < values.length; i++) {
            table.add(columns.get(i), values[i], rows).describe(columns.get(i).name(), ucds.get(i));
        }
        return table;
    }

    private static Object room(FitsTable.Column c, int rows) {
        return switch (c.type()) {
            case TEXT -> new String[rows];
            case DOUBLE -> new double[rows * c.elements()];
            default -> new long[rows * c.elements()];
        };
    }

    private static void decode(FitsTable.Column c, Object values, int row, ByteBuffer in) {
        int n = c.elements();
        if (values instanceof String[] texts) {
            byte[] text = new byte[n];
            in.get(text);
            int end = n;
            while (end > 0 && (text[end - 1] == 0 || text[end - 1] == ' ')) {
                end--;
            }
            texts[row] = new String(text, 0, end, StandardCharsets.US_ASCII);
        } else if (values instanceof double[] numbers) {
            for (int e = row * n; e < (row + 1) * n; e++) {
                numbers[e] = in.getDouble();
            }
        } else {
            for (int e = row * n; e < (row + 1) * n; e++) {
                ((long[]) values)[e] = c.type() == FitsTable.Type.INT ? in.getInt() : in.getLong();
            }
        }
    }

    /**
     * The columns that a header describes, where {@link FitsTableWriter} wrote it.
     *
     * @throws BadDataException where a column is of another kind
     */
    static TableRows of(FitsHeader header, String where) {
        List<FitsTable.Column> columns = new ArrayList<>();
        List<String> ucds = new ArrayList<>();
        int count = (int) header.number("TFIELDS", 0);
        for (int i = 1; i <= count; i++) {
            Matcher form = FORM.matcher(String.valueOf(header.text("TFORM" + i)).strip());
            if (!form.matches() || header.text("TTYPE" + i) == null) {
                throw new BadDataException(where + ": column " + i + " has the form " + header.text("TFORM" + i)
                        + ", which this program does not write");
            }
            columns.add(column(header, i, form));
            ucds.add(header.has("TUCD" + i) ? header.text("TUCD" + i) : "");
        }
        return new TableRows(columns, ucds);
    }

    private static FitsTable.Column column(FitsHeader header, int i, Matcher form) {
        FitsTable.Type type = Arrays.stream(FitsTable.Type.values())
                .filter(t -> t.code == form.group(2).charAt(0))
                .findFirst()
                .orElseThrow();
        List<Integer> shape = new ArrayList<>();
        String dimensions = header.text("TDIM" + i);
        if (dimensions != null) {
            for (String axis : dimensions.replaceAll("[() ]", "").split(",")) {
                shape.add(Integer.parseInt(axis));
            }
            Collections.reverse(shape);
        } else if (!form.group(1).isEmpty()) {
            shape.add(Integer.parseInt(form.group(1)));
        }
        String unit = header.text("TUNIT" + i);
        return new FitsTable.Column(header.text("TTYPE" + i), type, unit == null ? "" : unit, shape);
    }
}
