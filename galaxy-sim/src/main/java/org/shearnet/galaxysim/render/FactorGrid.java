package org.shearnet.galaxysim.render;

import org.shearnet.galaxysim.profile.LightProfile;

/**
 * Real factors of a transform that many galaxies share, on the grid of one band: a PSF with the pixel, and the band's window.
 * Rows are filled when first needed.
 */
final class FactorGrid {

    private final LightProfile psf;
    private final PixelResponse pixel;
    private final double step;
    private final int reach;
    private final double pass;
    private final double stop;
    private final Spectrum spectrum;
    private final double[][] rows;

    /**
     * @param psf the shared PSF, or null: then the window alone
     * @param spectrum of PSF and pixel, or null
     */
    FactorGrid(LightProfile psf, PixelResponse pixel, Spectrum spectrum, Band band, double step, int reach) {
        this.psf = psf;
        this.pixel = pixel;
        this.spectrum = spectrum;
        this.step = step;
        this.reach = reach;
        this.pass = band.pass();
        this.stop = band.stop();
        rows = new double[2 * reach + 1][];
        if (spectrum != null) {
            spectrum.prepare(step, reach + 1, reach);
        }
    }

    /** Whether this grid serves a PSF and a band's window on a grid in k of so many points on either side of zero. */
    boolean serves(LightProfile otherPsf, PixelResponse otherPixel, Band band, double otherStep, int otherReach) {
        return otherPsf == psf
                && (psf == null || otherPixel == pixel)
                && band.pass() == pass
                && band.stop() == stop
                && otherStep == step
                && otherReach <= reach;
    }

    /** Values of a row from kx = 0; real. */
    double[] row(int row) {
        double[] found = rows[row + reach];
        if (found == null) {
            found = new double[reach + 1];
            if (spectrum == null) {
                java.util.Arrays.fill(found, 1);
            } else {
                spectrum.row(row, reach + 1, found, null, null);
            }
            for (int i = 0; i <= reach; i++) {
                found[i] *= window((double) i * i + (double) row * row);
            }
            rows[row + reach] = found;
        }
        return found;
    }

    /** The window at a squared wave number in grid intervals. */
    private double window(double square) {
        double unit = 0.5 * step * step * square;
        double passed = pass == 0 ? 1 : Window.value(unit * pass * pass);
        return stop == Double.POSITIVE_INFINITY ? passed : passed - Window.value(unit * stop * stop);
    }
}
