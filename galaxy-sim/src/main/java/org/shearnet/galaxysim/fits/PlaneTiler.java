package org.shearnet.galaxysim.fits;

import nom.tam.image.StandardImageTiler;
import nom.tam.util.RandomAccess;

/** Reads planes of an image or cube, each in one go where the library's own tiler seeks and reads row by row. */
final class PlaneTiler extends StandardImageTiler {

    /**
     * A reader of planes.
     *
     * @param file the file
     * @param offset where the first pixel stands (bytes)
     * @param planes how many
     * @param pixels of a plane
     * @param base type of a pixel
     */
    PlaneTiler(RandomAccess file, long offset, int planes, int pixels, Class<?> base) {
        super(file, offset, new int[] {planes, pixels}, base);
    }

    /** Nothing is in memory: the file is read. */
    @Override
    protected Object getMemoryImage() {
        return null;
    }
}
