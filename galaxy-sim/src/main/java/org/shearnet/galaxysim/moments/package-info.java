/** Adaptive moments and PSF-corrected shapes. */
package org.shearnet.galaxysim.moments;
