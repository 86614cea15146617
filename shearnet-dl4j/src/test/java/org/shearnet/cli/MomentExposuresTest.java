package org.shearnet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.FitsTableReader;

/** Moments of several exposures. */
class MomentExposuresTest {

    private static final Path G = Path.of("src/test/resources/meds/reference_g.fits");

    /** Sums of floating-point numbers; worst 4e-16. */
    private static final double ROUNDING = 1e-12;

    @TempDir
    private Path folder;

    private FitsTable measure(String words, Path... files) {
        Path out = folder.resolve("cat.fits");
        Object[] rest = new Object[files.length + 2];
        System.arraycopy(files, 0, rest, 0, files.length);
        rest[files.length] = "-o";
        rest[files.length + 1] = out;
        CommandRun run = CommandRun.of("measure " + words, rest);
        assertThat(run.code()).as(run.err()).isZero();
        return FitsTableReader.read(out, "CATALOG");
    }

    /** A file whose first {@code n} exposures of each object are all the second of the reference. */
    private Path copies(int n) throws IOException {
        Path copy = Files.copy(G, folder.resolve(n + ".fits"));
        FitsTable table = FitsTableReader.read(G, "object_data");
        FitsPatch patch = new FitsPatch(copy);
        for (int row = 0; row < table.rows(); row++) {
            for (String column : new String[] {"start_row", "psf_start_row"}) {
                long start = table.longs(column)[4 * row + 1];
                for (int e = 0; e < n; e++) {
                    patch.set(column, row, e, start);
                }
            }
            for (String column : new String[] {"cutout_row", "cutout_col", "dudrow", "dudcol", "dvdrow", "dvdcol"}) {
                double value = table.doubles(column)[4 * row + 1];
                for (int e = 0; e < n; e++) {
                    patch.set(column, row, e, value);
                }
            }
            patch.set("ncutout", row, 0, (long) n);
        }
        return copy;
    }

    @ParameterizedTest
    @ValueSource(strings = {"pgauss", "ksigma", "fpfs"})
    void equalExposuresHaveErrorsOfOneOverTheRootOfTheirNumber(String method) throws IOException {
        FitsTable one = measure("--method " + method, copies(1));
        FitsTable four = measure("--method " + method, copies(4));
        assertThat(one.longs("flags")).containsOnly(0);
        for (int i = 0; i < one.rows(); i++) {
            for (String column : new String[] {"g1", "g2", "flux"}) {
                double value = one.doubles(column)[i];
                assertThat(four.doubles(column)[i]).isCloseTo(value, offset(ROUNDING * Math.max(1, Math.abs(value))));
                double error = one.doubles(column + "_err")[i];
                assertThat(four.doubles(column + "_err")[i]).isCloseTo(error / 2, offset(ROUNDING * error));
            }
            if (method.equals("fpfs")) {
                double response = one.doubles("r11")[i];
                assertThat(four.doubles("r11")[i]).isCloseTo(response, offset(ROUNDING));
            }
        }
    }

    /** Exposures turned and mirrored against each other agree with the fit of all: shapes are on the sky. */
    @ParameterizedTest
    @ValueSource(strings = {"pgauss", "fpfs"})
    void shapesOfTurnedExposuresAreOnTheSky(String method) {
        Path r = G.resolveSibling("reference_r.fits");
        FitsTable fit = measure("--skip-coadd --neighbours mask --method ngmix --model exp --psf-model coellip3", G, r);
        FitsTable moments = measure("--skip-coadd --neighbours mask --method " + method, G, r);
        int counted = 0;
        for (int i = 0; i < fit.rows(); i++) {
            for (String column : new String[] {"g1", "g2"}) {
                double g = fit.doubles(column)[i];
                if (Math.abs(g) > 0.1) { // the weight makes galaxies rounder, by less than a factor of five
                    assertThat(moments.doubles(column)[i] / g)
                            .as(column + " of row " + i)
                            .isBetween(0.2, 1.2);
                    counted++;
                }
            }
        }
        assertThat(counted).isGreaterThanOrEqualTo(2);
    }

    /** Against the fit of all exposures of both bands of GalSim's file, which is that of NGMix. */
    @Test
    void theNetworkAgreesWithTheFitOfAllExposures() {
        Path field = G.resolveSibling("field_g.fits");
        Path other = G.resolveSibling("field_r.fits");
        FitsTable fit = measure("--method ngmix --model exp --psf-model coellip3", field, other);
        FitsTable network = measure("--method network --network survey --calibrate analytic --bands g,r", field, other);
        assertThat(network.longs("flags")).containsOnly(0);
        for (int i = 0; i < fit.rows(); i++) {
            for (String column : new String[] {"g1", "g2"}) {
                // measured: at most 0.7 of the error
                double error = network.doubles("g1_err")[i];
                assertThat(network.doubles(column)[i]).isCloseTo(fit.doubles(column)[i], offset(1.5 * error));
            }
            assertThat(network.doubles("r11")[i]).isBetween(0.8, 1.3);
            assertThat(network.doubles("weight")[i]).isBetween(0.3, 1.0);
            // of the round Gaussian whose light in two windows is the galaxy's: more or less the galaxy's
            double flux = fit.doubles("flux_2")[i];
            assertThat(network.doubles("flux_r")[i]).isCloseTo(flux, offset(0.2 * flux));
        }
    }

    @Test
    void columnsOfTheTableOfObjectsAreHandedOn() {
        FitsTable table = measure("--method pgauss --bands g --keep MAG,cutout_row,id", G);
        FitsTable objects = FitsTableReader.read(G, "object_data");
        assertThat(table.doubles("mag")).isEqualTo(objects.doubles("mag"));
        assertThat(table.doubles("cutout_row")).isEqualTo(objects.doubles("cutout_row"));
        assertThat(table.longs("id_in")).isEqualTo(objects.longs("id"));
        CommandRun run = CommandRun.of("measure --method pgauss --keep magg", G, "-o", folder.resolve("c.fits"));
        assertThat(run.code()).isEqualTo(ExitCode.BAD_DATA);
        assertThat(run.err()).contains("reference_g.fits: object_data: no column 'magg'");
    }

    @Test
    void methodsWithoutAnAnswerAreRefusedByName() {
        for (String method : new String[] {"admom", "regauss", "pgauss --metacal"}) {
            CommandRun run = CommandRun.of("measure --method " + method, G, "-o", folder.resolve("c.fits"));
            assertThat(run.code()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).contains(method.replace(" --metacal", "") + " has no answer to several exposures");
        }
        CommandRun run =
                CommandRun.of("measure --method network --network june2025", G, "-o", folder.resolve("c.fits"));
        assertThat(run.code()).isEqualTo(ExitCode.BAD_CONFIG);
        assertThat(run.err()).contains("the network 'june2025' sees the pixels of one stamp, and has no answer");
    }
}
