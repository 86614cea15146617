/** Point-spread functions read from files. */
package org.shearnet.galaxysim.psf;
