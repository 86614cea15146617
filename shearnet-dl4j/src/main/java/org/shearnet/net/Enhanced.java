package org.shearnet.net;

import java.util.List;
import java.util.Map;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.YamlNode;

/** EnhancedGalaxyNN: convolution and pooling, as often as there are channels, then a hidden layer. */
record Enhanced(Stages stages) implements Architecture {

    static final Keys KEYS = Stages.KEYS;

    static Architecture parse(YamlNode section, Void nothing) {
        return new Enhanced(Stages.parse(section, List.of(16, 32)));
    }

    @Override
    public String name() {
        return "enhanced";
    }

    @Override
    public void build(GraphPlan plan) {
        plan.finishWith(stages.add(plan, plan.stamp(), plan.activation()));
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
