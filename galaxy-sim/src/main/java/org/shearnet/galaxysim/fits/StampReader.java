package org.shearnet.galaxysim.fits;

import java.nio.file.Path;

/**
 * A user's stamps, read one by one: the stamps file of {@link StampWriter}, or any FITS file whose first HDU with image data
 * is a cube [n][ny][nx] (or one image).
 */
public final class StampReader implements AutoCloseable {

    private final FitsFile file;
    private final FitsFile.Hdu image;
    private final FitsFile.Hdu weight;
    private final FitsFile.Hdu psf;
    private final FitsFile.Hdu noise;
    private final int count;
    private final int nx;
    private final int ny;

    /**
     * @throws BadDataException where the file is missing, truncated, holds no image, or its parts do not fit together
     */
    public StampReader(Path path) {
        file = new FitsFile(path);
        try {
            FitsFile.Hdu named = file.find("IMAGE");
            image = named != null && named.isImage()
                    ? named
                    : file.hdus().stream()
                            .filter(FitsFile.Hdu::isImage)
                            .findFirst()
                            .orElseThrow(() -> new BadDataException(path + ": no HDU holds an image"));
            int[] axes = axes(image);
            nx = axes[0];
            ny = axes[1];
            count = axes[2];
            weight = sameShape("WEIGHT");
            noise = sameShape("NOISE");
            psf = other("PSF");
            if (psf != null && axes(psf)[2] != 1 && axes(psf)[2] != count) {
                throw new BadDataException(path + ": PSF: " + axes(psf)[2] + " images for " + count + " stamps (1 or "
                        + count + " would fit)");
            }
            double scale = pixelScale();
            if (image.header().has("PIXSCALE") && !(scale > 0 && scale < Double.POSITIVE_INFINITY)) {
                throw new BadDataException(path + ": IMAGE: PIXSCALE must be a number above zero (arcsec), not '"
                        + image.header().text("PIXSCALE") + "'");
            }
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private FitsFile.Hdu other(String name) {
        FitsFile.Hdu hdu = file.find(name);
        if (hdu == null || hdu == image) {
            return null;
        }
        if (!hdu.isImage()) {
            throw new BadDataException(file.path() + ": " + name + ": holds no image");
        }
        return hdu;
    }

    private FitsFile.Hdu sameShape(String name) {
        FitsFile.Hdu hdu = other(name);
        if (hdu != null && !java.util.Arrays.equals(axes(hdu), axes(image))) {
            throw new BadDataException(file.path() + ": " + name + ": its shape differs from that of IMAGE");
        }
        return hdu;
    }

    private int[] axes(FitsFile.Hdu hdu) {
        int[] axes = hdu.axes();
        if (axes.length == 2) {
            return new int[] {axes[0], axes[1], 1};
        }
        if (axes.length != 3) {
            throw new BadDataException(file.path() + ": " + hdu.name() + ": " + axes.length
                    + " axes, where a cube [n][ny][nx] or an image is wanted");
        }
        return axes;
    }

    public int count() {
        return count;
    }

    public int nx() {
        return nx;
    }

    public int ny() {
        return ny;
    }

    /** Side of a pixel (arcsec), NaN where the file does not say. */
    public double pixelScale() {
        return image.header().number("PIXSCALE", Double.NaN);
    }

    /** Standard deviation of the noise, NaN where the file does not say. */
    public double noiseSigma() {
        return image.header().number("NOISESIG", Double.NaN);
    }

    public boolean hasWeight() {
        return weight != null;
    }

    public boolean hasNoise() {
        return noise != null;
    }

    /** Number of PSF images: 0, 1 or {@link #count}. */
    public int psfCount() {
        return psf == null ? 0 : axes(psf)[2];
    }

    public int psfNx() {
        return psf == null ? 0 : psf.axes()[0];
    }

    public int psfNy() {
        return psf == null ? 0 : psf.axes()[1];
    }

    /** Reads stamp i, [ny][nx]. */
    public void image(int i, double[] out) {
        read(image, "IMAGE", i, out);
    }

    /** Reads the weights of stamp i (inverse variance, 0 = masked). */
    public void weight(int i, double[] out) {
        read(weight, "WEIGHT", i, out);
    }

    /** Reads the PSF image of stamp i, [psfNy][psfNx]. */
    public void psf(int i, double[] out) {
        read(psf, "PSF", psfCount() == 1 ? 0 : i, out);
    }

    /** Reads noise field i. */
    public void noise(int i, double[] out) {
        read(noise, "NOISE", i, out);
    }

    private void read(FitsFile.Hdu hdu, String name, int i, double[] out) {
        if (hdu == null) {
            throw new BadDataException(file.path() + ": no HDU " + name);
        }
        file.plane(hdu, i, out);
    }

    /** The TRUTH table, or null. */
    public FitsTable truth() {
        return file.find("TRUTH") == null ? null : FitsTable.read(file, "TRUTH");
    }

    /** The file's headers and HDUs. */
    public FitsFile file() {
        return file;
    }

    @Override
    public void close() {
        file.close();
    }
}
