package org.shearnet.net.layer;

import org.shearnet.net.engine.DoubleLayer;
import org.shearnet.net.engine.DoublePooling;
import org.shearnet.net.engine.Engine;
import org.shearnet.net.engine.Kernel;
import org.shearnet.net.engine.Padding;
import org.shearnet.net.engine.PoolingSpec;
import org.shearnet.net.engine.Reference;
import org.shearnet.net.engine.Shape;

/** Average or maximum pooling. */
public final class Pooling extends EngineLayer {

    private static final long serialVersionUID = 1;

    private PoolingSpec.Kind kind = PoolingSpec.Kind.AVERAGE;
    private int window;
    private int stride;
    private Padding padding = Padding.VALID;

    /** For Deeplearning4j's JSON. */
    public Pooling() {}

    public Pooling(PoolingSpec.Kind kind, int window, int stride) {
        this.kind = kind;
        this.window = window;
        this.stride = stride;
    }

    private PoolingSpec spec(int batch, Shape input) {
        return new PoolingSpec(batch, input, kind, window, stride, padding);
    }

    @Override
    protected Shape output(Shape input) {
        return spec(1, input).output();
    }

    @Override
    protected Kernel kernel(Engine engine, int batch, Shape input) {
        return engine.pooling(spec(batch, input));
    }

    @Override
    protected Reference reference(int batch, Shape input) {
        return new Reference.Pooling(spec(batch, input));
    }

    @Override
    protected DoubleLayer inDouble(int batch, Shape input, double[][] parameters) {
        return new DoublePooling(spec(batch, input));
    }

    @Override
    public int[] reads(int output, int outputs, int length) {
        int first = output * stride - padding.before(length, extent(), stride);
        return new int[] {Math.max(0, first), Math.min(length, first + extent()) - 1};
    }

    @Override
    public long flops() {
        return (long) output().size() * window * window;
    }

    @Override
    public int extent() {
        return window;
    }

    @Override
    public int stride() {
        return stride;
    }

    public PoolingSpec.Kind getKind() {
        return kind;
    }

    public void setKind(PoolingSpec.Kind kind) {
        this.kind = kind;
    }

    public int getWindow() {
        return window;
    }

    public void setWindow(int window) {
        this.window = window;
    }

    public int getStride() {
        return stride;
    }

    public void setStride(int stride) {
        this.stride = stride;
    }

    public Padding getPadding() {
        return padding;
    }

    public void setPadding(Padding padding) {
        this.padding = padding;
    }
}
