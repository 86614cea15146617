package org.shearnet.net;

import java.util.List;
import java.util.Map;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.net.engine.Activation;
import org.shearnet.net.layer.Convolution;

/**
 * Residual blocks of two convolutions (He et al. 2016, arXiv:1512.03385), halving the maps where channels change.
 *
 * @param stages channels of the blocks; the first also those of the convolution before them
 */
record ResNet(Stages stages) implements Architecture {

    static final Keys KEYS = Stages.KEYS;

    static Architecture parse(YamlNode section, Void nothing) {
        Stages given = Stages.parse(section, List.of(16, 32, 64));
        Stages stages =
                section.has("pooling") ? given : new Stages(given.channels(), given.kernel(), Reduction.STRIDED);
        Sizes.requireChannels(section, stages.channels(), 1, Integer.MAX_VALUE);
        return new ResNet(stages);
    }

    @Override
    public String name() {
        return "resnet";
    }

    @Override
    public void build(GraphPlan plan) {
        int kernel = stages.kernel();
        Reduction pooling = stages.pooling();
        int before = stages.channels().get(0);
        String last = plan.add(new Convolution(kernel, before, plan.activation()), plan.stamp());
        for (int channels : stages.channels()) {
            boolean halves = channels != before;
            int stride = halves && pooling == Reduction.STRIDED ? 2 : 1;
            String inner = plan.add(new Convolution(kernel, channels, plan.activation()).strided(stride), last);
            inner = plan.add(new Convolution(kernel, channels, Activation.IDENTITY), inner);
            String shortcut =
                    halves ? plan.add(new Convolution(1, channels, Activation.IDENTITY).strided(stride), last) : last;
            last = plan.sum(inner, shortcut);
            last = halves && stride == 1 ? pooling.after(plan, last) : last;
            before = channels;
        }
        plan.finishWith(last);
    }

    @Override
    public Map<String, Object> knobs() {
        return stages.knobs();
    }

    @Override
    public List<Integer> usualDense() {
        return List.of(128);
    }
}
