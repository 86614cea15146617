package org.shearnet.net.layer;

import java.util.List;
import org.shearnet.net.engine.Activation;
import org.shearnet.net.engine.Engine;
import org.shearnet.net.engine.GroupNormalisation;
import org.shearnet.net.engine.GroupNormalisationKernel;
import org.shearnet.net.engine.Kernel;
import org.shearnet.net.engine.Reference;
import org.shearnet.net.engine.Shape;

/** Group normalisation with scale, shift and activation; see {@link org.shearnet.net.engine.GroupNormalisation}. */
public final class GroupNorm extends EngineLayer {

    private static final long serialVersionUID = 1;

    private int groups;
    private Activation activation = Activation.IDENTITY;

    /** For Deeplearning4j's JSON. */
    public GroupNorm() {}

    public GroupNorm(int groups, Activation activation) {
        this.groups = groups;
        this.activation = activation;
    }

    @Override
    protected Shape output(Shape input) {
        return new GroupNormalisation(1, input, groups, activation).input();
    }

    @Override
    protected List<Parameter> parameters(Shape input) {
        long[] shape = {input.channels()};
        return List.of(Parameter.one("scale", shape), new Parameter("shift", shape, 0));
    }

    @Override
    protected Kernel kernel(Engine engine, int batch, Shape input) {
        return new GroupNormalisationKernel(new GroupNormalisation(batch, input, groups, activation));
    }

    @Override
    protected Reference reference(int batch, Shape input) {
        return new GroupNormalisation(batch, input, groups, activation);
    }

    @Override
    public long flops() {
        return 8L * input().size();
    }

    @Override
    public int extent() {
        return longerSide();
    }

    public int getGroups() {
        return groups;
    }

    public void setGroups(int groups) {
        this.groups = groups;
    }

    public Activation getActivation() {
        return activation;
    }

    public void setActivation(Activation activation) {
        this.activation = activation;
    }
}
