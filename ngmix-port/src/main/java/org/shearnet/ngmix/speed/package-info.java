/** How many stamps a second this machine measures. */
package org.shearnet.ngmix.speed;
