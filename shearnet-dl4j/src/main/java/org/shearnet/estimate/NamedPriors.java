package org.shearnet.estimate;

import java.util.List;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.ngmix.prior.JointPrior;
import org.shearnet.ngmix.prior.ShapePrior;

/** Priors of a fit as a YAML or a command line names them: {@code none}, {@code ba:0.3}, {@code normal:0.26}. */
final class NamedPriors {
    private static final double BERNSTEIN_ARMSTRONG = 0.3;
    private static final double NORMAL = 0.26;

    /** The priors that there are, for help. */
    static final String HELP = "of the shape: none, ba:0.3 (Bernstein and Armstrong), normal:0.26; none";

    private NamedPriors() {}

    /**
     * The name that a section gives under {@code prior}; {@code none} where it gives none.
     *
     * @throws ConfigException where there is no prior of that name
     */
    static String name(YamlNode section) {
        YamlNode name = section.find("prior");
        if (name == null) {
            return "none";
        }
        try {
            of(name.text());
        } catch (IllegalArgumentException e) {
            throw name.error(e.getMessage());
        }
        return name.text();
    }

    /**
     * The prior of a name: of the shape alone, Bernstein and Armstrong's (1 - g^2)^2 exp(-g^2 / 2 s^2) or a normal one of
     * standard deviation s a component.
     *
     * @throws IllegalArgumentException where there is none of that name
     */
    static JointPrior of(String name) {
        String[] part = name.trim().split(":", 2);
        return switch (part[0]) {
            case "none" -> {
                if (part.length > 1) {
                    throw unknown(name);
                }
                yield JointPrior.none();
            }
            case "ba" ->
                new JointPrior(new ShapePrior.BernsteinArmstrong(width(name, part, BERNSTEIN_ARMSTRONG)), List.of());
            case "normal" -> new JointPrior(new ShapePrior.Gaussian(width(name, part, NORMAL)), List.of());
            default -> throw unknown(name);
        };
    }

    private static double width(String name, String[] part, double usual) {
        if (part.length == 1) {
            return usual;
        }
        try {
            double value = Double.parseDouble(part[1]);
            if (value > 0 && value < Double.POSITIVE_INFINITY) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw unknown(name);
        }
        throw unknown(name);
    }

    private static IllegalArgumentException unknown(String name) {
        return new IllegalArgumentException(
                "no prior '" + name + "' (there are none, ba or ba:0.3, normal or normal:0.26; the number is"
                        + " the width of the prior of g)");
    }
}
