package org.shearnet.train;

/**
 * What training minimises: a sum over the outputs of one stamp, in units of the labels' scatter, averaged over stamps.
 * With d = answer - label and w the output's weight.
 *
 * <p>A network that predicts errors under another loss than {@link #NLL} learns them beside its answers: the likelihood of
 * its errors under the variances it expects is added to the loss, and its gradient goes to the variances alone.
 */
public enum Loss {
    /** w d^2 (not its half). */
    MSE,
    /** w |d|. */
    MAE,
    /** w d^2 / 2 within the threshold h, w h (|d| - h / 2) beyond. */
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
     * @param huberThreshold where {@link #HUBER} goes from square to linear
     * @param gradient set to the derivative of the loss at each answer
     */
    public double at(double[] answers, double[] labels, double[] weights, double huberThreshold, double[] gradient) {
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
                    double h = huberThreshold;
                    loss += w * (a <= h ? 0.5 * d * d : h * (a - 0.5 * h));
                    gradient[k] = w * Math.max(-h, Math.min(h, d));
                }
                case NLL -> gradient[k] = w * d * Math.exp(-logVariance(answers[labels.length + k]));
            }
            if (answers.length > labels.length) {
                loss += variance(k, d, w, answers, labels.length, gradient);
            }
        }
        return loss;
    }

    /** The likelihood of the error d under the variance expected, and its derivative at that variance alone. */
    private static double variance(int k, double d, double w, double[] answers, int labels, double[] gradient) {
        double free = answers[labels + k];
        double s = logVariance(free);
        double precision = Math.exp(-s);
        gradient[labels + k] = s == free ? 0.5 * w * (1 - d * d * precision) : 0;
        return 0.5 * w * (d * d * precision + s);
    }

    private static double logVariance(double free) {
        return Math.max(-LOG_VARIANCE_LIMIT, Math.min(LOG_VARIANCE_LIMIT, free));
    }
}
