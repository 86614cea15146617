package org.shearnet.net;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.net.engine.Activation;
import org.shearnet.net.layer.Flatten;

/**
 * Convolutions, each followed by a reduction of its maps.
 *
 * @param channels of each convolution, the first first
 * @param kernel side of the convolutions (pixels)
 * @param pooling how maps are halved
 */
record Stages(List<Integer> channels, int kernel, Reduction pooling) {

    /** Largest side of a convolution (pixels). */
    static final int LARGEST_KERNEL = 31;

    static final int KERNEL = 3;

    static final Keys KEYS = Keys.none()
            .may("channels", "of each convolution, the first first")
            .may("kernel", "side of the convolutions, odd (pixels); 3")
            .may("pooling", Reduction.HELP + "; average");

    static Stages parse(YamlNode section, List<Integer> usual) {
        return new Stages(
                Sizes.parse(section, "channels", usual),
                kernel(section),
                section.choice("pooling", Reduction.values(), Reduction.AVERAGE));
    }

    static int kernel(YamlNode section) {
        if (!section.has("kernel")) {
            return KERNEL;
        }
        int side = section.get("kernel").count(1, LARGEST_KERNEL);
        if (side % 2 == 0) {
            throw section.get("kernel").error("a convolution that keeps maps in place has an odd side, not " + side);
        }
        return side;
    }

    Map<String, Object> knobs() {
        Map<String, Object> knobs = new LinkedHashMap<>();
        knobs.put("channels", channels);
        knobs.put("kernel", kernel);
        knobs.put("pooling", pooling.key());
        return knobs;
    }

    /** Appends the layers. */
    String add(GraphPlan plan, String below, Activation activation) {
        String last = below;
        for (int width : channels) {
            last = pooling.add(plan, last, kernel, width, activation);
        }
        return last;
    }

    /** The layers on the stamp and, with weights of their own, on the PSF image; their numbers behind one another. */
    String fork(GraphPlan plan, String stamp, String psf, Activation activation) {
        return plan.concatenate(
                plan.add(new Flatten(), add(plan, stamp, activation)),
                plan.add(new Flatten(), add(plan, psf, activation)));
    }
}
