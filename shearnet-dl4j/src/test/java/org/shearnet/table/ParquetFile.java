package org.shearnet.table;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads a Parquet file as its specification has it, as far as tests need: plain pages of version 1, required columns, not compressed. */
public final class ParquetFile {

    private final ByteBuffer bytes;
    private final Map<String, String> words = new LinkedHashMap<>();
    private final Map<String, List<Object>> columns = new LinkedHashMap<>();
    private final long rows;
    private final int groups;

    public ParquetFile(Path path) throws IOException {
        bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        int end = bytes.limit();
        if (!text(0, 4).equals("PAR1") || !text(end - 4, 4).equals("PAR1")) {
            throw new IOException("no PAR1 at both ends");
        }
        bytes.position(end - 8 - bytes.getInt(end - 8));
        Map<Integer, Object> footer = struct();
        if (bytes.position() != end - 8) {
            throw new IOException("footer ends at " + bytes.position() + " of " + (end - 8));
        }
        rows = (Long) footer.get(3);
        for (Object pair : (List<?>) footer.get(5)) {
            words.put(text(field(pair, 1)), text(field(pair, 2)));
        }
        List<?> schema = (List<?>) footer.get(2);
        for (Object element : schema.subList(1, schema.size())) {
            columns.put(text(field(element, 4)), new ArrayList<>());
        }
        groups = ((List<?>) footer.get(4)).size();
        for (Object group : (List<?>) footer.get(4)) {
            for (Object chunk : (List<?>) field(group, 1)) {
                read(field(chunk, 3));
            }
        }
    }

    private void read(Object meta) {
        String name = text(((List<?>) field(meta, 3)).get(0));
        long type = (Long) field(meta, 1);
        long n = (Long) field(meta, 5);
        bytes.position((int) (long) (Long) field(meta, 9));
        struct();
        for (long i = 0; i < n; i++) {
            columns.get(name)
                    .add(
                            switch ((int) type) {
                                case 1 -> bytes.getInt();
                                case 2 -> bytes.getLong();
                                case 5 -> bytes.getDouble();
                                default -> text(raw(bytes.getInt()));
                            });
        }
    }

    private static Object field(Object struct, int number) {
        return ((Map<?, ?>) struct).get(number);
    }

    private String text(int at, int n) {
        return new String(bytes.array(), at, n, StandardCharsets.UTF_8);
    }

    private static String text(Object raw) {
        return new String((byte[]) raw, StandardCharsets.UTF_8);
    }

    private byte[] raw(int n) {
        byte[] raw = new byte[n];
        bytes.get(raw);
        return raw;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = bytes.get();
            value |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }

    private long zigzag() {
        long value = varint();
        return value >>> 1 ^ -(value & 1);
    }

    private Map<Integer, Object> struct() {
        Map<Integer, Object> fields = new TreeMap<>();
        int number = 0;
        for (int head = bytes.get() & 0xff; head != 0; head = bytes.get() & 0xff) {
            number = head >> 4 == 0 ? (int) zigzag() : number + (head >> 4);
            fields.put(number, value(head & 15));
        }
        return fields;
    }

    private Object value(int type) {
        return switch (type) {
            case 5, 6 -> zigzag();
            case 8 -> raw((int) varint());
            case 12 -> struct();
            case 9 -> {
                int head = bytes.get() & 0xff;
                long n = head >> 4 == 15 ? varint() : head >> 4;
                List<Object> all = new ArrayList<>();
                for (long i = 0; i < n; i++) {
                    all.add(value(head & 15));
                }
                yield all;
            }
            default -> throw new IllegalStateException("type " + type);
        };
    }

    public long rows() {
        return rows;
    }

    int groups() {
        return groups;
    }

    /** Pairs of key and value. */
    public Map<String, String> words() {
        return words;
    }

    /** All values by column. */
    public Map<String, List<Object>> columns() {
        return columns;
    }
}
