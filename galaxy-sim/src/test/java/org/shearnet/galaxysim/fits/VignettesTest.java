package org.shearnet.galaxysim.fits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vignettes in a table as stamps. */
class VignettesTest {

    private static final int ROWS = 3;
    private static final int NY = 4;
    private static final int NX = 5;

    @TempDir
    private Path folder;

    private static double[] pixels() {
        double[] all = IntStream.range(0, ROWS * NY * NX).mapToDouble(p -> p).toArray();
        all[NY * NX + 7] = -1e30; // of the second
        return all;
    }

    private Path write(FitsTable table) throws IOException {
        Path file = folder.resolve("vignettes.fits");
        FitsTableWriter.write(table, file, "LDAC_OBJECTS");
        return file;
    }

    @Test
    void eachRowIsAStampWithItsOwnNumber() throws IOException {
        Path file = write(
                new FitsTable().add("NUMBER", "", new long[] {5, 6, 8}).add("VIGNET", "ct", List.of(NY, NX), pixels()));
        try (StampReader reader = new StampReader(file)) {
            assertThat(reader.isOfVignettes()).isTrue();
            assertThat(reader.count()).isEqualTo(ROWS);
            assertThat(reader.nx()).isEqualTo(NX);
            assertThat(reader.ny()).isEqualTo(NY);
            assertThat(reader.hasIdentities()).isTrue();
            assertThat(reader.identities(1, 2).longs("id")).containsExactly(6, 8);
            assertThat(reader.pixelScale(0)).isNaN();
            double[] image = new double[NY * NX];
            reader.image(2, image);
            assertThat(image[0]).isEqualTo(2 * NY * NX);
        }
    }

    @Test
    void whatWasNotSeenIsZeroAndCountsNothing() throws IOException {
        Path file = write(new FitsTable().add("VIGNET", "ct", List.of(NY, NX), pixels()));
        try (StampReader reader = new StampReader(file)) {
            assertThat(reader.hasMask()).isTrue();
            assertThat(reader.hasIdentities()).isFalse();
            double[] image = new double[NY * NX];
            double[] weight = new double[NY * NX];
            reader.image(1, image);
            reader.weight(1, 2, weight);
            for (int p = 0; p < image.length; p++) {
                assertThat(image[p]).isEqualTo(p == 7 ? 0 : NY * NX + p);
                assertThat(weight[p]).isEqualTo(p == 7 ? 0 : 0.25);
            }
        }
    }

    @Test
    void aRowOfNumbersIsSquareOrRefused() throws IOException {
        Path square = write(new FitsTable().add("VIGNET", "ct", List.of(9), new double[ROWS * 9]));
        try (StampReader reader = new StampReader(square)) {
            assertThat(reader.nx()).isEqualTo(3);
            assertThat(reader.ny()).isEqualTo(3);
        }
        Path flat = write(new FitsTable().add("VIGNET", "ct", List.of(8), new double[ROWS * 8]));
        assertThatThrownBy(() -> new StampReader(flat))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("column VIGNET holds no images");
    }

    @Test
    void aFileWithoutStampsSaysWhatItCouldHold() throws IOException {
        Path file = write(new FitsTable().add("FLUX", "ct", new double[ROWS]));
        assertThatThrownBy(() -> new StampReader(file))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("a table with a column VIGNET");
    }
}
