/** Stamps and tables in FITS files. */
package org.shearnet.galaxysim.fits;
