package org.shearnet.galaxysim.psf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.fits.FitsFile;
import org.shearnet.galaxysim.render.GoldenStamps;
import org.shearnet.galaxysim.render.PixelResponse;
import org.shearnet.galaxysim.render.Renderer;
import org.shearnet.galaxysim.render.StampGrid;

class PsfexModelTest {

    /** Against GalSim's DES_PSFEx, over the peak; measured 3e-8. */
    private static final double PSFEX_VS_GALSIM = 1e-6;

    /** A SuperBIT model that stays where it lies, beside the project. */
    private static final Path FOLDER = Path.of("../../shared/golden/psfex");

    @Test
    void agreesWithGalSimAtFourPositions() {
        assumeTrue(Files.isDirectory(FOLDER), "reference model not here");
        PsfexModel model = PsfexModel.read(FOLDER.resolve("superbit_psf_emp01.psf"));
        int compared = 0;
        try (FitsFile file = new FitsFile(FOLDER.resolve("superbit_psf_emp01.reference.fits"))) {
            for (FitsFile.Hdu hdu : file.hdus()) {
                if (!hdu.isImage() || hdu.axes().length != 2) {
                    continue;
                }
                double[] reference = GoldenStamps.image(file, hdu.name());
                int nx = hdu.axes()[0];
                int ny = hdu.axes()[1];
                double[] drawn = new double[nx * ny];
                double x = hdu.header().number("XPOS", Double.NaN);
                double y = hdu.header().number("YPOS", Double.NaN);
                new Renderer().draw(model.at(x, y, 1), null, new StampGrid(nx, ny, 1, PixelResponse.INCLUDED), drawn);
                assertThat(GoldenStamps.difference(drawn, reference))
                        .as(hdu.name())
                        .isLessThan(PSFEX_VS_GALSIM);
                compared++;
            }
        }
        assertThat(compared).isEqualTo(4);
    }

    @Test
    void anotherFileIsRefused(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("x.psf");
        Files.writeString(file, "no FITS");
        assertThatThrownBy(() -> PsfexModel.read(file))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("x.psf");
    }
}
