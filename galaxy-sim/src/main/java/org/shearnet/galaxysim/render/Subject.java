package org.shearnet.galaxysim.render;

import java.util.ArrayList;
import java.util.List;
import org.shearnet.galaxysim.profile.Box;
import org.shearnet.galaxysim.profile.Convolution;
import org.shearnet.galaxysim.profile.LightProfile;

/**
 * What is drawn, and where.
 *
 * @param galaxy (lengths in arcsec)
 * @param psf or null
 * @param whole both and the pixel, convolved
 * @param offsetX of the profile's origin from the stamp's centre (pixels)
 * @param offsetY of the profile's origin from the stamp's centre (pixels)
 */
record Subject(
        LightProfile galaxy, LightProfile psf, Convolution whole, StampGrid grid, double offsetX, double offsetY) {

    static Subject of(LightProfile galaxy, LightProfile psf, StampGrid grid, double offsetX, double offsetY) {
        List<LightProfile> parts = new ArrayList<>(3);
        parts.add(galaxy);
        if (psf != null) {
            parts.add(psf);
        }
        if (grid.pixel() == PixelResponse.CONVOLVE) {
            parts.add(Box.pixel(grid.pixelScale()));
        }
        return new Subject(galaxy, psf, new Convolution(parts), grid, offsetX, offsetY);
    }

    /** Whether nothing is convolved, so that the galaxy can be sampled as it is. */
    static boolean isPlain(LightProfile galaxy, LightProfile psf, StampGrid grid) {
        return psf == null && grid.pixel() == PixelResponse.INCLUDED && galaxy.hasXValue();
    }

    /** Column of the profile's origin. */
    double column() {
        return 0.5 * (grid.nx() - 1) + offsetX;
    }

    /** Row of the profile's origin. */
    double row() {
        return 0.5 * (grid.ny() - 1) + offsetY;
    }
}
