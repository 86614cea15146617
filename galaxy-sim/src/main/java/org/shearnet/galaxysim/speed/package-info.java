/** How fast this machine renders and measures. */
package org.shearnet.galaxysim.speed;
