/** Fits Gaussian mixtures to galaxy stamps. */
package org.shearnet.ngmix;
