package org.shearnet.net.cuda;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.List;

/** A kernel's arguments, laid out once; the same ones may be launched again and again. Not for several threads at once. */
public final class Arguments {

    private static final int ROOM = 64;

    private final List<Memory> values = new ArrayList<>();
    private Memory table;

    /** An address, 0 for none, or a whole number of 64 bits. */
    public Arguments whole(long value) {
        room(Long.BYTES).setLong(0, value);
        return this;
    }

    /** An integer of 32 bits. */
    public Arguments number(int value) {
        room(Integer.BYTES).setInt(0, value);
        return this;
    }

    /** Real numbers of single precision. */
    public Arguments real(float value) {
        room(Float.BYTES).setFloat(0, value);
        return this;
    }

    /** A structure of integers. */
    public Arguments structure(int... fields) {
        room((long) Integer.BYTES * fields.length).write(0, fields, 0, fields.length);
        return this;
    }

    /** A structure of real numbers, those of double precision first. */
    public Arguments structure(double[] doubles, float[] floats) {
        Memory memory = room((long) Double.BYTES * doubles.length + (long) Float.BYTES * floats.length);
        memory.write(0, doubles, 0, doubles.length);
        memory.write((long) Double.BYTES * doubles.length, floats, 0, floats.length);
        return this;
    }

    private Memory room(long bytes) {
        Memory memory = new Memory(Math.max(ROOM, bytes));
        values.add(memory);
        table = null;
        return memory;
    }

    /** The addresses of the arguments, as drivers take them. */
    Pointer table() {
        if (table == null) {
            table = new Memory(Math.max(1, values.size()) * (long) Native.POINTER_SIZE);
            for (int i = 0; i < values.size(); i++) {
                table.setPointer((long) i * Native.POINTER_SIZE, values.get(i));
            }
        }
        return table;
    }
}
