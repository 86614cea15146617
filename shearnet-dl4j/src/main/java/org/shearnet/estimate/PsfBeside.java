package org.shearnet.estimate;

/** PSFs of stamps whose own file has none. */
public interface PsfBeside extends AutoCloseable {

    /** Columns of an image. */
    int nx();

    /** Rows of an image. */
    int ny();

    /** How many there are: one for all stamps, or one for each. */
    int count();

    /**
     * The PSF of a stamp, [ny*nx]; NaN where it is not known.
     *
     * @param i number of the stamp
     * @param file what a complaint says of the stamps' file
     */
    double[] of(int i, String file);

    @Override
    default void close() {}
}
