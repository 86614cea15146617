package org.shearnet.estimate;

import java.util.Locale;
import org.shearnet.galaxysim.fits.BadDataException;

/** Memory that the buffers of threads take. */
final class ThreadMemory {

    /** Share of the heap that buffers may take, the rest being for stamps and short-lived things. */
    private static final double USABLE = 0.6;

    private ThreadMemory() {}

    /**
     * How many threads have room for buffers in Java's heap.
     *
     * @param threads at most
     * @param bytes of one thread's buffers
     * @param who needs them, for the complaint
     * @throws BadDataException where not even one has
     */
    static int fitting(int threads, long bytes, String who) {
        return fitting(threads, bytes, who, Runtime.getRuntime().maxMemory());
    }

    static int fitting(int threads, long bytes, String who, long heap) {
        if (bytes > heap) {
            throw new BadDataException(String.format(
                    Locale.ROOT,
                    "%s needs %.3g GB of memory, and Java has %.3g GB; more with SHEARNET_HEAP=%dg",
                    who,
                    1e-9 * bytes,
                    1e-9 * heap,
                    (long) Math.ceil(bytes / USABLE / (1L << 30))));
        }
        return (int) Math.max(1, Math.min(threads, (long) (USABLE * heap) / Math.max(1, bytes)));
    }
}
