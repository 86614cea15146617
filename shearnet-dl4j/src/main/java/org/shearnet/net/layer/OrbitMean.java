package org.shearnet.net.layer;

import org.shearnet.net.engine.DoubleLayer;
import org.shearnet.net.engine.Engine;
import org.shearnet.net.engine.Kernel;
import org.shearnet.net.engine.Shape;

/** The mean of the predictions for the eight rotations and reflections of a stamp, those of g1 and g2 with their signs: exactly equivariant, so that no mean shear is left for a stamp of that symmetry. */
public final class OrbitMean extends EngineLayer {

    private static final long serialVersionUID = 1;

    private int g1;
    private int g2;

    /** For Deeplearning4j's JSON. */
    public OrbitMean() {}

    public OrbitMean(int g1, int g2) {
        this.g1 = g1;
        this.g2 = g2;
    }

    @Override
    protected Shape output(Shape input) {
        return input;
    }

    @Override
    protected Kernel kernel(Engine engine, int batch, Shape input) {
        return new OrbitMeanKernel(batch, input, g1, g2);
    }

    @Override
    protected DoubleLayer inDouble(int batch, Shape input, double[][] parameters) {
        return new OrbitMeanKernel(batch, input, g1, g2).inDouble();
    }

    @Override
    public long flops() {
        return 8L * input().size();
    }

    @Override
    public int outputBatch(int batch) {
        return batch / OrbitKernel.COUNT;
    }

    public int getG1() {
        return g1;
    }

    public void setG1(int g1) {
        this.g1 = g1;
    }

    public int getG2() {
        return g2;
    }

    public void setG2(int g2) {
        this.g2 = g2;
    }
}
