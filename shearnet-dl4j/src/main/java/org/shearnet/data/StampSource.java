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
         * The true values of a galaxy.
         *
         * @return in the order of {@link org.shearnet.features.Label}; NaN where the galaxy has no such quantity
         */
        double[] truth(long galaxy);

        /**
         * Draws a galaxy without noise.
         *
         * @param change what is different of it
         * @param image pixel values [ny * nx], overwritten
         * @return true values as of {@link #truth}, of the changed galaxy
         */
        double[] paint(long galaxy, Change change, double[] image);

        /**
         * Draws the PSF of a galaxy.
         *
         * @param change what is different of the galaxy
         * @param image [py * px], overwritten
         */
        void paintPsf(long galaxy, Change change, double[] image);

        /**
         * Adds Gaussian noise.
         *
         * @param realisation which of the galaxy's noise fields
         * @param sigma standard deviation of a pixel
         */
        void addNoise(long galaxy, long realisation, double sigma, double[] image);
    }
}
