package org.shearnet.net;

import java.util.List;
import org.shearnet.net.engine.Shape;

/**
 * Where the numbers of a layer lie over the stamp, what they depend on and what they cost. Lengths and places in pixels of the
 * stamp.
 *
 * @param name as the graph has it
 * @param kind the layer's class in lower case, or input, add, average, merge
 * @param below names of what it reads
 * @param output shape of a stamp's maps, or length of a vector
 * @param kernel pixels of the window along an axis, without dilation; 1 for layers without a window
 * @param stride between neighbouring windows, in numbers of the layer below
 * @param dilation of the window
 * @param padding {@code same}, {@code valid}, or empty for layers without a window
 * @param columns how its columns lie over the stamp's
 * @param rows how its rows lie over the stamp's
 * @param aligned whether all it reads lies on one grid
 * @param parameters trainable numbers
 * @param flops multiplications and additions of a stamp's forward pass
 */
public record LayerGeometry(
        String name,
        String kind,
        List<String> below,
        Shape output,
        int kernel,
        int stride,
        int dilation,
        String padding,
        Axis columns,
        Axis rows,
        boolean aligned,
        long parameters,
        long flops) {

    /**
     * One axis of a grid of numbers over the stamp.
     *
     * @param jump between neighbouring numbers
     * @param field how many pixels of the stamp one number depends on, not cut at the stamp's borders
     * @param start place of the first number's centre; pixel 0 is at 0
     * @param gridOffset centre of the grid less centre of the stamp; 0 for a vector, which has none
     * @param dropped numbers of the layer below, at its end, that no window reaches
     */
    public record Axis(double jump, int field, double start, double gridOffset, int dropped) {}

    public LayerGeometry {
        below = List.copyOf(below);
    }

    /** Whether it has maps. */
    public boolean hasMaps() {
        return !output.isVector();
    }

    /** Numbers in its output. */
    public int numbers() {
        return output.size();
    }
}
