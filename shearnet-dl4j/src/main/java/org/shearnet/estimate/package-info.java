/** Shear estimators behind one interface. */
package org.shearnet.estimate;
