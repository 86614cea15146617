package org.shearnet.data;

/**
 * Which stamp to draw.
 *
 * @param galaxy its index in the source
 * @param realisation which of the galaxy's noise fields
 * @param noiseSigma standard deviation of a pixel
 * @param symmetry how it is turned and mirrored
 */
public record StampDraw(long galaxy, long realisation, double noiseSigma, Symmetry symmetry) {}
