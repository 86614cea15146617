package org.shearnet.net.layer;

import java.util.List;
import org.shearnet.net.engine.Activation;
import org.shearnet.net.engine.ConvolutionSpec;
import org.shearnet.net.engine.DoubleConvolution;
import org.shearnet.net.engine.DoubleLayer;
import org.shearnet.net.engine.Engine;
import org.shearnet.net.engine.Kernel;
import org.shearnet.net.engine.Padding;
import org.shearnet.net.engine.Reference;
import org.shearnet.net.engine.Shape;

/** Two-dimensional convolution, bias and activation in one layer; any dilation and stride. */
public final class Convolution extends EngineLayer {

    private static final long serialVersionUID = 1;

    private int outputs;
    private int kernel;
    private int stride = 1;
    private int dilation = 1;
    private Padding padding = Padding.SAME;
    private Activation activation = Activation.IDENTITY;

    /** For Deeplearning4j's JSON. */
    public Convolution() {}

    public Convolution(int kernel, int outputs, Activation activation) {
        this.kernel = kernel;
        this.outputs = outputs;
        this.activation = activation;
    }

    public Convolution dilated(int dilation) {
        this.dilation = dilation;
        return this;
    }

    public Convolution strided(int stride) {
        this.stride = stride;
        return this;
    }

    public Convolution padded(Padding padding) {
        this.padding = padding;
        return this;
    }

    private ConvolutionSpec spec(int batch, Shape input) {
        return new ConvolutionSpec(batch, input, outputs, kernel, stride, dilation, padding, activation);
    }

    @Override
    protected Shape output(Shape input) {
        return spec(1, input).output();
    }

    @Override
    protected List<Parameter> parameters(Shape input) {
        long fanIn = (long) kernel * kernel * input.channels();
        return List.of(
                new Parameter("W", new long[] {kernel, kernel, input.channels(), outputs}, fanIn),
                new Parameter("b", new long[] {outputs}, 0));
    }

    @Override
    protected Kernel kernel(Engine engine, int batch, Shape input) {
        return engine.convolution(spec(batch, input));
    }

    @Override
    protected Reference reference(int batch, Shape input) {
        return new Reference.Convolution(spec(batch, input));
    }

    @Override
    protected DoubleLayer inDouble(int batch, Shape input, double[][] parameters) {
        return new DoubleConvolution(spec(batch, input), parameters);
    }

    @Override
    public int[] reads(int output, int outputs, int length) {
        int first = output * stride - padding.before(length, extent(), stride);
        return new int[] {Math.max(0, first), Math.min(length, first + extent()) - 1};
    }

    @Override
    public long flops() {
        return 2L * output().size() * kernel * kernel * input().channels();
    }

    @Override
    public int extent() {
        return (kernel - 1) * dilation + 1;
    }

    @Override
    public int stride() {
        return stride;
    }

    public int getOutputs() {
        return outputs;
    }

    public void setOutputs(int outputs) {
        this.outputs = outputs;
    }

    public int getKernel() {
        return kernel;
    }

    public void setKernel(int kernel) {
        this.kernel = kernel;
    }

    public int getStride() {
        return stride;
    }

    public void setStride(int stride) {
        this.stride = stride;
    }

    public int getDilation() {
        return dilation;
    }

    public void setDilation(int dilation) {
        this.dilation = dilation;
    }

    public Padding getPadding() {
        return padding;
    }

    public void setPadding(Padding padding) {
        this.padding = padding;
    }

    public Activation getActivation() {
        return activation;
    }

    public void setActivation(Activation activation) {
        this.activation = activation;
    }
}
