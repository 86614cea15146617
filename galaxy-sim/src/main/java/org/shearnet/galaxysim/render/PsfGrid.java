package org.shearnet.galaxysim.render;

import org.shearnet.galaxysim.profile.LightProfile;

/** The transform of a PSF and pixel that many galaxies share, on the grid of one size: rows are filled when first needed. */
final class PsfGrid {

    private final LightProfile psf;
    private final StampGrid pixels;
    private final double step;
    private final int reach;
    private final Spectrum spectrum;
    private final double[][] rows;
    private final double[][] imaginary;

    PsfGrid(LightProfile psf, StampGrid pixels, Spectrum spectrum, double step, int reach) {
        this.psf = psf;
        this.pixels = pixels;
        this.step = step;
        this.reach = reach;
        this.spectrum = spectrum;
        rows = new double[2 * reach + 1][];
        imaginary = spectrum.isReal() ? null : new double[2 * reach + 1][];
        spectrum.prepare(step, reach + 1, reach);
    }

    /** Whether this grid serves a PSF on a grid in k of so many points on either side of zero. */
    boolean serves(LightProfile otherPsf, StampGrid others, double otherStep, int otherReach) {
        boolean samePixel = others.pixel() == pixels.pixel() && others.pixelScale() == pixels.pixelScale();
        return otherPsf == psf && samePixel && otherStep == step && otherReach <= reach;
    }

    /** Whether the values have imaginary parts. */
    boolean isComplex() {
        return imaginary != null;
    }

    /** Values of a row from kx = 0, or their real parts. */
    double[] row(int row) {
        double[] found = rows[row + reach];
        if (found == null) {
            found = new double[reach + 1];
            double[] im = isComplex() ? new double[reach + 1] : null;
            spectrum.row(row, reach + 1, found, im, null);
            rows[row + reach] = found;
            if (isComplex()) {
                imaginary[row + reach] = im;
            }
        }
        return found;
    }

    /** Imaginary parts of the values of a row. */
    double[] imaginary(int row) {
        row(row);
        return imaginary[row + reach];
    }
}
