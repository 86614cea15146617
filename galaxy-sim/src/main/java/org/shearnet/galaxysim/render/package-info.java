/** Draws profiles onto stamps of pixels. */
package org.shearnet.galaxysim.render;
