package org.shearnet.train;

/**
 * What training minimises: a sum over the outputs of one stamp, in units of the labels' scatter, averaged over stamps. With d =
 * prediction - label and w the output's weight. A new loss is a record and a line in {@link Losses}.
 *
 * <p>A network that predicts errors under another loss than {@link Likelihood} learns them beside its predictions: the likelihood
 * of its errors under the variances it expects is added to the loss, and its gradient goes to the variances alone.
 */
public interface Loss {

    /** Logarithmic variances are held within plus and minus this. */
    double LOG_VARIANCE_LIMIT = 30;

    /** The word of a configuration. */
    String name();

    /** Loss of an error, without that of the variance expected. */
    double value(double weight, double d);

    /**
     * Derivative of the loss at a prediction.
     *
     * @param logVariance that the network expects; 0 where it expects none
     */
    double slope(double weight, double d, double logVariance);

    /** What the likelihood of an error counts, held constant in the derivative, where the network expects a logarithmic variance. */
    default double likelihoodWeight(double logVariance) {
        return 1;
    }

    /** Whether the network must predict a logarithmic variance for every label as well. */
    default boolean needsErrors() {
        return false;
    }

    /**
     * Loss of one stamp.
     *
     * @param predictions first those of the labels, then, where the network predicts them, the logarithmic variances
     * @param gradient set to the derivative of the loss at each prediction
     * @param parts set to the share of each output, under its weight
     */
    default double at(double[] predictions, double[] labels, double[] weights, double[] gradient, double[] parts) {
        int count = labels.length;
        boolean errors = predictions.length > count;
        double loss = 0;
        for (int k = 0; k < count; k++) {
            double d = predictions[k] - labels[k];
            double free = errors ? predictions[count + k] : 0;
            double s = Math.max(-LOG_VARIANCE_LIMIT, Math.min(LOG_VARIANCE_LIMIT, free));
            parts[k] = value(weights[k], d);
            gradient[k] = slope(weights[k], d, s);
            if (errors) {
                double precision = Math.exp(-s);
                double half = 0.5 * weights[k] * likelihoodWeight(s);
                gradient[count + k] = s == free ? half * (1 - d * d * precision) : 0;
                parts[k] += half * (d * d * precision + s);
            }
            loss += parts[k];
        }
        return loss;
    }

    /** w d^2 (not its half). */
    record Squared() implements Loss {
        @Override
        public String name() {
            return "mse";
        }

        @Override
        public double value(double weight, double d) {
            return weight * d * d;
        }

        @Override
        public double slope(double weight, double d, double logVariance) {
            return 2 * weight * d;
        }
    }

    /** w |d|. */
    record Absolute() implements Loss {
        @Override
        public String name() {
            return "mae";
        }

        @Override
        public double value(double weight, double d) {
            return weight * Math.abs(d);
        }

        @Override
        public double slope(double weight, double d, double logVariance) {
            return weight * Math.signum(d);
        }
    }

    /** w d^2 / 2 within the threshold h, w h (|d| - h / 2) beyond. */
    record Huber(double threshold) implements Loss {
        @Override
        public String name() {
            return "huber";
        }

        @Override
        public double value(double weight, double d) {
            double a = Math.abs(d);
            return weight * (a <= threshold ? 0.5 * d * d : threshold * (a - 0.5 * threshold));
        }

        @Override
        public double slope(double weight, double d, double logVariance) {
            return weight * Math.max(-threshold, Math.min(threshold, d));
        }
    }

    /** w ln cosh d: w d^2 / 2 for small errors, w |d| for large ones, smooth between. */
    record LogCosh() implements Loss {
        @Override
        public String name() {
            return "log_cosh";
        }

        @Override
        public double value(double weight, double d) {
            double a = Math.abs(d);
            return weight * (a + Math.log1p(Math.exp(-2 * a)) - Math.log(2));
        }

        @Override
        public double slope(double weight, double d, double logVariance) {
            return weight * Math.tanh(d);
        }
    }

    /**
     * The likelihood of {@link Likelihood} times the variance expected to the power beta, which is held constant in the
     * derivative: 0 is the likelihood, and at 1 the predictions follow the squared error alone (Seitzer et al. 2022,
     * arXiv:2203.09168).
     */
    record BetaLikelihood(double beta) implements Loss {
        @Override
        public String name() {
            return "beta_nll";
        }

        @Override
        public double value(double weight, double d) {
            return 0;
        }

        @Override
        public double slope(double weight, double d, double logVariance) {
            return weight * d * Math.exp((beta - 1) * logVariance);
        }

        @Override
        public double likelihoodWeight(double logVariance) {
            return Math.exp(beta * logVariance);
        }

        @Override
        public boolean needsErrors() {
            return true;
        }
    }

    /**
     * Gaussian negative logarithmic likelihood w (d^2 exp(-s) + s) / 2, where the network's second prediction s is the logarithm
     * of the variance it expects (Nix and Weigend 1994, doi:10.1109/ICNN.1994.374138).
     */
    record Likelihood() implements Loss {
        @Override
        public String name() {
            return "nll";
        }

        @Override
        public double value(double weight, double d) {
            return 0;
        }

        @Override
        public double slope(double weight, double d, double logVariance) {
            return weight * d * Math.exp(-logVariance);
        }

        @Override
        public boolean needsErrors() {
            return true;
        }
    }
}
