package org.shearnet.net.cuda;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Puts buffers that live for some steps of a program into one room, so that those that never live together share it. */
final class BufferPlan {

    /** Addresses are multiples of this, as wide loads want. */
    private static final long ALIGNMENT = 256;

    private final List<Buffer> buffers = new ArrayList<>();

    /** A buffer in use from one step to another, both included. */
    static final class Buffer {
        private final long bytes;
        private int first;
        private int last;
        private long offset = -1;

        private Buffer(long bytes, int first, int last) {
            this.bytes = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
            this.first = first;
            this.last = last;
        }

        /** Lets it be in use at a step, too. */
        void use(int step) {
            first = Math.min(first, step);
            last = Math.max(last, step);
        }

        /** Whether so many bytes fit into it. */
        boolean holds(long size) {
            return size <= bytes;
        }

        /** Where it begins in the room. */
        long offset() {
            if (offset < 0) {
                throw new IllegalStateException("the plan is not made yet");
            }
            return offset;
        }

        private boolean meets(Buffer other) {
            return first <= other.last && other.first <= last;
        }
    }

    /** A buffer in use at a step; more of them are told by {@link Buffer#use}. */
    Buffer add(long bytes, int step) {
        Buffer buffer = new Buffer(Math.max(1, bytes), step, step);
        buffers.add(buffer);
        return buffer;
    }

    /** Places all buffers, the largest first, each at the lowest address where it fits; returns the bytes needed. */
    long place() {
        List<Buffer> placed = new ArrayList<>();
        List<Buffer> bySize = new ArrayList<>(buffers);
        bySize.sort(Comparator.comparingLong((Buffer b) -> b.bytes).reversed());
        long end = 0;
        for (Buffer buffer : bySize) {
            long at = 0;
            for (Buffer other : placed) { // in the order of their addresses
                if (other.meets(buffer) && other.offset < at + buffer.bytes && at < other.offset + other.bytes) {
                    at = other.offset + other.bytes;
                }
            }
            buffer.offset = at;
            end = Math.max(end, at + buffer.bytes);
            placed.add(buffer);
            placed.sort(Comparator.comparingLong((Buffer b) -> b.offset));
        }
        return end;
    }
}
