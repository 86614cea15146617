package org.shearnet.galaxysim.fits;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a binary table into memory, column by column; TSCAL and TZERO are applied. */
final class TableReader {

    private static final Pattern FORM = Pattern.compile("(\\d*)([LBIJKEDA]).*");
    private static final int ROWS_AT_ONCE = 4096;

    private final FitsFile file;
    private final FitsFile.Hdu hdu;

    TableReader(FitsFile file, FitsFile.Hdu hdu) {
        this.file = file;
        this.hdu = hdu;
    }

    private record Field(
            FitsTable.Column column, char code, int count, int offset, Object values, double scale, double zero) {}

    FitsTable read() {
        FitsHeader header = hdu.header();
        int rows = Math.toIntExact(header.integer("NAXIS2", 0));
        int rowBytes = Math.toIntExact(header.integer("NAXIS1", 0));
        int count = (int) header.integer("TFIELDS", 0);
        List<Field> fields = new ArrayList<>();
        int offset = 0;
        for (int i = 1; i <= count; i++) {
            Field field = field(header, i, rows, offset);
            offset += field.count * size(field.code);
            fields.add(field);
        }
        if (offset > rowBytes) {
            throw new BadDataException(
                    file.path() + ": " + hdu.name() + ": columns of " + offset + " bytes in rows of " + rowBytes);
        }
        for (int row = 0; row < rows; row += ROWS_AT_ONCE) {
            int some = Math.min(ROWS_AT_ONCE, rows - row);
            ByteBuffer data = file.bytes(hdu, (long) row * rowBytes, some * rowBytes);
            for (int r = 0; r < some; r++) {
                for (Field field : fields) {
                    data.position(r * rowBytes + field.offset);
                    value(data, field, row + r);
                }
            }
        }
        FitsTable table = new FitsTable();
        header.cards().forEach((key, value) -> {
            if (!key.matches(
                    "XTENSION|BITPIX|NAXIS\\d*|PCOUNT|GCOUNT|TFIELDS|EXTNAME|T(TYPE|FORM|UNIT|DIM|SCAL|ZERO|NULL)\\d+")) {
                table.header().set(key, value);
            }
        });
        fields.forEach(field -> table.addRead(field.column, field.values, rows));
        return table;
    }

    private Field field(FitsHeader header, int number, int rows, int offset) {
        String form = header.text("TFORM" + number);
        Matcher matcher = FORM.matcher(form == null ? "" : form.strip());
        if (!matcher.matches()) {
            throw new BadDataException(file.path() + ": " + hdu.name() + ": column " + number + " has the form '" + form
                    + "', which is not supported");
        }
        int count = matcher.group(1).isEmpty() ? 1 : Integer.parseInt(matcher.group(1));
        char code = matcher.group(2).charAt(0);
        String name = header.has("TTYPE" + number) ? header.text("TTYPE" + number) : "col" + number;
        String unit = header.has("TUNIT" + number) ? header.text("TUNIT" + number) : "";
        double scale = header.number("TSCAL" + number, 1);
        double zero = header.number("TZERO" + number, 0);
        boolean whole = scale == 1 && zero == 0 && "BIJK".indexOf(code) >= 0;
        FitsTable.Type type = code == 'A' ? FitsTable.Type.TEXT : whole ? FitsTable.Type.LONG : FitsTable.Type.DOUBLE;
        List<Integer> shape = new ArrayList<>();
        String dim = header.text("TDIM" + number);
        if (code == 'A') {
            shape.add(count);
        } else if (dim != null) {
            for (String axis : dim.replaceAll("[() ]", "").split(",")) {
                shape.add(0, Integer.parseInt(axis));
            }
        } else if (count != 1) {
            shape.add(count);
        }
        Object values = code == 'A' ? new String[rows] : whole ? new long[rows * count] : new double[rows * count];
        return new Field(new FitsTable.Column(name, type, unit, shape), code, count, offset, values, scale, zero);
    }

    private static int size(char code) {
        return switch (code) {
            case 'L', 'B', 'A' -> 1;
            case 'I' -> 2;
            case 'J', 'E' -> 4;
            default -> 8;
        };
    }

    private static void value(ByteBuffer data, Field field, int row) {
        if (field.values instanceof String[] texts) {
            byte[] bytes = new byte[field.count];
            data.get(bytes);
            String text = new String(bytes, StandardCharsets.US_ASCII);
            int end = text.indexOf(0);
            texts[row] = (end < 0 ? text : text.substring(0, end)).stripTrailing();
            return;
        }
        for (int i = row * field.count; i < (row + 1) * field.count; i++) {
            if (field.values instanceof long[] whole) {
                whole[i] = switch (field.code) {
                    case 'B' -> data.get() & 0xff;
                    case 'I' -> data.getShort();
                    case 'J' -> data.getInt();
                    default -> data.getLong();
                };
            } else {
                double raw = switch (field.code) {
                    case 'L' -> data.get() == 'T' ? 1 : 0;
                    case 'B' -> data.get() & 0xff;
                    case 'I' -> data.getShort();
                    case 'J' -> data.getInt();
                    case 'K' -> data.getLong();
                    case 'E' -> data.getFloat();
                    default -> data.getDouble();
                };
                ((double[]) field.values)[i] = field.zero + field.scale * raw;
            }
        }
    }
}
