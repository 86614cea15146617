package org.shearnet.galaxysim.fits;

import java.util.Locale;

/** The cards of a header that say how its pixels lie on the sky, before anything is made of them. */
final class WcsCards {

    private static final String[] NUMBERS = {
        "CD1_1", "CD1_2", "CD2_1", "CD2_2", "PC1_1", "PC1_2", "PC2_1", "PC2_2", "CDELT1", "CDELT2", "CROTA2", "CRPIX1",
        "CRPIX2", "CRVAL1", "CRVAL2"
    };

    private final FitsHeader header;

    WcsCards(FitsHeader header) {
        this.header = header;
    }

    /** CTYPE of an axis in capital letters, empty for none. */
    String type(int axis) {
        return header.text("CTYPE" + axis) == null
                ? ""
                : header.text("CTYPE" + axis).strip().toUpperCase(Locale.ROOT);
    }

    /** CUNIT1 in small letters, empty for none. */
    String unit() {
        String text = header.text("CUNIT1");
        return text == null ? "" : text.strip().toLowerCase(Locale.ROOT);
    }

    boolean hasCd() {
        return has("CD");
    }

    boolean hasCdelt() {
        return header.has("CDELT1") || header.has("CDELT2");
    }

    /** The angle of CDELT's axes (radians), where no matrix says more. */
    double turn() {
        return hasCd() || has("PC") ? 0 : Math.toRadians(header.number("CROTA2", 0));
    }

    private boolean has(String matrix) {
        return header.has(matrix + "1_1")
                || header.has(matrix + "1_2")
                || header.has(matrix + "2_1")
                || header.has(matrix + "2_2");
    }

    /**
     * CD, or PC times CDELT, or CDELT turned by CROTA2, {xx, xy, yx, yy} in the header's unit; what is left out counts as the
     * standard says, and what is no number as NaN.
     */
    double[] matrix() {
        double[] m = new double[4];
        boolean cd = hasCd();
        double turn = turn();
        double[] turned = {Math.cos(turn), -Math.sin(turn), Math.sin(turn), Math.cos(turn)};
        for (int i = 0; i < 4; i++) {
            String at = (i / 2 + 1) + "_" + (i % 2 + 1);
            if (cd) {
                m[i] = header.number("CD" + at, 0);
            } else if (turn == 0) {
                m[i] = header.number("CDELT" + (i / 2 + 1), 1) * header.number("PC" + at, i % 3 == 0 ? 1 : 0);
            } else {
                // the steps are those of the columns and rows, CDELT1 and CDELT2
                m[i] = header.number("CDELT" + (i == 1 ? 2 : i == 2 ? 1 : i / 2 + 1), 1) * turned[i];
            }
        }
        return m;
    }

    /** Complains of a card that holds no finite number. */
    void requireFinite() {
        for (String key : NUMBERS) {
            if (header.has(key) && !Double.isFinite(header.number(key, 0))) {
                throw new BadDataException(key + " must be a finite number, not '" + header.text(key) + "'");
            }
        }
    }
}
