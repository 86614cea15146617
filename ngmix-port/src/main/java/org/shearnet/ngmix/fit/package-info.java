/** Least-squares fits of Gaussian mixtures to observations. */
package org.shearnet.ngmix.fit;
