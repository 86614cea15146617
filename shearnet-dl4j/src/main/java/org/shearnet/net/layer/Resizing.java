package org.shearnet.net.layer;

import org.shearnet.net.engine.Engine;
import org.shearnet.net.engine.Kernel;
import org.shearnet.net.engine.Reference;
import org.shearnet.net.engine.ReferenceKernel;
import org.shearnet.net.engine.Resize;
import org.shearnet.net.engine.Shape;

/** Maps brought to another size by their nearest pixels. */
public final class Resizing extends EngineLayer {

    private static final long serialVersionUID = 1;

    private int height;
    private int width;

    /** For Deeplearning4j's JSON. */
    public Resizing() {}

    public Resizing(int height, int width) {
        this.height = height;
        this.width = width;
    }

    @Override
    protected Shape output(Shape input) {
        return new Shape(height, width, input.channels());
    }

    @Override
    protected Kernel kernel(Engine engine, int batch, Shape input) {
        return new ReferenceKernel(new Resize(1, input, height, width), batch);
    }

    @Override
    protected Reference reference(int batch, Shape input) {
        return new Resize(batch, input, height, width);
    }

    @Override
    public int[] reads(int output, int outputs, int length) {
        int source = output * length / outputs;
        return new int[] {source, source};
    }

    @Override
    public long flops() {
        return 0;
    }

    public int getHeight() {
        return height;
    }

    public void setHeight(int height) {
        this.height = height;
    }

    public int getWidth() {
        return width;
    }

    public void setWidth(int width) {
        this.width = width;
    }
}
