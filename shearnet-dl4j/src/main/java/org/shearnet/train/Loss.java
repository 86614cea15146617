package org.shearnet.train;

/**
 * What training minimises: a sum over the outputs of one stamp, in units of the labels' scatter, averaged over stamps.
 * With d = answer - label and w the output's weight.
 */
public enum Loss {
    /** w d^2 (not its half). */
    MSE,
    /** w |d|. */
    MAE,
    /** w d^2 / 2 within one unit, w (|d| - 1/2) beyond. */
    HUBER,
    /**
     * Gaussian negative logarithmic likelihood w (d^2 exp(-s) + s) / 2, where the network's second answer s is the
     * logarithm of the variance it expects (Nix and Weigend 1994, doi:10.1109/ICNN.1994.374138). s is held within
     * +-{@value #LOG_VARIANCE_LIMIT}.
     */
    NLL;

    static final double LOG_VARIANCE_LIMIT = 30;

    /** Whether the network answers a logarithmic variance for every label as well. */
    public boolean needsErrors() {
        return this == NLL;
    }

    /**
     * Loss of one stamp.
     *
     * @param answers the network's answers: first those of the labels, then, for {@link #NLL}, the logarithmic variances
     * @param gradient set to the derivative of the loss at each answer
     */
    public double at(double[] answers, double[] labels, double[] weights, double[] gradient) {
        double loss = 0;
        for (int k = 0; k < labels.length; k++) {
            double d = answers[k] - labels[k];
            double w = weights[k];
            switch (this) {
                case MSE -> {
                    loss += w * d * d;
                    gradient[k] = 2 * w * d;
                }
                case MAE -> {
                    loss += w * Math.abs(d);
                    gradient[k] = w * Math.signum(d);
                }
                case HUBER -> {
                    double a = Math.abs(d);
                    loss += w * (a <= 1 ? 0.5 * d * d : a - 0.5);
                    gradient[k] = w * Math.max(-1, Math.min(1, d));
                }
                case NLL -> {
                    double free = answers[labels.length + k];
                    double s = Math.max(-LOG_VARIANCE_LIMIT, Math.min(LOG_VARIANCE_LIMIT, free));
                    double precision = Math.exp(-s);
                    loss += 0.5 * w * (d * d * precision + s);
                    gradient[k] = w * d * precision;
                    gradient[labels.length + k] = s == free ? 0.5 * w * (1 - d * d * precision) : 0;
                }
            }
        }
        return loss;
    }
}
