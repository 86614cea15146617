package org.shearnet.galaxysim.fits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FitsTableReaderTest {

    private static final Path TYPES = Path.of("src/test/resources/fits/types.fits");

    /** The column of one missing value is real in the pieces without it, too. */
    @Test
    void piecesHaveTheColumnsAndValuesOfTheWhole() {
        try (FitsFile file = new FitsFile(TYPES)) {
            FitsFile.Hdu hdu = file.find("MANY");
            FitsTable whole = FitsTableReader.read(file, hdu);
            FitsTableReader reader = new FitsTableReader(file, hdu, name -> true);
            assertThat(reader.rows()).isEqualTo(3);
            for (int row = 0; row < 3; row++) {
                FitsTable piece = reader.read(row, 1);
                assertThat(piece.columns()).isEqualTo(whole.columns());
                for (FitsTable.Column column : whole.columns()) {
                    FitsTable wanted = new FitsTable().add(whole, column.name(), "column", row, 1);
                    FitsTable found = new FitsTable().add(piece, column.name(), "column", 0, 1);
                    if (column.type() == FitsTable.Type.TEXT) {
                        assertThat(found.texts("column")).isEqualTo(wanted.texts("column"));
                    } else {
                        assertThat(found.doubles("column"))
                                .as(column.name())
                                .isNotEmpty()
                                .isEqualTo(wanted.doubles("column"));
                    }
                }
            }
        }
    }

    @Test
    void identityThatIsNoWholeNumberIsNamedByItsRow(@TempDir Path folder) throws Exception {
        int n = 5000;
        double[] ids = LongStream.range(0, n).mapToDouble(i -> i).toArray();
        ids[4321] += 0.5;
        Path path = folder.resolve("t.fits");
        FitsTableWriter.write(new FitsTable().add("id", "", ids), path, "TRUTH");
        try (FitsFile file = new FitsFile(path)) {
            StampTable table = new StampTable(file, n, null);
            assertThat(table.identities(4000, 2).longs("id")).containsExactly(4000, 4001);
            assertThatThrownBy(() -> table.identities(4000, 1000))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining("row 4321");
        }
    }
}
