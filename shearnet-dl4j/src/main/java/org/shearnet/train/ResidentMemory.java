package org.shearnet.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of this process that is in RAM, native memory included. */
final class ResidentMemory {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final double KIB_PER_MIB = 1024;
    private static final long NANOSECONDS_BETWEEN = 30_000_000_000L;

    private long collected = System.nanoTime();

    /**
     * Collects what has gathered in the heap, now and then. What outlives a young collection by chance is else kept until the
     * heap has grown to its limit, so that a long training seems to leak.
     */
    void tidy() {
        if (System.nanoTime() - collected > NANOSECONDS_BETWEEN) {
            System.gc();
            collected = System.nanoTime();
        }
    }

    /** VmRSS of Linux in MiB; NaN on other systems. */
    double mib() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / KIB_PER_MIB)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
