/** Measures estimators on common galaxies. */
package org.shearnet.benchmark;
