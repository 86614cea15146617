/** Shapes by moments before the PSF whose response to shear is known analytically, noise included. */
package org.shearnet.ngmix.response;
