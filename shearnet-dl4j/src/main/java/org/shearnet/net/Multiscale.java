package org.shearnet.net;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.net.engine.Activation;
import org.shearnet.net.layer.BlockAttention;
import org.shearnet.net.layer.Convolution;
import org.shearnet.net.layer.GroupNorm;

/**
 * Parallel convolutions at several dilations, concatenated, under block attention, with a residual connection; then a strided
 * convolution and a second such block.
 *
 * @param channels of the first convolution and the branches of the first block, of the strided convolution, of the branches of
 *     the second block
 * @param dilations of the branches
 */
record Multiscale(List<Integer> channels, List<Integer> dilations) implements Architecture {

    private static final int GROUPS = 8;

    static final Keys KEYS = Keys.none()
            .may(
                    "channels",
                    "three, multiples of 8: first convolution and branches, strided convolution, branches of the second"
                            + " block")
            .may("dilations", "of the branches");

    static Architecture parse(YamlNode section, Void nothing) {
        List<Integer> channels = Sizes.parse(section, "channels", List.of(16, 48, 32));
        Sizes.requireChannels(section, channels, 3, 3);
        for (int width : channels) {
            if (width % GROUPS != 0) {
                throw section.get("channels").error("groups of channels are normalised: multiples of 8, not " + width);
            }
        }
        List<Integer> dilations = Sizes.parse(section, "dilations", List.of(1, 3, 7));
        if (dilations.isEmpty()) {
            throw section.get("dilations").error("it takes at least one dilation");
        }
        return new Multiscale(channels, dilations);
    }

    @Override
    public String name() {
        return "multiscale";
    }

    @Override
    public void build(GraphPlan plan) {
        String last = plan.add(new Convolution(3, channels.get(0), Activation.IDENTITY), plan.stamp());
        last = plan.add(new GroupNorm(GROUPS, plan.activation()), last);
        last = scales(plan, last, channels.get(0));
        last = plan.add(new Convolution(3, channels.get(1), Activation.IDENTITY).strided(2), last);
        last = plan.add(new GroupNorm(GROUPS, plan.activation()), last);
        plan.finishWith(scales(plan, last, channels.get(2)));
    }

    private String scales(GraphPlan plan, String below, int width) {
        String[] branches = dilations.stream()
                .map(d -> plan.add(new Convolution(3, width, Activation.IDENTITY).dilated(d), below))
                .toArray(String[]::new);
        String all = plan.add(new GroupNorm(GROUPS, plan.activation()), plan.concatenate(branches));
        int together = width * branches.length;
        String attended = plan.add(new BlockAttention(Math.max(1, together / 8)), all);
        return plan.sum(attended, plan.add(new Convolution(1, together, Activation.IDENTITY), below));
    }

    @Override
    public Map<String, Object> knobs() {
        Map<String, Object> knobs = new LinkedHashMap<>();
        knobs.put("channels", channels);
        knobs.put("dilations", dilations);
        return knobs;
    }

    @Override
    public List<Integer> usualDense() {
        return List.of(128);
    }
}
