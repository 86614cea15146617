/** Metacalibration: the response of a shape measurement to shear, found by shearing the image itself. */
package org.shearnet.ngmix.metacal;
