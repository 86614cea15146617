package org.shearnet.ngmix.metacal;

/** The PSF that metacalibration convolves with after deconvolving the one of the image. */
public sealed interface TargetPsf {
    /** A round Gaussian that the PSF's own transform covers: sized where Re P(k) first falls below 1 %. */
    record Gauss() implements TargetPsf {}

    /** As {@link Gauss}, from the azimuthal mean of P(k), which noise in the PSF's image hardly moves. */
    record AzimuthalGauss() implements TargetPsf {}

    /** A round Gaussian as wide as the major axis of the PSF by adaptive moments, 10 % at most above its mean size. */
    record FitGauss() implements TargetPsf {}

    /** The PSF itself, its pixel taken out, dilated, and the pixel put back. */
    record Dilate() implements TargetPsf {}

    /**
     * A given round Gaussian.
     *
     * @param sigma before dilation (arcsec)
     * @param flux its sum: 1 leaves the image's flux alone if the PSF's image has sum 1; NaN for the sum of the PSF's
     *     image, which always does
     */
    record Analytic(double sigma, double flux) implements TargetPsf {
        /**
         * Rejects sizes that are not positive.
         *
         * @param sigma before dilation (arcsec)
         * @param flux its sum: 1 leaves the image's flux alone if the PSF's image has sum 1; NaN for the sum of the
         *     PSF's image, which always does
         */
        public Analytic {
            if (!(sigma > 0 && sigma <= Double.MAX_VALUE) || Double.isInfinite(flux)) {
                throw new IllegalArgumentException("a positive size and a finite flux are needed");
            }
        }

        /**
         * {@return a Gaussian of the flux of the PSF's image, as the other targets are}
         *
         * @param sigma standard deviation along each axis (arcsec)
         */
        public static Analytic ofSigma(double sigma) {
            return new Analytic(sigma, Double.NaN);
        }
    }
}
