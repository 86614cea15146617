/** The training loop, its losses, optimiser, checkpoints and listeners. */
package org.shearnet.train;
