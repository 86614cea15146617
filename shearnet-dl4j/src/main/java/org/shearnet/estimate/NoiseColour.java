package org.shearnet.estimate;

import org.shearnet.ngmix.metacal.ImageNoise;

/** What the noise of metacalibration's unsheared images does to errors that took it for white. */
interface NoiseColour {

    /** Variance of a pixel over what its weight says. */
    double pixelVariance();

    /**
     * Variances of a shape over those of white noise.
     *
     * @param galaxy pre-PSF covariance {uu, uv, vv} (arcsec^2)
     * @param seen covariance of the Gaussian that it is seen as (arcsec^2); where exposures differ, each knows its own
     * @return null where these are no ellipses
     */
    ImageNoise.Factors factors(double[] galaxy, double[] seen);

    /** That of one image. */
    static NoiseColour of(ImageNoise noise) {
        return new NoiseColour() {
            @Override
            public double pixelVariance() {
                return noise.pixelVariance();
            }

            @Override
            public ImageNoise.Factors factors(double[] galaxy, double[] seen) {
                return noise.factors(galaxy, seen);
            }
        };
    }
}
