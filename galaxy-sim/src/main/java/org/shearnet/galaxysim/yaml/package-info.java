/** Configuration files whose every complaint names file, line and path. */
package org.shearnet.galaxysim.yaml;
