package org.shearnet.net.engine;

/** Average or maximum over square windows, channel by channel; border windows count only pixels of the stamp. */
public record PoolingSpec(int batch, Shape input, Kind kind, int window, int stride, Padding padding) {

    /** What is taken of a window. */
    public enum Kind {
        AVERAGE,
        MAXIMUM
    }

    public PoolingSpec {
        if (batch < 1 || window < 1 || stride < 1) {
            throw new IllegalArgumentException("batch, window and stride must be at least 1");
        }
        if (padding == Padding.VALID && window > Math.min(input.height(), input.width())) {
            throw new IllegalArgumentException("a window of " + window + " pixels does not fit into " + input);
        }
    }

    public Shape output() {
        return new Shape(
                padding.output(input.height(), window, stride),
                padding.output(input.width(), window, stride),
                input.channels());
    }
}
