package org.shearnet.galaxysim.scene;

import java.nio.file.Path;
import java.util.Map;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.BinaryTable;
import nom.tam.fits.BinaryTableHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.ImageData;
import nom.tam.fits.ImageHDU;

/** Small FITS files for tests. */
final class TestFits {

    private TestFits() {}

    /** Writes HDUs one after the other. */
    static Path write(Path path, BasicHDU<?>... hdus) throws Exception {
        try (Fits fits = new Fits()) {
            for (BasicHDU<?> hdu : hdus) {
                fits.addHDU(hdu);
            }
            fits.write(path.toFile());
        }
        return path;
    }

    /** An image with cards: numbers or texts. */
    static ImageHDU image(double[][] pixels, Map<String, ?> cards) throws Exception {
        ImageHDU hdu = ImageData.from(pixels).toHDU();
        return cards(hdu, cards);
    }

    /** A table of one column of numbers. */
    static BinaryTableHDU table(String column, Map<String, ?> cards, double... values) throws Exception {
        BinaryTable table = new BinaryTable();
        table.addColumn(values);
        BinaryTableHDU hdu = table.toHDU();
        hdu.setColumnName(0, column, null);
        return cards(hdu, cards);
    }

    /** A table of one row that holds an array. */
    static BinaryTableHDU row(String column, Map<String, ?> cards, float[] values) throws Exception {
        BinaryTable table = new BinaryTable();
        table.addColumn(new float[][] {values});
        BinaryTableHDU hdu = table.toHDU();
        hdu.setColumnName(0, column, null);
        return cards(hdu, cards);
    }

    private static <T extends BasicHDU<?>> T cards(T hdu, Map<String, ?> cards) throws Exception {
        for (Map.Entry<String, ?> card : cards.entrySet()) {
            if (card.getValue() instanceof Number number) {
                hdu.getHeader().addValue(card.getKey(), number, null);
            } else {
                hdu.getHeader().addValue(card.getKey(), String.valueOf(card.getValue()), null);
            }
        }
        return hdu;
    }
}
