package org.shearnet.net.engine;

/** How a window meets the border of a stamp. */
public enum Padding {
    /** Output size is ceil(input / stride); zeros are added, the odd one at the lower and right border. */
    SAME,
    /** Only windows that lie inside the stamp. */
    VALID;

    /** Output size along one axis, for a window that spans {@code extent} pixels. */
    public int output(int input, int extent, int stride) {
        return switch (this) {
            case SAME -> (input + stride - 1) / stride;
            case VALID -> (input - extent) / stride + 1;
        };
    }

    /** Zeros before the first pixel of one axis. */
    public int before(int input, int extent, int stride) {
        return total(input, extent, stride) / 2;
    }

    /** Zeros after the last pixel of one axis; negative where the last pixels are not reached. */
    public int after(int input, int extent, int stride) {
        return total(input, extent, stride) - before(input, extent, stride);
    }

    private int total(int input, int extent, int stride) {
        return this == VALID ? 0 : Math.max((output(input, extent, stride) - 1) * stride + extent - input, 0);
    }
}
