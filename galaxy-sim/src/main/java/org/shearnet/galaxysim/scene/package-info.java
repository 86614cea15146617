/** Populations of galaxies as a YAML file describes them. */
package org.shearnet.galaxysim.scene;
