package org.shearnet.galaxysim.scene;

/** How many stamps are held at a time: by the bytes of their pixels, not by their number alone. */
public final class BatchSize {

    private BatchSize() {}

    /**
     * The number of stamps of a batch.
     *
     * @param most stamps of a batch where memory allows
     * @param pixels of all planes of a stamp (image, weights, PSF, ...), 8 bytes each
     * @param share of Java's heap that a batch may take: one part in so many
     * @return 1 to {@code most}
     */
    public static int of(int most, long pixels, int share) {
        return of(most, pixels, share, Runtime.getRuntime().maxMemory());
    }

    static int of(int most, long pixels, int share, long heap) {
        return (int) Math.max(1, Math.min(most, heap / share / Double.BYTES / Math.max(1, pixels)));
    }
}
