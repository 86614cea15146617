package org.shearnet.galaxysim.psf;

import java.nio.file.Path;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.fits.FitsFile;
import org.shearnet.galaxysim.fits.FitsHeader;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.profile.Interpolant;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.profile.SampledProfile;

/**
 * A PSF that varies over an image as a polynomial of the position: a PSFEx {@code .psf} file (Bertin 2011, ADASS XX, ASPC 442,
 * 435). The model already contains the pixel.
 */
public final class PsfexModel {

    private final int nx;
    private final int ny;
    private final int degree;
    private final double sampling;
    private final double[] zero;
    private final double[] scale;
    private final double[] basis;

    private PsfexModel(int nx, int ny, int degree, double sampling, double[] zero, double[] scale, double[] basis) {
        this.nx = nx;
        this.ny = ny;
        this.degree = degree;
        this.sampling = sampling;
        this.zero = zero;
        this.scale = scale;
        this.basis = basis;
    }

    /**
     * Reads a model.
     *
     * @throws BadDataException where the file is no PSFEx model of two position parameters
     */
    public static PsfexModel read(Path path) {
        FitsTable table;
        try (FitsFile file = new FitsFile(path)) {
            table = FitsTable.read(file, file.find("PSF_DATA") == null ? null : "PSF_DATA");
        }
        FitsHeader h = table.header();
        if (h.number("POLNAXIS", 0) != 2 || !table.has("PSF_MASK") || table.rows() < 1) {
            throw new BadDataException(
                    path + ": not a PSFEx model of two position parameters (POLNAXIS 2, column PSF_MASK)");
        }
        int nx = (int) h.number("PSFAXIS1", 0);
        int ny = (int) h.number("PSFAXIS2", 0);
        int degree = (int) h.number("POLDEG1", 0);
        double sampling = h.number("PSF_SAMP", 1);
        double[] zero = {h.number("POLZERO1", 0), h.number("POLZERO2", 0)};
        double[] scale = {h.number("POLSCAL1", 1), h.number("POLSCAL2", 1)};
        double[] basis = table.doubles("PSF_MASK");
        int terms = (degree + 1) * (degree + 2) / 2;
        if (nx < 1 || ny < 1 || !(sampling > 0) || basis.length < nx * ny * terms) {
            throw new BadDataException(path + ": PSF_MASK holds " + basis.length + " values where " + nx + " x " + ny
                    + " x " + terms + " are needed");
        }
        return new PsfexModel(nx, ny, degree, sampling, zero, scale, basis);
    }

    /**
     * The PSF at a position, normalised to unit flux.
     *
     * @param x column, 1 the centre of the first pixel
     * @param y row
     * @param pixelScale side of an image pixel in the lengths of the profile (arcsec; 1 for pixels)
     */
    public LightProfile at(double x, double y, double pixelScale) {
        double u = (x - zero[0]) / scale[0];
        double v = (y - zero[1]) / scale[1];
        double[] image = new double[nx * ny];
        int term = 0;
        double powerV = 1;
        for (int j = 0; j <= degree; j++) {
            double weight = powerV;
            for (int i = 0; i <= degree - j; i++) {
                for (int p = 0; p < image.length; p++) {
                    image[p] += weight * basis[term * image.length + p];
                }
                weight *= u;
                term++;
            }
            powerV *= v;
        }
        return new SampledProfile(image, nx, ny, sampling * pixelScale, Interpolant.LANCZOS3).withFlux(1);
    }
}
