package org.shearnet.net;

import org.shearnet.features.StampMoments;
import org.shearnet.net.engine.Shape;

/** Looks at stamps of one size; for one thread. */
public final class Looker {

    private final StampMoments.Meter meter;
    private final Shape stamp;
    private final Shape psf;
    private StampMoments last;

    /** @param psf rows and columns of the PSF images */
    public Looker(Shape stamp, Shape psf) {
        this(stamp, psf, new StampMoments.Meter());
    }

    /** @param meter measures the adaptive moments */
    public Looker(Shape stamp, Shape psf, StampMoments.Meter meter) {
        this.meter = meter;
        this.stamp = stamp;
        this.psf = psf;
    }

    /**
     * What a stamp looks like.
     *
     * @param pixels [ny * nx]
     * @param psfPixels PSF image, or null
     * @param noiseSigma standard deviation of a pixel (counts)
     */
    public Look look(double[] pixels, double[] psfPixels, double noiseSigma) {
        last = meter.measure(pixels, stamp, psfPixels, psf, noiseSigma);
        return Look.of(pixels, stamp, last, noiseSigma);
    }

    /** The adaptive moments of the stamp looked at last. */
    public StampMoments moments() {
        return last;
    }
}
