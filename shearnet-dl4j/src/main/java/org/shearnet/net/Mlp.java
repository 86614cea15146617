package org.shearnet.net;

import java.util.List;
import java.util.Map;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.YamlNode;

/** Fully connected layers on the pixels. */
record Mlp() implements Architecture {

    static final Keys KEYS = Keys.none();

    static Architecture parse(YamlNode section, Void nothing) {
        return new Mlp();
    }

    @Override
    public String name() {
        return "mlp";
    }

    @Override
    public void build(GraphPlan plan) {
        plan.finishWith(plan.stamp());
    }

    @Override
    public Map<String, Object> knobs() {
        return Map.of();
    }

    @Override
    public List<Integer> usualDense() {
        return List.of(128, 64);
    }
}
