package org.shearnet.table;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A structure in the compact protocol of Apache Thrift, in which Parquet writes its headers (thrift-compact-protocol.md of the Thrift
 * project): fields in the order of their numbers, whole numbers as zigzag varints.
 */
final class ThriftStruct {

    private static final int INT = 5;
    private static final int LONG = 6;
    private static final int BINARY = 8;
    private static final int LIST = 9;
    private static final int STRUCT = 12;

    private static final int SHORT_STEP = 15;
    private static final int SHORT_LIST = 15;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int last;

    private void field(int number, int type) {
        int step = number - last;
        if (step < 1) {
            throw new IllegalArgumentException("field " + number + " after field " + last);
        }
        if (step > SHORT_STEP) {
            out.write(type);
            varint(zigzag(number));
        } else {
            out.write(step << 4 | type);
        }
        last = number;
    }

    private static long zigzag(long value) {
        return value << 1 ^ value >> 63;
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private void text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        varint(bytes.length);
        out.writeBytes(bytes);
    }

    ThriftStruct integer(int number, int value) {
        field(number, INT);
        varint(zigzag(value));
        return this;
    }

    ThriftStruct whole(int number, long value) {
        field(number, LONG);
        varint(zigzag(value));
        return this;
    }

    ThriftStruct text(int number, String value) {
        field(number, BINARY);
        text(value);
        return this;
    }

    ThriftStruct struct(int number, ThriftStruct value) {
        field(number, STRUCT);
        out.writeBytes(value.bytes());
        return this;
    }

    ThriftStruct structs(int number, List<ThriftStruct> values) {
        list(number, STRUCT, values.size());
        values.forEach(value -> out.writeBytes(value.bytes()));
        return this;
    }

    ThriftStruct integers(int number, List<Integer> values) {
        list(number, INT, values.size());
        values.forEach(value -> varint(zigzag(value)));
        return this;
    }

    ThriftStruct texts(int number, List<String> values) {
        list(number, BINARY, values.size());
        values.forEach(this::text);
        return this;
    }

    private void list(int number, int type, int size) {
        field(number, LIST);
        if (size < SHORT_LIST) {
            out.write(size << 4 | type);
        } else {
            out.write(0xf0 | type);
            varint(size);
        }
    }

    /** All its fields, and the mark of its end. */
    byte[] bytes() {
        byte[] fields = out.toByteArray();
        return java.util.Arrays.copyOf(fields, fields.length + 1);
    }
}
