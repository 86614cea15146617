package org.shearnet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.FitsTableReader;

/** MEDS files by the reference package, held against NGMix through its own reader. */
class ReferenceMedsTest {

    private static final Path MEDS = Path.of("src/test/resources/meds");
    private static final Path G = MEDS.resolve("reference_g.fits");
    private static final Path R = MEDS.resolve("reference_r.fits");

    /** Worst: 3e-6 in g, 2e-5 in the response, 2e-6 in the flux. */
    private static final double METACAL = 1e-5;

    private static final double RESPONSE = 5e-5;

    @TempDir
    private Path folder;

    private FitsTable measure(String words, Path... files) {
        Path out = folder.resolve("cat.fits");
        Object[] rest = new Object[files.length + 2];
        System.arraycopy(files, 0, rest, 0, files.length);
        rest[files.length] = "-o";
        rest[files.length + 1] = out;
        CommandRun run = CommandRun.of("measure --skip-coadd " + words, rest);
        assertThat(run.code()).as(run.err()).isZero();
        return FitsTableReader.read(out, "CATALOG");
    }

    /** Worst: 4e-4 sigma and 3e-5; under uberseg, whose fast way resolves ties at random, 5e-3 sigma and 4e-4. */
    @ParameterizedTest
    @CsvSource({"ignore, reference.fit.csv, 1e-3, 1e-4", "mask, reference.uberseg.csv, 0.02, 2e-3"})
    void shapesAreThoseOfTheReference(String neighbours, String csv, double sigmas, double errors) throws IOException {
        FitsTable table =
                measure("--bands g,r --method ngmix --model exp --psf-model coellip3 --neighbours " + neighbours, G, R);
        List<String> rows = Files.readAllLines(MEDS.resolve(csv));
        assertThat(table.rows()).isEqualTo(5).isEqualTo(rows.size() - 1);
        for (int i = 0; i < table.rows(); i++) {
            String[] reference = rows.get(i + 1).split(",");
            for (int k = 0; k < 2; k++) {
                double error = Double.parseDouble(reference[6 + k]);
                double g = Double.parseDouble(reference[1 + k]);
                assertThat(table.doubles("g" + (k + 1))[i]).isCloseTo(g, offset(sigmas * error));
                assertThat(table.doubles("g" + (k + 1) + "_err")[i]).isCloseTo(error, offset(errors * error));
            }
        }
        assertThat(table.longs("nepoch_g")).containsOnly(3);
    }

    @Test
    void metacalibrationIsThatOfTheReference() throws IOException {
        FitsTable table = measure("--bands g,r --method metacal --model gauss --no-fix-noise", G, R);
        List<String> rows = Files.readAllLines(MEDS.resolve("reference.metacal.csv"));
        String[] columns = {"g1", "g2", "T", "flux_g", "flux_r", "r11", "r22"};
        for (int i = 0; i < table.rows(); i++) {
            String[] reference = rows.get(i + 1).split(",");
            for (int k = 0; k < columns.length; k++) {
                double expected = Double.parseDouble(reference[k + 1]);
                double tolerance = k < 3 ? METACAL : k < 5 ? METACAL * expected : RESPONSE;
                assertThat(table.doubles(columns[k])[i]).as(columns[k]).isCloseTo(expected, offset(tolerance));
            }
            assertThat(table.doubles("g1_1p")[i]).isNotEqualTo(table.doubles("g1")[i]);
        }
    }

    /** Fixed noise is drawn by the seed, by object and exposure: whatever the threads. */
    @Test
    void fixedNoiseHangsOnTheSeedAlone() {
        double[] one = measure("--method metacal --seed 5 --threads 1", G).doubles("g1");
        assertThat(measure("--method metacal --seed 5 --threads 3", G).doubles("g1"))
                .isEqualTo(one);
        assertThat(measure("--method metacal --seed 6", G).doubles("g1")).isNotEqualTo(one);
    }
}
