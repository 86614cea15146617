package org.shearnet.net;

import org.shearnet.galaxysim.moments.AdaptiveMoments;
import org.shearnet.net.engine.Shape;

/**
 * What a network was trained on; predictions beyond it are guesses. Counts and arcsec are units: {@link #fluxUnit} tells how
 * the counts of a stamp become those of the training.
 *
 * @param pixelScale arcsec per pixel
 * @param noiseLow lowest noise sigma of a stamp (counts)
 * @param noiseHigh highest noise sigma (counts)
 * @param psfLow smallest PSF, by adaptive moments of its image (sigma in arcsec)
 * @param psfHigh largest PSF
 * @param seen what its stamps looked like
 */
public record Domain(double pixelScale, double noiseLow, double noiseHigh, double psfLow, double psfHigh, Seen seen) {

    public Domain {
        if (!(pixelScale > 0)) {
            throw new IllegalArgumentException("the pixel scale must be positive, not " + pixelScale);
        }
    }

    /** Where nothing is known of how its stamps looked. */
    public Domain(double pixelScale, double noiseLow, double noiseHigh, double psfLow, double psfHigh) {
        this(pixelScale, noiseLow, noiseHigh, psfLow, psfHigh, Seen.unknown());
    }

    /** Size of a PSF image by adaptive moments (sigma in arcsec); NaN where they fail. */
    public static double psfSize(double[] psf, Shape stamp, double pixelScale) {
        return AdaptiveMoments.measure(psf, stamp.width(), stamp.height()).sigma() * pixelScale;
    }

    /** Flux (counts) that stamps are brought to: the middle of the training's, by ratio; NaN where it is not known. */
    private double typicalFlux() {
        Seen.Range flux = seen.flux();
        return flux.low() > 0 && flux.high() < Double.MAX_VALUE ? Math.sqrt(flux.low() * flux.high()) : Double.NaN;
    }

    /**
     * What a stamp's counts are multiplied with to be those of the training. It brings the flux to the middle of the
     * training's as far as the noise then stays within the training's; so it depends on signal to noise alone, and stamps
     * in other counts become the same stamp.
     *
     * @param flux flux of the stamp (counts)
     * @param noiseSigma standard deviation of a pixel (counts)
     */
    double fluxUnit(double flux, double noiseSigma) {
        double typical = typicalFlux();
        boolean noiseKnown = noiseLow > 0 && noiseSigma > 0 && noiseSigma < Double.POSITIVE_INFINITY;
        double least = noiseKnown ? noiseLow / noiseSigma : 0;
        double most = noiseKnown ? noiseHigh / noiseSigma : Double.POSITIVE_INFINITY;
        double wanted = flux > 0 && typical > 0 ? typical / flux : Math.max(least, Math.min(most, 1));
        return Math.max(least, Math.min(most, wanted));
    }

    /** Whether flux and noise of a stamp are, as they are, those of the training. */
    boolean holds(double flux, double noiseSigma) {
        return seen.flux().holds(flux, SAME) && noiseSigma >= noiseLow / SAME && noiseSigma <= noiseHigh * SAME;
    }

    private static final double SAME = 1.1;
}
