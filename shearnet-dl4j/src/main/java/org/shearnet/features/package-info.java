/** What of a stamp a network may see beside its pixels: adaptive moments of stamp and PSF, arranged by symmetry, and their slopes. */
package org.shearnet.features;
