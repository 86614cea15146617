package org.shearnet.galaxysim.fits;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import nom.tam.fits.BinaryTable;
import nom.tam.fits.BinaryTableHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;
import nom.tam.fits.Header;
import nom.tam.fits.HeaderCard;
import nom.tam.fits.NullDataHDU;
import nom.tam.image.compression.hdu.CompressedImageHDU;
import nom.tam.util.FitsOutputStream;

/**
 * One tile of a tile-compressed image of one axis, unpacked by itself, so that an image larger than memory can be read. The
 * library's own reader of parts (nom-tam-fits 1.21) takes the last tile, which is shorter, for a whole one; here a tile is made an
 * image of its own, in memory, and unpacked like any other.
 */
final class OneTile {

    private final CompressedImageHDU hdu;
    private final int length;
    private final int tile;
    private int number = -1;
    private TileCompressed unpacked;

    OneTile(CompressedImageHDU hdu) throws FitsException {
        this.hdu = hdu;
        FitsHeader header = new FitsHeader(hdu.getHeader());
        length = hdu.getImageAxes()[0];
        tile = (int) header.number("ZTILE1", length);
    }

    /** Reads pixels {@code from ... from + n - 1}, handing on each tile's share in the type in which pixels are stored. */
    void read(int from, int n, Receiver receiver) throws FitsException, IOException {
        for (int at = from; at < from + n; ) {
            int row = at / tile;
            if (row != number) {
                unpacked = unpack(row);
                number = row;
            }
            int end = Math.min(from + n, Math.min(length, (row + 1) * tile));
            receiver.take(unpacked.pixels(), at - row * tile, at - from, end - at);
            at = end;
        }
    }

    /** Takes pixels of a tile. */
    @FunctionalInterface
    interface Receiver {
        void take(Object pixels, int from, int to, int count);
    }

    private TileCompressed unpack(int row) throws FitsException, IOException {
        int pixels = Math.min(tile, length - row * tile);
        BinaryTable all = hdu.getData();
        Object[] cells = new Object[all.getNCols()];
        for (int c = 0; c < cells.length; c++) {
            cells[c] = array(all.get(row, c));
        }
        BinaryTable one = BinaryTable.fromRowMajor(new Object[][] {cells});
        BinaryTableHDU table = one.toHDU();
        Header header = table.getHeader();
        for (Iterator<HeaderCard> cards = hdu.getHeader().iterator(); cards.hasNext(); ) {
            HeaderCard card = cards.next();
            String key = card.getKey();
            if (key.startsWith("Z") || key.startsWith("TTYPE") || key.equals("BSCALE") || key.equals("BZERO")) {
                header.addLine(card);
            }
        }
        header.addValue("ZNAXIS1", pixels, "");
        header.addValue("ZTILE1", pixels, "");
        if (hdu.getHeader().containsKey("ZDITHER0")) {
            // the dither of a tile goes by its row
            header.addValue("ZDITHER0", dither(hdu.getHeader().getIntValue("ZDITHER0") + row), "");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Fits file = new Fits();
                FitsOutputStream out = new FitsOutputStream(bytes)) {
            file.addHDU(new NullDataHDU());
            file.addHDU(table);
            file.write(out);
        }
        try (Fits small = new Fits(new ByteArrayInputStream(bytes.toByteArray()))) {
            small.readHDU();
            return new TileCompressed((CompressedImageHDU) small.readHDU(), new int[] {pixels});
        }
    }

    /** Seeds of dithering go from 1 to 10000. */
    private static int dither(int seed) {
        return (seed - 1) % 10_000 + 1;
    }

    private static Object array(Object cell) {
        if (cell instanceof Double number) {
            return new double[] {number};
        }
        if (cell instanceof Float number) {
            return new float[] {number};
        }
        if (cell instanceof Integer number) {
            return new int[] {number};
        }
        return cell;
    }
}
