package org.shearnet.net;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.net.layer.Convolution;
import org.shearnet.net.layer.Moments;
import org.shearnet.net.layer.Resizing;

/** Encoder and decoder with skips (Ronneberger et al. 2015, arXiv:1505.04597), then second moments of its maps. */
record UNet(Stages stages) implements Architecture {

    static final Keys KEYS = Stages.KEYS;

    static Architecture parse(YamlNode section, Void nothing) {
        Stages stages = Stages.parse(section, List.of(16, 32, 64));
        Sizes.requireChannels(section, stages.channels(), 1, Integer.MAX_VALUE);
        if (stages.pooling() == Reduction.NONE) {
            throw section.get("pooling").error("a unet without reduction is a 'dilated' network");
        }
        return new UNet(stages);
    }

    @Override
    public String name() {
        return "unet";
    }

    @Override
    public void build(GraphPlan plan) {
        Deque<String> levels = new ArrayDeque<>();
        List<Integer> channels = stages.channels();
        String last = plan.stamp();
        for (int width : channels) {
            if (!levels.isEmpty()) {
                last = stages.pooling().after(plan, last);
            }
            last = plan.add(new Convolution(stages.kernel(), width, plan.activation()), last);
            levels.push(last);
        }
        last = levels.pop();
        for (int i = channels.size() - 2; i >= 0; i--) {
            String across = levels.pop();
            last = plan.add(new Resizing(plan.height(across), plan.width(across)), last);
            last = plan.concatenate(last, across);
            last = plan.add(new Convolution(stages.kernel(), channels.get(i), plan.activation()), last);
        }
        plan.finishWith(plan.add(new Moments(), last));
    }

    @Override
    public Map<String, Object> knobs() {
        return stages.knobs();
    }

    @Override
    public List<Integer> usualDense() {
        return List.of(64);
    }
}
