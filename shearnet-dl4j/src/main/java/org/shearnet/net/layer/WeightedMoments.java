package org.shearnet.net.layer;

import java.util.List;
import org.shearnet.net.engine.Engine;
import org.shearnet.net.engine.Kernel;
import org.shearnet.net.engine.Reference;
import org.shearnet.net.engine.Shape;
import org.shearnet.net.engine.WeightedMomentSums;
import org.shearnet.net.engine.WeightedMomentSumsKernel;

/** Sums of each map under a learned Gaussian window; see {@link org.shearnet.net.engine.WeightedMomentSums}. */
public final class WeightedMoments extends EngineLayer {

    private static final long serialVersionUID = 1;

    @Override
    protected Shape output(Shape input) {
        return Shape.vector(WeightedMomentSums.SUMS * input.channels());
    }

    @Override
    protected List<Parameter> parameters(Shape input) {
        return List.of(
                new Parameter("window", new long[] {2, input.channels()}, 0),
                new Parameter("tilt", new long[] {input.channels()}, 0));
    }

    @Override
    protected Kernel kernel(Engine engine, int batch, Shape input) {
        return new WeightedMomentSumsKernel(new WeightedMomentSums(batch, input));
    }

    @Override
    protected Reference reference(int batch, Shape input) {
        return new WeightedMomentSums(batch, input);
    }

    @Override
    public long flops() {
        return (2L * WeightedMomentSums.SUMS + 1) * input().size();
    }

    @Override
    public int extent() {
        return longerSide();
    }
}
