/** How fast this machine draws, fits, trains and predicts: one kind of case, one runner. */
package org.shearnet.speed;
