package org.shearnet.net.cuda;

import com.sun.jna.Pointer;

/** Room in the host's memory at a fixed address. */
public final class HostMemory {

    private final Pointer pointer;
    private final long bytes;

    HostMemory(Pointer pointer, long bytes) {
        this.pointer = pointer;
        this.bytes = bytes;
    }

    Pointer pointer() {
        return pointer;
    }

    /** Its size. */
    public long bytes() {
        return bytes;
    }

    /** Puts numbers at a place. */
    public void write(long place, float[] values, int from, int count) {
        check(place, count);
        pointer.write(place * Float.BYTES, values, from, count);
    }

    /** Takes numbers from a place. */
    public void read(long place, float[] values, int from, int count) {
        check(place, count);
        pointer.read(place * Float.BYTES, values, from, count);
    }

    /** The number of double precision at the beginning. */
    double real() {
        return pointer.getDouble(0);
    }

    private void check(long place, int count) {
        if (place < 0 || (place + count) * Float.BYTES > bytes) {
            throw new IndexOutOfBoundsException(count + " numbers at " + place + " of " + bytes + " bytes");
        }
    }
}
