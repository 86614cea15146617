package org.shearnet.data;

import org.shearnet.net.engine.Shape;

/** An endless set of galaxies that can be drawn by their number, in any order and by many threads. */
public interface StampSource {

    /** Rows and columns of every stamp, one channel. */
    Shape stamp();

    /** Shape of the PSF image that comes with every stamp. */
    Shape psf();

    /** Whether its galaxies have a PSF to draw. */
    default boolean hasPsf() {
        return true;
    }

    /** Arcsec per pixel. */
    double pixelScale();

    /** A new painter, for one thread. */
    Painter painter();

    /** Draws galaxies. */
    interface Painter {

        /**
         * Draws a galaxy without noise.
         *
         * @param image pixel values [ny * nx], overwritten
         * @return true values in the order of {@link org.shearnet.net.Label}; NaN where the galaxy has no
         *     such quantity
         */
        double[] paint(long galaxy, double[] image);

        /** Draws the PSF of a galaxy, [py * px]. */
        void paintPsf(long galaxy, double[] image);

        /**
         * Adds Gaussian noise.
         *
         * @param realisation which of the galaxy's noise fields
         * @param sigma standard deviation of a pixel
         */
        void addNoise(long galaxy, long realisation, double sigma, double[] image);
    }
}
