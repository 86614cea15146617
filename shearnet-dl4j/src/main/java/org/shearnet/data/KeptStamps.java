package org.shearnet.data;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.shearnet.net.Inputs;

/**
 * What a network that looks at moments alone sees of the stamps of a training, kept from the first epoch on: a few hundred
 * bytes instead of drawing and measuring a stamp again.
 */
public final class KeptStamps {

    /** A stamp's row and its physical labels. */
    record Entry(Inputs.Row row, double[] truth) {}

    private final AtomicReferenceArray<Entry> entries;

    /** @param count galaxies 0 ... count - 1 are kept */
    public KeptStamps(int count) {
        entries = new AtomicReferenceArray<>(count);
    }

    /** What is kept of a galaxy, or null. */
    Entry get(long galaxy) {
        return galaxy < entries.length() ? entries.get((int) galaxy) : null;
    }

    void put(long galaxy, Entry entry) {
        if (galaxy < entries.length()) {
            entries.set((int) galaxy, entry);
        }
    }
}
