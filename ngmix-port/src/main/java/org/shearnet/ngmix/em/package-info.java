/** Free Gaussian mixtures by expectation maximisation. */
package org.shearnet.ngmix.em;
