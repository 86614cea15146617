package org.shearnet.galaxysim.fits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pieces of tile-compressed images of one axis, of 2,500 pixels in tiles of 1,000, as astropy 7 packs and unpacks them. */
class OneTileTest {

    private static final double ROUNDING = 1e-5;

    /** The library's random numbers are others than astropy's in three of these pixels, by 0.05; a step is 0.12. */
    private static final double DITHER = 0.06;

    private static final Path PACKED = Path.of("src/test/resources/meds/tiles.fits");
    private static final Path PLAIN = Path.of("src/test/resources/meds/tiles-unpacked.fits");

    @ParameterizedTest
    @ValueSource(strings = {"dithered", "plainly", "gzip", "whole"})
    void piecesAreThoseOfTheWholeImage(String name) {
        try (FitsFile packed = new FitsFile(PACKED);
                FitsFile plain = new FitsFile(PLAIN)) {
            int[][] pieces = {{0, 2500}, {0, 10}, {990, 20}, {2000, 500}, {2490, 10}, {950, 1550}, {3, 0}};
            for (int[] piece : pieces) {
                double[] read = new double[piece[1]];
                double[] expected = new double[piece[1]];
                packed.piece(packed.find(name), piece[0], piece[1], read);
                plain.piece(plain.find(name), piece[0], piece[1], expected);
                for (int i = 0; i < read.length; i++) {
                    if (Double.isNaN(expected[i])) {
                        assertThat(read[i]).as(name + " " + (piece[0] + i)).isNaN();
                    } else {
                        assertThat(read[i])
                                .as(name + " " + (piece[0] + i))
                                .isCloseTo(expected[i], offset(name.equals("dithered") ? DITHER : ROUNDING));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dithered", "whole"})
    void beyondTheEndIsRefused(String name) {
        try (FitsFile packed = new FitsFile(PACKED)) {
            assertThatThrownBy(() -> packed.piece(packed.find(name), 2400, 101, new double[101]))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining("pixels 2400 to 2500 are asked for of [2500]");
        }
    }
}
