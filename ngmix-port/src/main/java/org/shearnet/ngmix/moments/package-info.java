/** Shapes, sizes and fluxes from weighted moments. */
package org.shearnet.ngmix.moments;
