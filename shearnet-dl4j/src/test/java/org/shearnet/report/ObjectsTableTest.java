package org.shearnet.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shearnet.benchmark.BenchmarkResult;
import org.shearnet.benchmark.GalaxyTruth;
import org.shearnet.config.Provenance;
import org.shearnet.estimate.ShapeEstimate;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.FitsTableReader;

class ObjectsTableTest {

    /** More than are written at a time. */
    private static final int GALAXIES = 10_003;

    private static final double[] LEVELS = {1e-4, 1e-2};

    @TempDir
    private Path folder;

    private static BenchmarkResult.Method method(String label, double offset) {
        ShapeEstimate[][] estimates = new ShapeEstimate[LEVELS.length][GALAXIES];
        for (int level = 0; level < LEVELS.length; level++) {
            for (int i = 0; i < GALAXIES; i++) {
                estimates[level][i] = ShapeEstimate.of(offset + 0.1 * level + 1e-6 * i, 0, 1, 2);
            }
        }
        return new BenchmarkResult.Method(
                label, estimates, List.of(), List.of(), List.of(), List.of(), List.of(), null);
    }

    @Test
    void everyGalaxyLevelAndEstimatorHasItsRow() throws IOException {
        List<GalaxyTruth> truths = new ArrayList<>();
        for (int i = 0; i < GALAXIES; i++) {
            truths.add(new GalaxyTruth(i, 1e-6 * i, 0, 0.5, 2, 3, 4, 10, i % 2 == 0));
        }
        List<BenchmarkResult.Method> methods = List.of(method("short", 0), method("a longer label", 0.5));
        Path file = folder.resolve("objects.fits");
        ObjectsTable.write(file, new BenchmarkResult(truths, LEVELS, methods, List.of(), 1), Provenance.of("test"));
        FitsTable table = FitsTableReader.read(file, "OBJECTS");
        assertThat(table.rows()).isEqualTo(GALAXIES * 4);
        assertThat(table.header().text("CMDLINE")).isEqualTo("test");
        for (int row : new int[] {0, 9_999, 10_000, GALAXIES - 1, GALAXIES, 3 * GALAXIES + 10_001}) {
            int i = row % GALAXIES;
            int level = row / GALAXIES % 2;
            int m = row / GALAXIES / 2;
            assertThat(table.longs("id")[row]).isEqualTo(i);
            assertThat(table.texts("method")[row]).isEqualTo(methods.get(m).label());
            assertThat(table.doubles("noise_sigma")[row]).isEqualTo(LEVELS[level]);
            assertThat(table.doubles("g1")[row])
                    .isEqualTo(methods.get(m).estimates()[level][i].g1());
            assertThat(table.doubles("g1_true")[row]).isEqualTo(1e-6 * i);
            assertThat(table.doubles("g2_crlb")[row]).isEqualTo(4 * LEVELS[level]);
            assertThat(table.doubles("s2n_true")[row]).isEqualTo(10 / LEVELS[level]);
            assertThat(table.longs("in_stamp")[row]).isEqualTo(i % 2 == 0 ? 1 : 0);
        }
    }
}
