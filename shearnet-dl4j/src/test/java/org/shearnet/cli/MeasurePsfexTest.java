package org.shearnet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.FitsTableReader;

/** Stamps and MEDS files without PSF under a PSFEx model, against the same with GalSim's images of it. */
class MeasurePsfexTest {

    private static final Path FOLDER = Path.of("src/test/resources/psfex");
    private static final Path MODEL = FOLDER.resolve("normal.psf");

    /** Of the errors; worst 2.4e-7. */
    private static final double SIGMAS = 1e-5;

    @TempDir
    private Path folder;

    private CommandRun measure(Path file, Object... more) {
        return measureBy("ngmix --model exp --psf-model coellip3", file, more);
    }

    private CommandRun measureBy(String method, Path file, Object... more) {
        Object[] words = new Object[more.length + 3];
        words[0] = file;
        words[1] = "-o";
        words[2] = folder.resolve("cat.fits");
        System.arraycopy(more, 0, words, 3, more.length);
        return CommandRun.of("measure --method " + method, words);
    }

    private FitsTable catalogue(CommandRun run) {
        assertThat(run.code()).as(run.err()).isZero();
        return FitsTableReader.read(folder.resolve("cat.fits"), "CATALOG");
    }

    @ParameterizedTest
    @CsvSource({"psfex_stamps, true", "psfex_meds, false"})
    void shapesAreThoseUnderImagesOfTheModel(String name, boolean positions) {
        Path file = FOLDER.resolve(name + ".fits");
        FitsTable modelled = catalogue(
                positions
                        ? measure(file, "--psfex", MODEL, "--positions", "X_IMAGE,y_image")
                        : measure(file, "--psfex", MODEL));
        FitsTable drawn = catalogue(measure(FOLDER.resolve(name + "_psf.fits")));
        assertThat(modelled.longs("flags")).containsExactly(0, 0, 0);
        for (int i = 0; i < 3; i++) {
            for (String g : new String[] {"g1", "g2"}) {
                double error = drawn.doubles(g + "_err")[i];
                assertThat(modelled.doubles(g)[i]).isCloseTo(drawn.doubles(g)[i], offset(SIGMAS * error));
            }
        }
        assertThat(modelled.header().text("PSFEX")).isEqualTo("normal.psf");
    }

    /** A model is on finer pixels than the stamps: at points of these, wave numbers that they cannot hold make round galaxies 2e-5. */
    @Test
    void waveNumbersThatPixelsCannotHoldAreLeftOut() {
        FitsTable found = catalogue(
                measureBy("fpfs", FOLDER.resolve("round.fits"), "--psfex", MODEL, "--positions", "X_IMAGE,Y_IMAGE"));
        assertThat(found.longs("flags")).containsExactly(0, 0, 0);
        for (int i = 0; i < 3; i++) {
            assertThat(found.doubles("g1")[i]).isCloseTo(0, offset(2e-6));
            assertThat(found.doubles("g2")[i]).isCloseTo(0, offset(2e-6));
        }
    }

    @Test
    void whatDoesNotFitIsRefusedInOneLine() throws IOException {
        Path stamps = FOLDER.resolve("psfex_stamps.fits");
        assertThat(measure(stamps, "--psfex", MODEL).err()).contains("--psfex FILE and --positions X,Y go together");
        assertThat(measure(stamps, "--positions", "X_IMAGE,Y_IMAGE").err()).contains("go together");
        assertThat(measure(stamps, "--psfex", MODEL, "--positions", "X_IMAGE,Y").err())
                .contains("no column 'Y' (there are ID, X_IMAGE, Y_IMAGE)");
        assertThat(measure(FOLDER.resolve("psfex_stamps_psf.fits"), "--psfex", MODEL, "--positions", "X_IMAGE,Y_IMAGE")
                        .err())
                .contains("has PSFs of its own");
        assertThat(measure(stamps, "--no-psf", "--psfex", MODEL, "--positions", "X_IMAGE,Y_IMAGE")
                        .err())
                .contains("--no-psf leaves the PSF in");
        Path far = Files.copy(stamps, folder.resolve("far.fits"));
        new FitsPatch(far).set("X_IMAGE", 1, 0, 5000.0);
        CommandRun run = measure(far, "--psfex", MODEL, "--positions", "X_IMAGE,Y_IMAGE");
        assertThat(run.code()).isEqualTo(ExitCode.BAD_DATA);
        assertThat(run.err()).contains("stamp 1: position x = 5000.0, y = 900.8 (pixels) lies far outside");
        Path meds = FOLDER.resolve("psfex_meds.fits");
        assertThat(measure(meds).err()).contains("no HDU 'psf'", "--psfex names models of it");
        assertThat(measure(meds, "--psfex", MODEL, "--positions", "a,b").err()).contains("--positions is for stamps");
        assertThat(measure(meds, "--psfex", MODEL + "," + MODEL).err())
                .contains("--psfex names 2 models; the exposures that image_info lists are 1");
        assertThat(measure(FOLDER.resolve("psfex_meds_psf.fits"), "--psfex", MODEL)
                        .err())
                .contains("has PSFs of its own");
    }

    /** A position that is no number flags its stamp; an exposure whose place is not stated is left out. */
    @Test
    void unknownPlacesAreFlagged() throws IOException {
        Path stamps = Files.copy(FOLDER.resolve("psfex_stamps.fits"), folder.resolve("s.fits"));
        new FitsPatch(stamps).set("X_IMAGE", 1, 0, Double.NaN);
        FitsTable table = catalogue(measure(stamps, "--psfex", MODEL, "--positions", "X_IMAGE,Y_IMAGE"));
        assertThat(table.longs("flags")[1]).isNotZero();
        assertThat(table.longs("flags")[2]).isZero();
        Path meds = Files.copy(FOLDER.resolve("psfex_meds.fits"), folder.resolve("m.fits"));
        new FitsPatch(meds).set("orig_row", 1, 0, 0.0).set("orig_col", 1, 0, 0.0);
        CommandRun run = measure(meds, "--psfex", MODEL);
        assertThat(catalogue(run).longs("nepoch_1")).containsExactly(1, 0, 1);
        assertThat(run.err()).contains("1 exposures left out");
    }
}
