package org.shearnet.galaxysim.fits;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import nom.tam.fits.BinaryTable;
import nom.tam.fits.FitsException;
import nom.tam.image.compression.hdu.CompressedImageHDU;

/**
 * Puts tiles packed by GZIP_1 into the order of GZIP_2. The library (nom-tam-fits 1.21) unpacks GZIP_1 in pieces of its buffer of
 * 64 KiB, and where one ends within a pixel, it loses the rest of that pixel and all that follow are wrong.
 */
final class LargeGzip {

    /** A packed tile of fewer bytes is unpacked in one piece. */
    private static final int SAFE = 32 * 1024;

    private static final String DATA = "COMPRESSED_DATA";
    private static final String UNQUANTISED = "GZIP_COMPRESSED_DATA";

    private LargeGzip() {}

    /**
     * Reorders an image's tiles in place where one is large.
     *
     * @throws BadDataException where a large tile has a form that cannot be reordered
     */
    static void reorder(CompressedImageHDU hdu) throws FitsException {
        FitsHeader header = new FitsHeader(hdu.getHeader());
        if (tileBytes(header) <= SAFE) {
            return;
        }
        BinaryTable table = hdu.getData();
        int unquantised = hdu.findColumn(UNQUANTISED);
        if (unquantised >= 0 && largest(table, unquantised) > SAFE) {
            throw new BadDataException(
                    "a tile of " + largest(table, unquantised) + " bytes in the column " + UNQUANTISED
                            + " cannot be unpacked here; unpack the file first (funpack), or pack it in smaller tiles");
        }
        int data = hdu.findColumn(DATA);
        boolean bytes = header.number("ZBITPIX", 0) == Byte.SIZE;
        if (bytes || data < 0 || !"GZIP_1".equals(header.text("ZCMPTYPE")) || largest(table, data) <= SAFE) {
            return;
        }
        boolean quantised = hdu.findColumn("ZSCALE") >= 0 || header.has("ZSCALE");
        int width = quantised ? Integer.BYTES : (int) Math.abs(header.number("ZBITPIX", 0)) / Byte.SIZE;
        table.getData(); // into memory: cells of a table that is not are set in the file
        try {
            for (int row = 0; row < table.getNRows(); row++) {
                byte[] packed = (byte[]) table.get(row, data);
                if (packed.length > 0) {
                    table.set(row, data, pack(shuffled(unpack(packed), width), packed.length));
                }
            }
        } catch (IOException e) {
            throw new BadDataException("a tile cannot be unpacked: " + e.getMessage(), e);
        }
        hdu.getHeader().addValue("ZCMPTYPE", "GZIP_2", "");
    }

    /** What a whole tile takes unpacked; packed it takes hardly more, whatever it holds. */
    private static double tileBytes(FitsHeader header) {
        double bytes = Math.max(Integer.BYTES, Math.abs(header.number("ZBITPIX", 0)) / Byte.SIZE);
        for (int axis = 1; axis <= (int) header.number("ZNAXIS", 0); axis++) {
            bytes *= header.number("ZTILE" + axis, axis == 1 ? header.number("ZNAXIS1", 1) : 1);
        }
        return bytes;
    }

    private static int largest(BinaryTable table, int column) throws FitsException {
        int largest = 0;
        for (int row = 0; row < table.getNRows(); row++) {
            largest = Math.max(largest, ((byte[]) table.get(row, column)).length);
        }
        return largest;
    }

    private static byte[] unpack(byte[] packed) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return in.readAllBytes();
        }
    }

    /** The first byte of every pixel, then the second, ... */
    private static byte[] shuffled(byte[] pixels, int width) {
        byte[] out = new byte[pixels.length];
        int count = pixels.length / width;
        for (int i = 0; i < count; i++) {
            for (int b = 0; b < width; b++) {
                out[b * count + i] = pixels[i * width + b];
            }
        }
        return out;
    }

    /** Packs into an array as long as the one before it, for the library's tables keep the lengths of their cells. */
    private static byte[] pack(byte[] bytes, int length) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        if (out.size() > length) {
            throw new IOException("its pixels take more room in another order; unpack the file first (funpack)");
        }
        return Arrays.copyOf(out.toByteArray(), length);
    }
}
