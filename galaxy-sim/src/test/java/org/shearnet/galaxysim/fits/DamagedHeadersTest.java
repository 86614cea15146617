package org.shearnet.galaxysim.fits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shearnet.galaxysim.profile.Moffat;

/** An HDU whose header is damaged is named and refused, never left out. */
class DamagedHeadersTest {

    private static final int BLOCK = 2880;

    @TempDir
    private Path folder;

    private byte[] bytes;

    @BeforeEach
    void table() throws IOException {
        Path whole = folder.resolve("whole.fits");
        FitsTableWriter.write(new FitsTable().add("x", "", new double[] {1, 2}), whole, "TABLE");
        bytes = Files.readAllBytes(whole);
    }

    private int card(String key) {
        for (int at = BLOCK; ; at += 80) {
            if (new String(bytes, at, 80, StandardCharsets.US_ASCII)
                    .startsWith(String.format(Locale.ROOT, "%-8s", key))) {
                return at;
            }
        }
    }

    private void set(String key, String card) {
        byte[] padded = String.format(Locale.ROOT, "%-80s", card).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(padded, 0, bytes, card(key), 80);
    }

    private String refused() throws IOException {
        Path file = Files.write(folder.resolve("damaged.fits"), bytes);
        return assertThatExceptionOfType(BadDataException.class)
                .isThrownBy(() -> new FitsFile(file).close())
                .actual()
                .getMessage();
    }

    @ParameterizedTest
    @CsvSource({
        "END, '', END",
        "XTENSION, YTENSION= 'BINTABLE', YTENSION",
        "XTENSION, XTENSION= 'BINTABLX', BINTABLX",
        "BITPIX, COMMENT, no BITPIX",
        "NAXIS, NAXIS   =                  abc, NAXIS is no whole number",
        "NAXIS2, COMMENT, not all of NAXIS1 to NAXIS2",
        "NAXIS2, NAXIS1  =                    8, NAXIS1 is there twice",
        "GCOUNT, GCOUNT  =                    2, GCOUNT 1 would be right",
        "TFIELDS, END, goes on behind END"
    })
    void headersAreWhole(String key, String card, String words) throws IOException {
        set(key, card);
        assertThat(refused()).contains("HDU 1", words).doesNotContain("\n");
    }

    @Test
    void aHeaderThatIsWipedOutIsNoPadding() throws IOException {
        Arrays.fill(bytes, BLOCK, 2 * BLOCK, (byte) 0);
        assertThat(refused()).contains("HDU 1", "wiped out");
    }

    @Test
    void theLargestPaddingIsATapesBlock() throws IOException {
        byte[] whole = bytes;
        bytes = Arrays.copyOf(whole, whole.length + 10 * BLOCK);
        new FitsFile(Files.write(folder.resolve("padded.fits"), bytes)).close();
        bytes = Arrays.copyOf(whole, whole.length + 11 * BLOCK);
        assertThat(refused()).contains("padding");
    }

    @Test
    void aColumnWithoutANameGoesByItsNumber() throws IOException {
        set("TTYPE1", "COMMENT");
        FitsTable table = FitsTableReader.read(Files.write(folder.resolve("nameless.fits"), bytes), "TABLE");
        assertThat(table.doubles("col1")).containsExactly(1, 2);
    }

    @Test
    void flatPixelsAndFarTruncationsAreRefused() {
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> new SkyMap(1e19, 0, 0, 1));
        assertThat(new Moffat(3.5, 1, 1e9, 1).truncation()).isZero();
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> new Moffat(1.5, 1, 1e9, 1));
    }
}
