package org.shearnet.galaxysim.render;

import org.shearnet.galaxysim.profile.LightProfile;

/** The transform of a PSF and pixel that many galaxies share, on the grid of one size: rows are filled when first needed. */
final class PsfGrid {

    private final LightProfile psf;
    private final PixelResponse pixel;
    private final double step;
    private final int reach;
    private final Spectrum spectrum;
    private final double[][] rows;

    PsfGrid(LightProfile psf, PixelResponse pixel, Spectrum spectrum, double step, int reach) {
        this.psf = psf;
        this.pixel = pixel;
        this.step = step;
        this.reach = reach;
        this.spectrum = spectrum;
        rows = new double[2 * reach + 1][];
        spectrum.prepare(step, reach + 1, reach);
    }

    /** Whether this grid serves a PSF on a grid in k of so many points on either side of zero. */
    boolean serves(LightProfile otherPsf, PixelResponse otherPixel, double otherStep, int otherReach) {
        return otherPsf == psf && otherPixel == pixel && otherStep == step && otherReach <= reach;
    }

    /** Values of a row from kx = 0; real. */
    double[] row(int row) {
        double[] found = rows[row + reach];
        if (found == null) {
            found = new double[reach + 1];
            spectrum.row(row, reach + 1, found, null, null);
            rows[row + reach] = found;
        }
        return found;
    }
}
