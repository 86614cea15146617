package org.shearnet.net;

import java.util.Locale;
import java.util.stream.Stream;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.net.layer.Moments;
import org.shearnet.net.layer.WeightedMoments;

/** What stands between the last maps and the fully connected layers: key {@code head}. */
enum Head {
    /** Every pixel of every map. */
    FLATTEN,
    /** Sums of every map by the polynomials up to second order: {@link Moments}. */
    MOMENTS,
    /** The same under a Gaussian window, which is learned map by map: {@link WeightedMoments}. */
    WEIGHTED_MOMENTS;

    static final String HELP =
            "flatten, every pixel of every map; moments, sums of each map by second-order polynomials;"
                    + " weighted-moments, the same under a learned Gaussian window; flatten";

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Head parse(YamlNode section) {
        YamlNode value = section.find("head");
        if (value == null) {
            return FLATTEN;
        }
        return Stream.of(values())
                .filter(head -> head.word().equals(value.text()))
                .findFirst()
                .orElseThrow(() -> value.unknown(
                        "head",
                        value.text(),
                        Stream.of(values()).map(Head::word).toList()));
    }

    /** Appends it to maps. */
    String add(GraphPlan plan, String maps) {
        return switch (this) {
            case FLATTEN -> maps;
            case MOMENTS -> plan.add(new Moments(), maps);
            case WEIGHTED_MOMENTS -> plan.add(new WeightedMoments(), maps);
        };
    }
}
