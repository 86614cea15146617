package org.shearnet.train;

import java.util.Locale;
import org.shearnet.galaxysim.yaml.YamlNode;

/**
 * How the range of noise of the training stamps opens over the first steps. It begins as one level and is whole from
 * {@link #share} of the training on.
 *
 * @param noise which end it begins at
 * @param share of the training over which the other end moves, evenly in the logarithm
 */
public record Curriculum(Order noise, double share) {

    private static final double USUAL_SHARE = 0.3;

    /** Which stamps come first. */
    public enum Order {
        /** Those of the lowest noise. */
        RISING,
        /** Those of the highest noise. */
        FALLING
    }

    public Curriculum {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("the share must lie in (0, 1]");
        }
    }

    /** {@return the section {@code curriculum}} */
    static Curriculum parse(YamlNode node) {
        Order order = node.get("noise").choice("curriculum", Order.values());
        YamlNode given = node.find("share");
        double share = given == null ? USUAL_SHARE : given.number();
        if (!(share > 0 && share <= 1)) {
            throw given.error("expected a number above 0 and up to 1, found " + share);
        }
        node.rejectUnknown();
        return new Curriculum(order, share);
    }

    /**
     * The place of a stamp in the whole range of noise.
     *
     * @param progress of the training, in [0, 1)
     * @param level the stamp's place in the range as open now, in [0, 1)
     * @return in [0, 1), logarithmic: 0 is the lowest noise
     */
    double level(double progress, double level) {
        double open = Math.min(1, progress / share);
        return noise == Order.RISING ? open * level : 1 - open * (1 - level);
    }

    /** Part of the options' text. */
    String text() {
        return "curriculum=" + noise.name().toLowerCase(Locale.ROOT) + " over " + share;
    }
}
