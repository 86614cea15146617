package org.shearnet.net.engine;

/**
 * One two-dimensional convolution with bias and activation on a batch of stamps. Input [batch][height][width][inputs],
 * weights [kernel][kernel][inputs][outputs], bias [outputs].
 *
 * @param dilation distance between the pixels a kernel touches; 1 is the plain convolution
 */
public record ConvolutionSpec(
        int batch,
        Shape input,
        int outputs,
        int kernel,
        int stride,
        int dilation,
        Padding padding,
        Activation activation) {

    public ConvolutionSpec {
        if (batch < 1 || outputs < 1 || kernel < 1 || stride < 1 || dilation < 1) {
            throw new IllegalArgumentException("batch, outputs, kernel, stride and dilation must be at least 1");
        }
        if (padding == Padding.VALID && (kernel - 1) * dilation + 1 > Math.min(input.height(), input.width())) {
            throw new IllegalArgumentException(
                    "a " + kernel + "x" + kernel + " kernel at dilation " + dilation + " does not fit into " + input);
        }
    }

    /** Pixels a kernel spans along an axis. */
    public int extent() {
        return (kernel - 1) * dilation + 1;
    }

    public Shape output() {
        return new Shape(
                padding.output(input.height(), extent(), stride),
                padding.output(input.width(), extent(), stride),
                outputs);
    }
}
