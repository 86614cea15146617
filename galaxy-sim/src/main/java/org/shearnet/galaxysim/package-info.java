/** Simulates galaxy stamps: light profiles, rendering, noise, populations, FITS. */
package org.shearnet.galaxysim;
