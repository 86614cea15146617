package org.shearnet.net.layer;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.shearnet.net.engine.DoubleLayer;
import org.shearnet.net.engine.Engine;
import org.shearnet.net.engine.Kernel;
import org.shearnet.net.engine.LinearLayer;
import org.shearnet.net.engine.Shape;

/** Maps as one vector, in the order [height][width][channels]. */
public final class Flatten extends EngineLayer {

    private static final long serialVersionUID = 1;

    @Override
    protected Shape output(Shape input) {
        return Shape.vector(input.size());
    }

    @Override
    protected Kernel kernel(Engine engine, int batch, Shape input) {
        return new Kernel() {
            @Override
            public void forward(INDArray x, INDArray[] parameters, INDArray y) {
                y.assign(x.reshape('c', y.shape()));
            }

            @Override
            public void backward(
                    INDArray x, INDArray[] parameters, INDArray y, INDArray dy, INDArray dx, INDArray[] gradients) {
                if (dx != null) {
                    dx.assign(dy.reshape('c', dx.shape()));
                }
            }
        };
    }

    @Override
    protected DoubleLayer inDouble(int batch, Shape input, double[][] parameters) {
        return LinearLayer.identity(batch * input.size());
    }

    @Override
    public long flops() {
        return 0;
    }
}
