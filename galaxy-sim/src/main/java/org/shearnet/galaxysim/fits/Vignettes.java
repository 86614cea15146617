package org.shearnet.galaxysim.fits;

import java.util.List;

/**
 * Vignettes: an image in each row of a table, in a column {@value #COLUMN}, as SExtractor and ShapePipe write them. A pixel of -1e30
 * was not seen: it lies beyond the exposure, or is another object's.
 */
final class Vignettes {

    static final String COLUMN = "VIGNET";

    /** Pixels down to this are measured. */
    private static final double UNSEEN = -1e29;

    private final FitsFile.Hdu hdu;
    private final FitsTableReader reader;
    private final String name;
    private final int nx;
    private final int ny;
    private int lastRow = -1;
    private double[] last;

    /**
     * Those of a table.
     *
     * @throws BadDataException where the column holds no images
     */
    Vignettes(FitsFile file, FitsFile.Hdu hdu) {
        this.hdu = hdu;
        reader = new FitsTableReader(file, hdu, COLUMN::equalsIgnoreCase);
        FitsTable.Column column =
                reader.columns().isEmpty() ? null : reader.columns().get(0);
        List<Integer> shape = column == null || column.type() == FitsTable.Type.TEXT ? List.of() : column.shape();
        int pixels = shape.stream().mapToInt(Integer::intValue).reduce(1, (a, b) -> a * b);
        int side = (int) Math.round(Math.sqrt(pixels));
        boolean square = shape.size() == 1 && side * side == pixels;
        if (shape.size() != 2 && !square) {
            throw new BadDataException(file.where(hdu) + ": column " + COLUMN
                    + " holds no images: a TDIM of two axes, or a square number of pixels, is wanted");
        }
        name = column.name();
        nx = square ? side : shape.get(1);
        ny = square ? side : shape.get(0);
    }

    /** The table of a file that has them, or null. */
    static FitsFile.Hdu find(FitsFile file) {
        FitsFile.Hdu found = null;
        for (FitsFile.Hdu hdu : file.hdus()) {
            for (int i = 1; hdu.isTable() && i <= hdu.header().number("TFIELDS", 0); i++) {
                if (COLUMN.equalsIgnoreCase(hdu.header().text("TTYPE" + i))) {
                    if (found != null) {
                        throw new BadDataException(
                                file.path() + ": " + file.hdus().indexOf(found) + " and "
                                        + file.hdus().indexOf(hdu) + " are HDUs with a column " + COLUMN
                                        + "; give a file of one, as of one exposure");
                    }
                    found = hdu;
                }
            }
        }
        return found;
    }

    FitsFile.Hdu hdu() {
        return hdu;
    }

    int count() {
        return reader.rows();
    }

    int nx() {
        return nx;
    }

    int ny() {
        return ny;
    }

    /** Whether a pixel was not seen. */
    static boolean isUnseen(double pixel) {
        return pixel <= UNSEEN;
    }

    /** Reads the vignette of a row as it stands, [ny*nx]. */
    void read(int row, double[] out) {
        if (row != lastRow) {
            last = reader.read(row, 1).doubles(name);
            lastRow = row;
        }
        System.arraycopy(last, 0, out, 0, out.length);
    }
}
