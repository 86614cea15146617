package org.shearnet.net.layer;

import org.shearnet.net.engine.DoubleLayer;
import org.shearnet.net.engine.Engine;
import org.shearnet.net.engine.Kernel;
import org.shearnet.net.engine.Shape;

/** Every stamp under the eight rotations and reflections of the square, [8 * batch]; see {@link OrbitMean}. A vector is repeated. */
public final class Orbit extends EngineLayer {

    private static final long serialVersionUID = 1;

    @Override
    protected Shape output(Shape input) {
        OrbitKernel.requireSquare(input);
        return input;
    }

    @Override
    protected Kernel kernel(Engine engine, int batch, Shape input) {
        return new OrbitKernel(batch, input);
    }

    @Override
    protected DoubleLayer inDouble(int batch, Shape input, double[][] parameters) {
        return new OrbitKernel(batch, input).inDouble();
    }

    @Override
    public long flops() {
        return 0;
    }

    @Override
    public int outputBatch(int batch) {
        return OrbitKernel.COUNT * batch;
    }
}
