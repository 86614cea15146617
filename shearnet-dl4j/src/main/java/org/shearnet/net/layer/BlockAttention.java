package org.shearnet.net.layer;

import java.util.List;
import org.shearnet.net.engine.Attention;
import org.shearnet.net.engine.AttentionKernel;
import org.shearnet.net.engine.Engine;
import org.shearnet.net.engine.Kernel;
import org.shearnet.net.engine.Reference;
import org.shearnet.net.engine.Shape;

/** Convolutional block attention; see {@link org.shearnet.net.engine.Attention}. */
public final class BlockAttention extends EngineLayer {

    private static final long serialVersionUID = 1;

    private int hidden;

    /** For Deeplearning4j's JSON. */
    public BlockAttention() {}

    public BlockAttention(int hidden) {
        this.hidden = hidden;
    }

    @Override
    protected Shape output(Shape input) {
        return input;
    }

    @Override
    protected List<Parameter> parameters(Shape input) {
        int c = input.channels();
        int k = Attention.KERNEL;
        return List.of(
                new Parameter("W1", new long[] {c, hidden}, c),
                new Parameter("b1", new long[] {hidden}, 0),
                new Parameter("W2", new long[] {hidden, c}, hidden),
                new Parameter("b2", new long[] {c}, 0),
                new Parameter("K", new long[] {k, k, 2}, 2L * k * k),
                new Parameter("b", new long[] {1}, 0));
    }

    @Override
    protected Kernel kernel(Engine engine, int batch, Shape input) {
        return new AttentionKernel(new Attention(batch, input, hidden));
    }

    @Override
    protected Reference reference(int batch, Shape input) {
        return new Attention(batch, input, hidden);
    }

    @Override
    public long flops() {
        return 6L * input().size() + 4L * Attention.KERNEL * Attention.KERNEL * input().pixels();
    }

    @Override
    public int extent() {
        return longerSide();
    }

    public int getHidden() {
        return hidden;
    }

    public void setHidden(int hidden) {
        this.hidden = hidden;
    }
}
