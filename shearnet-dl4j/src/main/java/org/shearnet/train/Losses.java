package org.shearnet.train;

import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.Vocabulary;
import org.shearnet.galaxysim.yaml.YamlNode;

/** The losses that a configuration can name. A new one is a record in {@link Loss} and a line here. */
public final class Losses {

    private static final String THRESHOLD = "huber_threshold";
    private static final String BETA = "beta";
    private static final double USUAL_BETA = 0.5;
    private static final double LEAST_THRESHOLD = 1e-6;
    private static final double LARGEST_THRESHOLD = 1e9;

    /** Each with its knobs, which stand in the section {@code train}. */
    public static final Vocabulary<Void, Loss> WORDS = Vocabulary.<Void, Loss>of(
                    "Losses", "`train.loss`, d being prediction less label, w the weight of the output")
            .under("loss")
            .unlessNamed("mse")
            .register("mse", "w d^2", Keys.none(), (section, nothing) -> new Loss.Squared())
            .register("mae", "w \\|d\\|", Keys.none(), (section, nothing) -> new Loss.Absolute())
            .register(
                    "huber",
                    "w d^2/2 within the threshold h, w h (\\|d\\| - h/2) beyond",
                    Keys.none().may(THRESHOLD, "h, in units of the predictions; 1"),
                    (section, nothing) -> new Loss.Huber(threshold(section)))
            .register(
                    "nll",
                    "the likelihood of the error under the predicted one; needs `errors: true` of the network",
                    Keys.none(),
                    (section, nothing) -> new Loss.Likelihood())
            .register("log_cosh", "w ln cosh d", Keys.none(), (section, nothing) -> new Loss.LogCosh())
            .register(
                    "beta_nll",
                    "`nll` times the expected variance to the power beta, which is held constant in the gradient",
                    Keys.none().may(BETA, "0 for nll, 1 for predictions that follow the squared error; 0.5"),
                    (section, nothing) -> new Loss.BetaLikelihood(beta(section)));

    private Losses() {}

    private static double beta(YamlNode section) {
        YamlNode value = section.find(BETA);
        double beta = value == null ? USUAL_BETA : value.number();
        if (beta < 0 || beta > 1) {
            throw value.error("expected a number from 0 to 1, found " + value.text());
        }
        return beta;
    }

    private static double threshold(YamlNode section) {
        YamlNode value = section.find(THRESHOLD);
        if (value == null) {
            return 1;
        }
        double threshold = value.number();
        if (threshold < LEAST_THRESHOLD || threshold > LARGEST_THRESHOLD) {
            throw value.error("expected a number from " + LEAST_THRESHOLD + " to " + LARGEST_THRESHOLD + ", found "
                    + value.text());
        }
        return threshold;
    }
}
