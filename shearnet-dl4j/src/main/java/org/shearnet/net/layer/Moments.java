package org.shearnet.net.layer;

import org.shearnet.net.engine.Engine;
import org.shearnet.net.engine.Kernel;
import org.shearnet.net.engine.MomentSums;
import org.shearnet.net.engine.MomentSumsKernel;
import org.shearnet.net.engine.Reference;
import org.shearnet.net.engine.Shape;

/** Sums of each map weighted by the polynomials up to second order; see {@link org.shearnet.net.engine.MomentSums}. */
public final class Moments extends EngineLayer {

    private static final long serialVersionUID = 1;

    @Override
    protected Shape output(Shape input) {
        return Shape.vector(MomentSums.SUMS * input.channels());
    }

    @Override
    protected Kernel kernel(Engine engine, int batch, Shape input) {
        return new MomentSumsKernel(new MomentSums(batch, input));
    }

    @Override
    protected Reference reference(int batch, Shape input) {
        return new MomentSums(batch, input);
    }

    @Override
    public long flops() {
        return 2L * MomentSums.SUMS * input().size();
    }

    @Override
    public int extent() {
        return longerSide();
    }
}
