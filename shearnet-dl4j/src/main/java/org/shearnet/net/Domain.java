package org.shearnet.net;

import org.shearnet.galaxysim.moments.AdaptiveMoments;
import org.shearnet.net.engine.Shape;

/**
 * What a network was trained on; answers beyond it are guesses.
 *
 * @param pixelScale arcsec per pixel
 * @param noiseLow lowest noise sigma of a stamp (counts)
 * @param noiseHigh highest noise sigma (counts)
 * @param psfLow smallest PSF, by adaptive moments of its image (sigma in arcsec)
 * @param psfHigh largest PSF
 */
public record Domain(double pixelScale, double noiseLow, double noiseHigh, double psfLow, double psfHigh) {

    public Domain {
        if (!(pixelScale > 0)) {
            throw new IllegalArgumentException("the pixel scale must be positive, not " + pixelScale);
        }
    }

    /** Size of a PSF image by adaptive moments (sigma in arcsec); NaN where they fail. */
    public static double psfSize(double[] psf, Shape stamp, double pixelScale) {
        return AdaptiveMoments.measure(psf, stamp.width(), stamp.height()).sigma() * pixelScale;
    }
}
