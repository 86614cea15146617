package org.shearnet.ngmix.moments;

/**
 * All knobs of pre-PSF moments.
 *
 * @param kernel form of the weight
 * @param fwhm full width at half maximum of the weight (arcsec)
 * @param smoothing full width at half maximum of a Gaussian that the image is smoothed by once more (arcsec), 0 for none
 * @param padding side of the grid that sums run over, over that of the larger of image and PSF
 * @param apodisation scale of the window at the image's edges, which rises over six times as much (pixels), 0 for none
 * @param useNoiseImage take the covariance from the observation's noise image, rather than from its weights
 */
public record PrePsfOptions(
        Kernel kernel, double fwhm, double smoothing, double padding, double apodisation, boolean useNoiseImage) {
    /** Form of the weight. */
    public enum Kernel {
        /** A Gaussian of peak 1. */
        GAUSS,
        /** (1 - k^2 / K^2)^4 in Fourier space, K^2 = 8 / sigma^2: it ends, so that the PSF is divided by inside K alone. */
        KSIGMA
    }

    /**
     * Rejects widths that are not positive and a grid smaller than the image.
     *
     * @param kernel form of the weight
     * @param fwhm full width at half maximum of the weight (arcsec)
     * @param smoothing full width at half maximum of a Gaussian that the image is smoothed by once more (arcsec), 0 for
     *     none
     * @param padding side of the grid that sums run over, over that of the larger of image and PSF
     * @param apodisation scale of the window at the image's edges, which rises over six times as much (pixels), 0 for
     *     none
     * @param useNoiseImage take the covariance from the observation's noise image, rather than from its weights
     */
    public PrePsfOptions {
        if (kernel == null || !(fwhm > 0) || !(smoothing >= 0) || !(padding >= 1) || !(apodisation >= 0)) {
            throw new IllegalArgumentException(
                    "a kernel, a positive width, no negative smoothing or apodisation, and a padding of at least 1 are needed");
        }
    }

    /**
     * {@return Gaussian-weighted moments ({@code pgauss}): no smoothing, padding 4, apodisation 1.5 pixels, errors from
     * the weights}
     *
     * @param fwhm full width at half maximum (arcsec)
     */
    public static PrePsfOptions gauss(double fwhm) {
        return new PrePsfOptions(Kernel.GAUSS, fwhm, 0, 4, 1.5, false);
    }

    /**
     * {@return these options with the compact kernel ({@code ksigma}): no smoothing, padding 4, apodisation 1.5 pixels,
     * errors from the weights}
     *
     * @param fwhm full width at half maximum (arcsec)
     */
    public static PrePsfOptions ksigma(double fwhm) {
        return new PrePsfOptions(Kernel.KSIGMA, fwhm, 0, 4, 1.5, false);
    }

    /**
     * {@return these options with further smoothing (arcsec)}
     *
     * @param newSmoothing standard deviation of the further Gaussian (arcsec)
     */
    public PrePsfOptions withSmoothing(double newSmoothing) {
        return new PrePsfOptions(kernel, fwhm, newSmoothing, padding, apodisation, useNoiseImage);
    }

    /**
     * {@return these options with another window at the edges (pixels)}
     *
     * @param newApodisation width (pixels)
     */
    public PrePsfOptions withApodisation(double newApodisation) {
        return new PrePsfOptions(kernel, fwhm, smoothing, padding, newApodisation, useNoiseImage);
    }

    /**
     * {@return these options with the covariance from the noise image (true) or from the weights}
     *
     * @param newUseNoiseImage where it comes from
     */
    public PrePsfOptions withNoiseImage(boolean newUseNoiseImage) {
        return new PrePsfOptions(kernel, fwhm, smoothing, padding, apodisation, newUseNoiseImage);
    }
}
