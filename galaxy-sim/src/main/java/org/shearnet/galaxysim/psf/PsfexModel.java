package org.shearnet.galaxysim.psf;

import java.nio.file.Path;
import java.util.Arrays;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.fits.FitsFile;
import org.shearnet.galaxysim.fits.FitsHeader;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.FitsTableReader;
import org.shearnet.galaxysim.profile.Interpolant;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.profile.SampledImages;

/**
 * A PSF that varies over an image as a polynomial of the position: a PSFEx {@code .psf} file (Bertin 2011, ADASS XX, ASPC 442,
 * 435). The model already contains the pixel.
 */
public final class PsfexModel {

    private static final double FINEST_SAMPLING = 0.01;
    private static final double COARSEST_SAMPLING = 100;
    private static final int LARGEST_IMAGE = 4096;

    /** Stars lie within 0.5 of the middle, in units of their range. */
    private static final double FARTHEST = 1;

    private final int nx;
    private final int ny;
    private final PsfexPolynomial polynomial;
    private final double sampling;
    private final SampledImages images;

    private PsfexModel(int nx, int ny, PsfexPolynomial polynomial, double sampling, double[] basis) {
        this.nx = nx;
        this.ny = ny;
        this.polynomial = polynomial;
        this.sampling = sampling;
        double[][] terms = new double[basis.length / (nx * ny)][];
        for (int t = 0; t < terms.length; t++) {
            terms[t] = Arrays.copyOfRange(basis, t * nx * ny, (t + 1) * nx * ny);
        }
        images = new SampledImages(terms, nx, ny, Interpolant.LANCZOS3);
    }

    /**
     * Reads a model.
     *
     * @param path the file
     * @return the model
     * @throws BadDataException where the file is no PSFEx model, or its PSF varies with something else than the
     *     position
     */
    public static PsfexModel read(Path path) {
        FitsTable table;
        try (FitsFile file = new FitsFile(path)) {
            table = FitsTableReader.read(file, file.find("PSF_DATA") == null ? null : "PSF_DATA");
        }
        try {
            return of(table);
        } catch (BadDataException e) {
            throw new BadDataException(path + ": " + e.getMessage(), e);
        }
    }

    private static PsfexModel of(FitsTable table) {
        FitsHeader h = table.header();
        if (!table.has("PSF_MASK") || !h.has("POLNAXIS")) {
            throw new BadDataException("not a PSFEx model (a table with the column PSF_MASK and the card POLNAXIS)");
        }
        if (table.rows() != 1) {
            throw new BadDataException("a PSFEx model has one row, not " + table.rows());
        }
        PsfexPolynomial polynomial = PsfexPolynomial.read(h);
        int nx = PsfexPolynomial.whole(h, "PSFAXIS1", -1, 1, LARGEST_IMAGE);
        int ny = PsfexPolynomial.whole(h, "PSFAXIS2", -1, 1, LARGEST_IMAGE);
        double sampling = h.number("PSF_SAMP", 1);
        if (!(sampling >= FINEST_SAMPLING && sampling <= COARSEST_SAMPLING)) {
            throw new BadDataException("PSF_SAMP must lie between " + FINEST_SAMPLING + " and "
                    + (int) COARSEST_SAMPLING + " pixels, not '" + h.text("PSF_SAMP") + "'");
        }
        double[] basis = table.doubles("PSF_MASK");
        int terms = polynomial.terms();
        if (basis.length != (long) nx * ny * terms || h.number("PSFAXIS3", terms) != terms) {
            throw new BadDataException("PSF_MASK holds " + basis.length + " values where " + nx + " x " + ny + " x "
                    + terms + " are needed (PSFAXIS1, PSFAXIS2, and the terms of a polynomial of "
                    + polynomial.parameters().size() + " parameters, degree " + polynomial.degrees()
                    + (h.has("PSFAXIS3") ? "; PSFAXIS3 says " + h.text("PSFAXIS3") : "") + ")");
        }
        for (int i = 0; i < basis.length; i++) {
            if (!Double.isFinite(basis[i])) {
                throw new BadDataException("PSF_MASK holds " + basis[i] + " in its image " + i / (nx * ny) + ", column "
                        + i % nx + ", row " + i / nx % ny);
            }
        }
        return new PsfexModel(nx, ny, polynomial, sampling, basis);
    }

    /**
     * {@return whether a position lies in the image that the model was fitted in, or less than half its size beyond; PSFEx scales
     * positions by the range of its stars}
     *
     * @param x column, 1 the centre of the first pixel
     * @param y row
     */
    public boolean covers(double x, double y) {
        return polynomial.isWithin(x, y, FARTHEST);
    }

    /** {@return side of a square of image pixels that holds the whole model, an odd number} */
    public int side() {
        return 2 * (int) Math.ceil(Math.max(nx, ny) * sampling / 2) + 1;
    }

    /** {@return points along the side of an image pixel that hold all of the model: two, or as many as its own samples} */
    public int samplesAPixel() {
        return Math.max(2, (int) Math.ceil(1 / sampling - 1e-9));
    }

    /**
     * {@return the PSF at a position, normalised to unit flux}
     *
     * @param x column, 1 the centre of the first pixel
     * @param y row
     * @param pixelScale side of an image pixel in the lengths of the profile (arcsec; 1 for pixels)
     */
    public LightProfile at(double x, double y, double pixelScale) {
        return images.sum(polynomial.values(x, y), sampling * pixelScale).withFlux(1);
    }
}
