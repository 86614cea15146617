package org.shearnet.net;

import org.shearnet.net.engine.Shape;

/**
 * One row of the layer table.
 *
 * @param output shape of a stamp's maps, or length of a vector
 * @param receptiveField stamp pixels along an axis that one output number depends on
 * @param flops multiplications and additions of a stamp's forward pass
 */
public record LayerRow(String name, Shape output, int stride, int receptiveField, long parameters, long flops) {}
