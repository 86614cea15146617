package org.shearnet.net;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.net.layer.Convolution;

/**
 * Dilated convolutions at stride one: every layer keeps the stamp's pixels.
 *
 * <p>With {@code skip}, a residual connection stands over every convolution that keeps its number of channels. The mean of both
 * is taken, not their sum: sums of rectified maps grow with depth (here by 20), and a head under such maps hardly learns.
 *
 * @param skip whether there are residual connections
 * @param channels of the convolutions
 * @param dilations of the convolutions, taken in turn; none for 1
 * @param kernel side of the convolutions (pixels, without dilation)
 * @param head what stands between the maps and the fully connected layers
 */
record Dilated(boolean skip, List<Integer> channels, List<Integer> dilations, int kernel, Head head)
        implements Architecture {

    static final Keys KEYS = Keys.none()
            .may("channels", "of the convolutions")
            .may("dilations", "of the convolutions, taken in turn")
            .may("kernel", "side of the convolutions, odd (pixels); 3")
            .may("head", Head.HELP);

    static Architecture plain(YamlNode section, Void nothing) {
        return parse(section, false);
    }

    static Architecture skip(YamlNode section, Void nothing) {
        return parse(section, true);
    }

    private static Architecture parse(YamlNode section, boolean skip) {
        List<Integer> channels = Sizes.parse(section, "channels", List.of(16, 16, 16, 16, 16));
        Sizes.requireChannels(section, channels, 1, Integer.MAX_VALUE);
        List<Integer> usual = List.of(1, 1, 2, 4, 8);
        List<Integer> dilations =
                Sizes.parse(section, "dilations", usual.subList(0, Math.min(usual.size(), channels.size())));
        if (dilations.size() > channels.size()) {
            throw section.get("dilations")
                    .error("more dilations (" + dilations.size() + ") than channels (" + channels.size() + ")");
        }
        return new Dilated(skip, channels, dilations, Stages.kernel(section), Head.parse(section));
    }

    @Override
    public String name() {
        return skip ? "skip" : "dilated";
    }

    @Override
    public void build(GraphPlan plan) {
        String last = plan.stamp();
        int before = 1;
        for (int i = 0; i < channels.size(); i++) {
            int dilation = dilations.isEmpty() ? 1 : dilations.get(i % dilations.size());
            String next = plan.add(new Convolution(kernel, channels.get(i), plan.activation()).dilated(dilation), last);
            last = skip && channels.get(i) == before ? plan.mean(next, last) : next;
            before = channels.get(i);
        }
        plan.finishWith(head.add(plan, last));
    }

    @Override
    public Map<String, Object> knobs() {
        Map<String, Object> knobs = new LinkedHashMap<>();
        knobs.put("channels", channels);
        knobs.put("dilations", dilations);
        knobs.put("kernel", kernel);
        knobs.put("head", head.word());
        return knobs;
    }

    @Override
    public List<Integer> usualDense() {
        return List.of(16);
    }
}
