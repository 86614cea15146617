/** Mixtures of elliptical Gaussians: models of galaxies and PSFs, their algebra and their images. */
package org.shearnet.ngmix.gmix;
