package org.shearnet.galaxysim.fits;

import java.lang.reflect.Array;
import java.util.Arrays;
import nom.tam.fits.BinaryTable;
import nom.tam.fits.FitsException;
import nom.tam.fits.ImageHDU;
import nom.tam.image.compression.hdu.CompressedImageHDU;
import nom.tam.util.ArrayFuncs;

/**
 * An image that is compressed tile by tile (FITS standard 4.0, section 10.1), decompressed at once. Where quantised pixels without
 * a value have the mark ZBLANK in the header, the library (nom-tam-fits 1.21) scales the mark like a value, and takes the
 * quantised 0 for it. And where quantisation was not dithered, it gives every value half a step too high. All are put right here.
 */
final class TileCompressed {

    /** Decompressed pixels may take this share of the heap. */
    private static final int HEAP_SHARE = 3;

    private static final double FLOAT = 1e-6;

    private final Object pixels;
    private final int planePixels;

    /**
     * Decompresses.
     *
     * @param axes axis lengths, the fastest first
     * @throws BadDataException where the image is too large for the heap
     */
    TileCompressed(CompressedImageHDU hdu, int[] axes) throws FitsException {
        long all = Arrays.stream(axes).asLongStream().reduce(1, Math::multiplyExact);
        if (8 * all > Runtime.getRuntime().maxMemory() / HEAP_SHARE) {
            throw new BadDataException("a tile-compressed image of " + all
                    + " pixels does not fit into memory; unpack it first (funpack), or raise SHEARNET_HEAP");
        }
        LargeGzip.reorder(hdu);
        // before the library decompresses, which adds columns of its own to the table
        Marks marks = Marks.of(hdu);
        double[] steps = roundedSteps(hdu);
        ImageHDU image = hdu.asImageHDU();
        pixels = ArrayFuncs.flatten(image.getData().getData());
        planePixels = axes[0] * (axes.length > 1 ? axes[1] : 1);
        boolean real = pixels instanceof float[] || pixels instanceof double[];
        FitsHeader header = new FitsHeader(hdu.getHeader());
        if (steps != null && real) {
            takeOffHalfStep(steps, header, axes);
        }
        if (marks != null && real) {
            blank(marks, header, axes);
        }
    }

    /** Steps of quantisation, one a tile, where values were rounded and not dithered; else null. */
    private static double[] roundedSteps(CompressedImageHDU hdu) throws FitsException {
        FitsHeader header = new FitsHeader(hdu.getHeader());
        int scales = hdu.findColumn("ZSCALE");
        boolean dithered =
                header.text("ZQUANTIZ") != null && header.text("ZQUANTIZ").contains("SUBTRACTIVE");
        if (scales < 0 || dithered) {
            return null;
        }
        double[] steps = new double[hdu.getData().getNRows()];
        for (int row = 0; row < steps.length; row++) {
            steps[row] = hdu.getData().getDouble(row, scales);
        }
        return steps;
    }

    private void takeOffHalfStep(double[] steps, FitsHeader header, int[] axes) {
        Tiles tiles = new Tiles(header, axes);
        int length = Array.getLength(pixels);
        for (int k = 0; k < length; k++) {
            double value = Array.getDouble(pixels, k) - 0.5 * steps[tiles.row(k)];
            if (pixels instanceof float[] floats) {
                floats[k] = (float) value;
            } else {
                ((double[]) pixels)[k] = value;
            }
        }
    }

    /**
     * The numbers that pixels without a value come out as, tile by tile.
     *
     * @param values what the mark is after scaling
     * @param steps of quantisation, 0 for tiles that are not quantised
     * @param lost what the library gives as NaN, taking the quantised 0 for the mark; null where it does not
     */
    private record Marks(double[] values, double[] steps, double[] lost) {

        /** The marks of an image; null where it has none. */
        static Marks of(CompressedImageHDU hdu) throws FitsException {
            FitsHeader header = new FitsHeader(hdu.getHeader());
            int scales = hdu.findColumn("ZSCALE");
            int zeros = hdu.findColumn("ZZERO");
            int blanks = hdu.findColumn("ZBLANK");
            if (scales < 0 || zeros < 0 || blanks < 0 && !header.has("ZBLANK")) {
                return null;
            }
            BinaryTable table = hdu.getData();
            double[] values = new double[table.getNRows()];
            double[] steps = new double[values.length];
            double[] ofZero = new double[values.length];
            for (int row = 0; row < values.length; row++) {
                ofZero[row] = table.getDouble(row, zeros);
                double blank = blanks >= 0 ? table.getDouble(row, blanks) : header.number("ZBLANK", Double.NaN);
                steps[row] = Math.abs(table.getDouble(row, scales));
                values[row] = table.getDouble(row, zeros) + table.getDouble(row, scales) * blank;
            }
            return new Marks(values, steps, blanks >= 0 ? null : ofZero);
        }

        boolean isAt(int row, double value) {
            // dithering moves a value by one step of quantisation at most; a float has seven digits
            double near = 2 * steps[row] + FLOAT * Math.abs(values[row]);
            return steps[row] > 0 && Math.abs(value - values[row]) <= near;
        }
    }

    private void blank(Marks marks, FitsHeader header, int[] axes) {
        Tiles tiles = new Tiles(header, axes);
        int length = Array.getLength(pixels);
        for (int k = 0; k < length; k++) {
            int row = tiles.row(k);
            double value = Array.getDouble(pixels, k);
            if (marks.isAt(row, value)) {
                Array.setFloat(pixels, k, Float.NaN);
            } else if (Double.isNaN(value) && marks.lost() != null && marks.steps()[row] > 0) {
                Array.setFloat(pixels, k, (float) marks.lost()[row]);
            }
        }
    }

    /** How an image is cut into tiles. */
    private static final class Tiles {
        private final int[] axes;
        private final int[] tile;
        private final int[] counts;

        Tiles(FitsHeader header, int[] axes) {
            this.axes = axes;
            tile = new int[axes.length];
            counts = new int[axes.length];
            for (int axis = 0; axis < axes.length; axis++) {
                tile[axis] = (int) header.number("ZTILE" + (axis + 1), axis == 0 ? axes[0] : 1);
                counts[axis] = (axes[axis] + tile[axis] - 1) / tile[axis];
            }
        }

        /** The row of the table that holds the tile of a pixel. */
        int row(int pixel) {
            int row = 0;
            int rest = pixel;
            int stride = 1;
            for (int axis = 0; axis < axes.length; axis++) {
                row += rest % axes[axis] / tile[axis] * stride;
                stride *= counts[axis];
                rest /= axes[axis];
            }
            return row;
        }
    }

    /** All pixels in the type in which they are stored, row by row; not to be changed. */
    Object pixels() {
        return pixels;
    }

    /** One plane in the type in which pixels are stored, row by row. */
    Object plane(int number) {
        Object plane = Array.newInstance(pixels.getClass().getComponentType(), planePixels);
        System.arraycopy(pixels, number * planePixels, plane, 0, planePixels);
        return plane;
    }
}
