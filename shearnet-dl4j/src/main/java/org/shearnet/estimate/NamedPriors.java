package org.shearnet.estimate;

import java.util.List;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.Vocabulary;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.ngmix.prior.JointPrior;
import org.shearnet.ngmix.prior.ShapePrior;

/** Priors of a fit as a YAML or a command line names them: {@code none}, {@code ba:0.3}, {@code normal:0.26}. */
public final class NamedPriors {

    private static final double BERNSTEIN_ARMSTRONG = 0.3;
    private static final double NORMAL = 0.26;

    /** The priors that there are, for help. */
    static final String HELP = "of the shape: none, ba:0.3 (Bernstein and Armstrong), normal:0.26; none";

    /** Each with the width of the prior of g. */
    public static final Vocabulary<Double, JointPrior> WORDS = Vocabulary.<Double, JointPrior>of(
                    "Priors", "`prior` of a fit; of the shape alone")
            .register("none", "\\|g\\| < 1 alone", Keys.none(), (word, s) -> JointPrior.none())
            .register(
                    "ba",
                    "Bernstein and Armstrong's (1 - g^2)^2 exp(-g^2/2s^2)",
                    Keys.none().may("ba:S", "s; 0.3"),
                    (word, s) -> ofShape(new ShapePrior.BernsteinArmstrong(s.isNaN() ? BERNSTEIN_ARMSTRONG : s)))
            .register(
                    "normal",
                    "normal, of standard deviation s a component",
                    Keys.none().may("normal:S", "s; 0.26"),
                    (word, s) -> ofShape(new ShapePrior.Gaussian(s.isNaN() ? NORMAL : s)));

    private static final NumberedWords<JointPrior> NUMBERED = new NumberedWords<>("prior", WORDS);

    private NamedPriors() {}

    private static JointPrior ofShape(ShapePrior prior) {
        return new JointPrior(prior, List.of());
    }

    /** A prior and the text that names it. */
    record Named(String name, JointPrior prior) {}

    /** The prior that a section gives under {@code prior}; none where it gives none. */
    static Named parse(YamlNode section) {
        YamlNode name = section.find("prior");
        return name == null ? new Named("none", JointPrior.none()) : new Named(name.text(), NUMBERED.parse(name));
    }
}
