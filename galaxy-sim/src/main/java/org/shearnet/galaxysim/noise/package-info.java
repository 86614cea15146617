/** Pixel noise and the random streams behind it. */
package org.shearnet.galaxysim.noise;
