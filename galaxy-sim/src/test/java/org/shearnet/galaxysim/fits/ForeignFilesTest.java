package org.shearnet.galaxysim.fits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of other programs are read to the last digit; see the README of the test resources. */
class ForeignFilesTest {

    private static final Path FOLDER = Path.of("src/test/resources/fits");

    /** Quantisation of compressed floats: a sixteenth of the noise (1 here), dithered; measured at most 0.16. */
    private static final double QUANTISED = 0.25;

    @Test
    void scaledColumnsHaveTheValuesTheyStandFor() {
        FitsTable table = FitsTableReader.read(FOLDER.resolve("scaled.fits"), null);
        assertThat(table.longs("FLUX")).containsExactly(40000, 50000, 60000);
        assertThat(table.doubles("HLR")[0]).isCloseTo(0.8, within(1e-12));
    }

    @Test
    void wholeNumbersOfEveryTypeStayWhole() {
        FitsTable table = FitsTableReader.read(FOLDER.resolve("types.fits"), "MANY");
        assertThat(table.longs("byte")).containsExactly(0, 200, 255);
        assertThat(table.longs("sbyte")).containsExactly(-128, -1, 127);
        assertThat(table.longs("u16")).containsExactly(0, 40000, 65535);
        assertThat(table.longs("u32")).containsExactly(0, 3000000000L, 4294967295L);
        assertThat(table.longs("u64")).containsExactly(5, 4611686018427387905L, Long.MAX_VALUE);
        assertThat(table.doubles("none")).containsExactly(7, Double.NaN, 9);
        assertThat(table.doubles("flag")).containsExactly(1, 0, 1);
        assertThat(table.doubles("vec")).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(table.texts("name")).containsExactly("a", "bcd", "efghi");
        assertThatThrownBy(() -> table.longs("none"))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("row 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FRICE_1",
                "FGZIP_1",
                "FGZIP_2",
                "FDITHER_1",
                "FDITHER_2",
                "IRICE_1",
                "IGZIP_1",
                "IGZIP_2",
                "IHCOMPRESS_1",
                "IPLIO_1"
            })
    void tilesOfEveryAlgorithmAreThePlainImage(String name) {
        boolean floats = name.startsWith("F");
        try (FitsFile file = new FitsFile(FOLDER.resolve("tiles.fits"))) {
            FitsFile.Hdu tiles = file.find(name);
            FitsFile.Hdu plain = file.find(floats ? "FLOATS" : "INTS");
            assertThat(tiles.isImage()).isTrue();
            assertThat(tiles.isTable()).isFalse();
            int planes = tiles.axes().length == 3 ? 3 : 1;
            double[] a = new double[256];
            double[] b = new double[256];
            for (int plane = 0; plane < planes; plane++) {
                file.plane(tiles, plane, a);
                file.plane(plain, plane, b);
                for (int k = 0; k < a.length; k++) {
                    double expected = name.equals("IPLIO_1") ? b[k] % 7 : b[k];
                    if (Double.isNaN(expected)) {
                        assertThat(a[k]).as("plane " + plane + ", pixel " + k).isNaN();
                    } else {
                        assertThat(a[k])
                                .as("plane " + plane + ", pixel " + k)
                                .isCloseTo(expected, within(floats ? QUANTISED : 0));
                    }
                }
            }
        }
    }
}
