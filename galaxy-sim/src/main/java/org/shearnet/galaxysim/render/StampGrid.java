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

    /** A square stamp, drawn with its pixel. */
    public static StampGrid square(int side, double pixelScale) {
        return new StampGrid(side, side, pixelScale, PixelResponse.CONVOLVE);
    }

    /** Number of pixels. */
    public int size() {
        return nx * ny;
    }

    /** The same pixels, another number of them. */
    public StampGrid ofSides(int columns, int rows) {
        return new StampGrid(columns, rows, pixelScale, pixel);
    }
}
