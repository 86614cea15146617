package org.shearnet.net.layer;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.shearnet.net.engine.DoubleLayer;
import org.shearnet.net.engine.Engine;
import org.shearnet.net.engine.FlatArray;
import org.shearnet.net.engine.Kernel;
import org.shearnet.net.engine.LinearLayer;
import org.shearnet.net.engine.Shape;

/**
 * Sets numbers of a vector to zero at random and enlarges the others, x m / (1 - p), so that their mean stays: inverted dropout
 * (Srivastava et al. 2014, JMLR 15, 1929). Without {@link #draw masks} it hands its input on.
 */
public final class Dropout extends EngineLayer {

    private static final long serialVersionUID = 1;

    private double rate;
    private int number;
    private transient Masks masks;

    /** For Deeplearning4j's JSON. */
    public Dropout() {}

    /**
     * @param rate p, the share of the numbers that is dropped
     * @param number tells the masks of this layer from those of the graph's others
     */
    public Dropout(double rate, int number) {
        this.rate = rate;
        this.number = number;
    }

    /** Sets what the next passes drop; null for nothing. */
    public void draw(Masks newMasks) {
        masks = newMasks;
    }

    @Override
    protected Shape output(Shape input) {
        return input;
    }

    @Override
    protected Kernel kernel(Engine engine, int batch, Shape input) {
        return new Masking(batch, input.size());
    }

    /** The layer as it is without masks. */
    @Override
    protected DoubleLayer inDouble(int batch, Shape input, double[][] parameters) {
        return LinearLayer.identity(batch * input.size());
    }

    @Override
    public long flops() {
        return 0;
    }

    private final class Masking implements Kernel {

        private final int batch;
        private final int width;
        private float[] factors;

        Masking(int batch, int width) {
            this.batch = batch;
            this.width = width;
        }

        @Override
        public void forward(INDArray x, INDArray[] parameters, INDArray y) {
            factors = masks == null ? null : masks.factors(number, batch, width, rate);
            multiply(x, y);
        }

        @Override
        public void backward(
                INDArray x, INDArray[] parameters, INDArray y, INDArray dy, INDArray dx, INDArray[] gradients) {
            if (dx != null) {
                multiply(dy, dx);
            }
        }

        private void multiply(INDArray from, INDArray to) {
            float[] values = new FlatArray(from).toArray();
            for (int i = 0; factors != null && i < values.length; i++) {
                values[i] *= factors[i];
            }
            new FlatArray(to).write(0, values, values.length);
        }
    }

    public double getRate() {
        return rate;
    }

    public void setRate(double rate) {
        this.rate = rate;
    }

    public int getNumber() {
        return number;
    }

    public void setNumber(int number) {
        this.number = number;
    }
}
