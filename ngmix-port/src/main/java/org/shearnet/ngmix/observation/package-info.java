/** What is fitted: pixels with their weights, their place on the sky, their PSF. */
package org.shearnet.ngmix.observation;
