/**
 * The arithmetic of the layers: convolution, pooling and dense products on NHWC float32 memory, by oneDNN where its native
 * runs, by ND4J's own operations elsewhere, and in plain double arithmetic as the reference both are held to.
 */
package org.shearnet.net.engine;
