package org.shearnet.galaxysim.fits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import nom.tam.fits.Fits;
import nom.tam.fits.ImageData;
import nom.tam.fits.ImageHDU;
import nom.tam.fits.NullDataHDU;
import nom.tam.image.compression.hdu.CompressedImageHDU;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tiles packed by GZIP_1 that take more than the library's buffer of 64 KiB. */
class LargeGzipTest {

    private static final int PIXELS = 40_000;

    @TempDir
    private Path folder;

    private Path write(Object pixels, int... tile) throws Exception {
        Path path = folder.resolve("packed.fits");
        try (Fits fits = new Fits()) {
            ImageHDU image = ImageData.from(pixels).toHDU();
            CompressedImageHDU packed = CompressedImageHDU.fromImageHDU(image, tile);
            packed.setCompressAlgorithm("GZIP_1").compress();
            packed.addValue("EXTNAME", "image_cutouts", "");
            fits.addHDU(new NullDataHDU());
            fits.addHDU(packed);
            fits.write(path.toFile());
        }
        return path;
    }

    private static float[] noise() {
        Random random = new Random(3);
        float[] pixels = new float[PIXELS];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        return pixels;
    }

    @Test
    void everyPixelOfALargeTileIsRead() throws Exception {
        float[] pixels = noise();
        double[] read = new double[PIXELS];
        try (FitsFile file = new FitsFile(write(pixels, PIXELS))) {
            file.piece(file.find("image_cutouts"), 0, PIXELS, read);
        }
        for (int i = 0; i < PIXELS; i++) {
            assertThat(read[i]).as("pixel " + i).isEqualTo(pixels[i]);
        }
    }

    @Test
    void everyPixelOfALargeTileOfAPlaneIsRead() throws Exception {
        int side = 200;
        float[] pixels = noise();
        float[][] plane = new float[side][side];
        for (int row = 0; row < side; row++) {
            System.arraycopy(pixels, row * side, plane[row], 0, side);
        }
        double[] read = new double[side * side];
        Path path = write(plane, side, side);
        byte[] before = Files.readAllBytes(path);
        try (FitsFile file = new FitsFile(path)) {
            file.plane(file.find("image_cutouts"), 0, read);
        }
        assertThat(Files.readAllBytes(path)).as("the user's file").isEqualTo(before);
        for (int i = 0; i < read.length; i++) {
            assertThat(read[i]).as("pixel " + i).isEqualTo(pixels[i]);
        }
    }

    @Test
    void damagedTilesAreRefused() throws Exception {
        Path path = write(noise(), PIXELS);
        byte[] bytes = java.nio.file.Files.readAllBytes(path);
        java.util.Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 2000, (byte) 7);
        java.nio.file.Files.write(path, bytes);
        try (FitsFile file = new FitsFile(path)) {
            FitsFile.Hdu hdu = file.find("image_cutouts");
            assertThatThrownBy(() -> file.piece(hdu, 0, PIXELS, new double[PIXELS]))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining("packed.fits: HDU 1 (image_cutouts): pixel 0: ");
        }
    }
}
