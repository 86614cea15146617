package org.shearnet.net;

/**
 * How a scaled stamp follows from its pixels: d scaled = factor (d pixels - profile * sum d pixels).
 *
 * @param profile share of the flux in each pixel where stamps are divided by their flux, else null
 */
public record StampScaling(double factor, double[] profile) {}
