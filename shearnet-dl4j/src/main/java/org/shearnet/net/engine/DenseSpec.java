package org.shearnet.net.engine;

/** One fully connected layer with bias and activation: weights [outputs][inputs], bias [outputs]. */
public record DenseSpec(int batch, int inputs, int outputs, Activation activation) {

    public DenseSpec {
        if (batch < 1 || inputs < 1 || outputs < 1) {
            throw new IllegalArgumentException("batch, inputs and outputs must be at least 1");
        }
    }
}
