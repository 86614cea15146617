/** Reduced shear and its algebra. */
package org.shearnet.galaxysim.shear;
