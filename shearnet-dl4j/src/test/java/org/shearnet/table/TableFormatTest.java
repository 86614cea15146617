package org.shearnet.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.StoredRows;
import org.shearnet.galaxysim.fits.TableWriter;

class TableFormatTest {

    /** More than one group of rows in Parquet. */
    private static final int MANY = 150_000;

    @TempDir
    private Path folder;

    private static FitsTable table(int from, int n) {
        FitsTable table = new FitsTable()
                .add(
                        "id",
                        "",
                        LongStream.range(from, from + n)
                                .map(i -> Long.MAX_VALUE - i)
                                .toArray())
                .add("flags", "", IntStream.range(from, from + n).map(i -> -i).toArray())
                .add(
                        "T",
                        "arcsec2",
                        IntStream.range(from, from + n)
                                .mapToDouble(i -> i % 3 == 0 ? Double.NaN : i / 7.0)
                                .toArray())
                .add(
                        "g_cov",
                        "",
                        List.of(2, 2),
                        IntStream.range(4 * from, 4 * (from + n))
                                .mapToDouble(i -> i)
                                .toArray())
                .add(
                        "name",
                        12,
                        IntStream.range(from, from + n)
                                .mapToObj(i -> i % 2 == 0 ? "a,\"" + i : "b" + i)
                                .toArray(String[]::new))
                .describe("T", "phys.angArea");
        table.header().set("SEED", "7");
        return table;
    }

    private Path write(String name, int... pieces) throws IOException {
        Path file = folder.resolve(name);
        try (TableWriter writer =
                TableFormat.writer(file, "CATALOG", Arrays.stream(pieces).sum())) {
            int from = 0;
            for (int n : pieces) {
                writer.append(table(from, n));
                from += n;
            }
            writer.commit();
        }
        return file;
    }

    @Test
    void parquetKeepsEveryBitInRowsOfAnyNumber() throws IOException {
        ParquetFile file = new ParquetFile(write("t.parquet", 100, MANY - 100));
        assertThat(file.rows()).isEqualTo(MANY);
        assertThat(file.groups()).isEqualTo(3);
        FitsTable all = table(0, MANY);
        assertThat(file.columns().keySet())
                .containsExactly("id", "flags", "T", "g_cov_1_1", "g_cov_1_2", "g_cov_2_1", "g_cov_2_2", "name");
        assertThat(file.columns().get("id"))
                .isEqualTo(Arrays.stream(all.longs("id")).boxed().toList());
        assertThat(file.columns().get("flags").get(5)).isEqualTo(-5);
        assertThat(file.columns().get("T"))
                .isEqualTo(Arrays.stream(all.doubles("T")).boxed().toList());
        assertThat(file.columns().get("g_cov_2_1").get(MANY - 1)).isEqualTo(4.0 * (MANY - 1) + 2);
        assertThat(file.columns().get("name")).isEqualTo(Arrays.asList(all.texts("name")));
        assertThat(file.words())
                .containsEntry("SEED", "7")
                .containsEntry("column.T.unit", "arcsec2")
                .containsEntry("column.T.ucd", "phys.angArea");
        assertThat(file.words().get("IVOA.VOTable-Parquet.content"))
                .contains("<FIELD name=\"T\" datatype=\"double\" unit=\"arcsec**2\" ucd=\"phys.angArea\"/>");
    }

    @Test
    void noFormatDependsOnThePiecesItIsWrittenIn() throws IOException {
        for (String ending : List.of("fits", "parquet", "csv")) {
            Path one = write("one." + ending, 70_000);
            Path many = write("many." + ending, 1, 65_535, 1, 4_463);
            assertThat(Files.mismatch(one, many)).as(ending).isEqualTo(-1);
        }
    }

    @Test
    void csvIsNamesAndRowsAndItsDescriptionStandsBesideIt() throws IOException {
        Path file = write("t.csv", 3);
        assertThat(Files.readAllLines(file))
                .containsExactly(
                        "id,flags,T,g_cov_1_1,g_cov_1_2,g_cov_2_1,g_cov_2_2,name",
                        "9223372036854775807,0,nan,0.0,1.0,2.0,3.0,\"a,\"\"0\"",
                        "9223372036854775806,-1,0.14285714285714285,4.0,5.0,6.0,7.0,b1",
                        "9223372036854775805,-2,0.2857142857142857,8.0,9.0,10.0,11.0,\"a,\"\"2\"");
        assertThat(Files.readString(CsvWriter.description(file)))
                .contains("\"unit\": \"arcsec2\"", "\"ucd\": \"phys.angArea\"", "\"SEED\": \"7\"");
    }

    @Test
    void aTableThatIsNotWholeDoesNotAppear() throws IOException {
        for (String ending : List.of("fits", "parquet", "csv")) {
            Path file = folder.resolve("half." + ending);
            try (TableWriter writer = TableFormat.writer(file, "CATALOG", 9)) {
                writer.append(table(0, 4));
                assertThatThrownBy(writer::commit).hasMessageContaining("4 rows written of 9");
            }
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void rowsOfFitsComeBackToTheLastBitWithTypesWidthsAndWords() throws IOException {
        try (StoredRows rows = new StoredRows(write("t.fits", 50, 50), "CATALOG")) {
            FitsTable some = rows.read(40, 20);
            FitsTable same = table(40, 20);
            assertThat(rows.rows()).isEqualTo(100);
            assertThat(some.columns()).isEqualTo(same.columns());
            assertThat(some.longs("id")).isEqualTo(same.longs("id"));
            assertThat(some.longs("flags")).isEqualTo(same.longs("flags"));
            assertThat(some.doubles("T")).isEqualTo(same.doubles("T"));
            assertThat(some.doubles("g_cov")).isEqualTo(same.doubles("g_cov"));
            assertThat(some.texts("name")).isEqualTo(same.texts("name"));
            assertThat(some.ucd("T")).isEqualTo("phys.angArea");
            assertThat(rows.header().text("SEED")).isEqualTo("7");
        }
    }
}
