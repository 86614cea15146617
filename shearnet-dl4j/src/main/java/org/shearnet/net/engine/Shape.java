package org.shearnet.net.engine;

/** Shape of one stamp's feature maps; a vector is 1 x 1 pixels with its length as channels. */
public record Shape(int height, int width, int channels) {

    public Shape {
        if (height < 1 || width < 1 || channels < 1) {
            throw new IllegalArgumentException("a feature map needs at least one pixel and one channel, not " + height
                    + "x" + width + "x" + channels);
        }
    }

    public static Shape vector(int length) {
        return new Shape(1, 1, length);
    }

    /** Numbers in one stamp's maps. */
    public int size() {
        return height * width * channels;
    }

    public int pixels() {
        return height * width;
    }

    public boolean isVector() {
        return height == 1 && width == 1;
    }

    @Override
    public String toString() {
        return isVector() ? Integer.toString(channels) : height + "x" + width + "x" + channels;
    }
}
