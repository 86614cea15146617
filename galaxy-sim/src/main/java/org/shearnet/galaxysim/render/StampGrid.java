package org.shearnet.galaxysim.render;

/**
 * The pixels of a stamp.
 *
 * @param nx columns
 * @param ny rows
 * @param pixelScale side of a pixel (arcsec)
 * @param pixel whether drawing convolves with the pixel
 */
public record StampGrid(int nx, int ny, double pixelScale, PixelResponse pixel) {

    /**
     * Rejects empty grids.
     *
     * @param nx columns
     * @param ny rows
     * @param pixelScale side of a pixel (arcsec)
     * @param pixel whether drawing convolves with the pixel
     */
    public StampGrid {
        if (nx < 1 || ny < 1 || (long) nx * ny > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("no stamp has " + nx + " x " + ny + " pixels");
        }
        if (!(pixelScale > 0 && pixelScale < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("pixel scale must be positive, not " + pixelScale);
        }
        if (pixel == null) {
            throw new IllegalArgumentException("whether to convolve with the pixel must be said");
        }
    }

    /**
     * {@return a square stamp, drawn with its pixel}
     *
     * @param side pixels along each side
     * @param pixelScale side of a pixel (arcsec)
     */
    public static StampGrid square(int side, double pixelScale) {
        return new StampGrid(side, side, pixelScale, PixelResponse.CONVOLVE);
    }

    /** {@return number of pixels} */
    public int size() {
        return nx * ny;
    }

    /**
     * {@return the same pixels, another number of them}
     *
     * @param columns number of columns
     * @param rows number of rows
     */
    public StampGrid ofSides(int columns, int rows) {
        return new StampGrid(columns, rows, pixelScale, pixel);
    }
}
