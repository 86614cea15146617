package org.shearnet.net.layer;

import java.util.List;
import org.shearnet.net.engine.Activation;
import org.shearnet.net.engine.DenseSpec;
import org.shearnet.net.engine.DoubleDense;
import org.shearnet.net.engine.DoubleLayer;
import org.shearnet.net.engine.Engine;
import org.shearnet.net.engine.Kernel;
import org.shearnet.net.engine.Reference;
import org.shearnet.net.engine.Shape;

/** Fully connected layer; maps are flattened in the order [height][width][channels]. */
public final class Dense extends EngineLayer {

    private static final long serialVersionUID = 1;

    private int outputs;
    private Activation activation = Activation.IDENTITY;

    /** For Deeplearning4j's JSON. */
    public Dense() {}

    public Dense(int outputs, Activation activation) {
        this.outputs = outputs;
        this.activation = activation;
    }

    @Override
    protected Shape output(Shape input) {
        return Shape.vector(outputs);
    }

    @Override
    protected List<Parameter> parameters(Shape input) {
        return List.of(
                new Parameter("W", new long[] {outputs, input.size()}, input.size()),
                new Parameter("b", new long[] {outputs}, 0));
    }

    @Override
    protected Kernel kernel(Engine engine, int batch, Shape input) {
        return engine.dense(new DenseSpec(batch, input.size(), outputs, activation));
    }

    @Override
    protected Reference reference(int batch, Shape input) {
        return new Reference.Dense(new DenseSpec(batch, input.size(), outputs, activation));
    }

    @Override
    protected DoubleLayer inDouble(int batch, Shape input, double[][] parameters) {
        return new DoubleDense(new DenseSpec(batch, input.size(), outputs, activation), parameters);
    }

    @Override
    public long flops() {
        return 2L * input().size() * outputs;
    }

    @Override
    public int extent() {
        return longerSide();
    }

    public int getOutputs() {
        return outputs;
    }

    public void setOutputs(int outputs) {
        this.outputs = outputs;
    }

    public Activation getActivation() {
        return activation;
    }

    public void setActivation(Activation activation) {
        this.activation = activation;
    }
}
