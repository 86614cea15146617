/** Light profiles of galaxies and PSFs, in real and Fourier space. */
package org.shearnet.galaxysim.profile;
