package org.shearnet.data;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.shearnet.net.Inputs;

/**
 * What a network that looks at moments alone sees of the stamps of a training, kept from the first epoch on: a few hundred
 * bytes instead of drawing and measuring a stamp again.
 */
public final class StampCache {

    /** A stamp's row and its physical labels. */
    record Entry(Inputs.Row row, double[] truth) {}

    private final long first;
    private final AtomicReferenceArray<Entry> entries;

    /** Keeps the galaxies first ... first + count - 1. */
    public StampCache(long first, int count) {
        this.first = first;
        entries = new AtomicReferenceArray<>(count);
    }

    /** What is kept of a galaxy, or null. */
    Entry get(long galaxy) {
        return entries.get(Math.toIntExact(galaxy - first));
    }

    void put(long galaxy, Entry entry) {
        entries.set(Math.toIntExact(galaxy - first), entry);
    }
}
