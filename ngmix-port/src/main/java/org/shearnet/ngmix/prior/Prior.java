package org.shearnet.ngmix.prior;

import org.apache.commons.math3.special.Erf;

/**
 * Prior of one parameter.
 *
 * <p>Densities are normalised to 1 at their peak, so the logarithm is 0 there. To a least-squares fit a prior is one more
 * residual r with ln p = -r^2/2; r is signed, so that it passes smoothly through the peak.
 */
public sealed interface Prior {
    /**
     * {@return signed residual; NaN where the density is 0}
     *
     * @param x the parameter
     */
    double residual(double x);

    /**
     * {@return derivative of the residual}
     *
     * @param x the parameter
     */
    double slope(double x);

    /**
     * {@return logarithm of the density over that of the peak; negative infinity where the density is 0}
     *
     * @param x the parameter
     */
    default double lnProbability(double x) {
        double r = residual(x);
        return Double.isNaN(r) ? Double.NEGATIVE_INFINITY : -0.5 * r * r;
    }

    /**
     * Constant between two ends, 0 beyond.
     *
     * @param min lower end
     * @param max upper end
     */
    record Flat(double min, double max) implements Prior {
        /**
         * Rejects ends in the wrong order.
         *
         * @param min lower end
         * @param max upper end
         */
        public Flat {
            require(min < max, "a flat prior needs min < max");
        }

        @Override
        public double residual(double x) {
            return x >= min && x <= max ? 0 : Double.NaN;
        }

        @Override
        public double slope(double x) {
            return 0;
        }
    }

    /**
     * Constant between two ends that are rounded by error functions.
     *
     * @param min lower end
     * @param minWidth its width
     * @param max upper end
     * @param maxWidth its width
     */
    record TwoSidedErf(double min, double minWidth, double max, double maxWidth) implements Prior {
        /**
         * Rejects widths that are not positive and ends in the wrong order.
         *
         * @param min lower end
         * @param minWidth its width
         * @param max upper end
         * @param maxWidth its width
         */
        public TwoSidedErf {
            require(min < max && minWidth > 0 && maxWidth > 0, "an erf prior needs min < max and positive widths");
        }

        private double density(double x) {
            return 0.5 * Erf.erf((max - x) / maxWidth) + 0.5 * Erf.erf((x - min) / minWidth);
        }

        @Override
        public double residual(double x) {
            double p = density(x);
            if (!(p > 0)) {
                return Double.NaN;
            }
            double r = Math.sqrt(Math.max(0, -2 * Math.log(p)));
            return (x - min) / minWidth < (max - x) / maxWidth ? -r : r;
        }

        @Override
        public double slope(double x) {
            double r = residual(x);
            if (!(Math.abs(r) > 1e-7)) {
                return 0;
            }
            double a = (max - x) / maxWidth;
            double b = (x - min) / minWidth;
            double dp = (Math.exp(-b * b) / minWidth - Math.exp(-a * a) / maxWidth) / Math.sqrt(Math.PI);
            return -dp / (density(x) * r);
        }
    }

    /**
     * Gaussian.
     *
     * @param mean its centre
     * @param sigma its standard deviation
     */
    record Normal(double mean, double sigma) implements Prior {
        /**
         * Rejects widths that are not positive.
         *
         * @param mean its centre
         * @param sigma its standard deviation
         */
        public Normal {
            require(sigma > 0, "a normal prior needs a positive sigma");
        }

        @Override
        public double residual(double x) {
            return (x - mean) / sigma;
        }

        @Override
        public double slope(double x) {
            return 1 / sigma;
        }
    }

    /**
     * Gaussian between two ends, 0 beyond.
     *
     * @param mean its centre
     * @param sigma its standard deviation
     * @param min lower end
     * @param max upper end
     */
    record TruncatedNormal(double mean, double sigma, double min, double max) implements Prior {
        /**
         * Rejects widths that are not positive and ends in the wrong order.
         *
         * @param mean its centre
         * @param sigma its standard deviation
         * @param min lower end
         * @param max upper end
         */
        public TruncatedNormal {
            require(sigma > 0 && min < max, "a truncated normal prior needs a positive sigma and min < max");
        }

        @Override
        public double residual(double x) {
            return x >= min && x <= max ? (x - mean) / sigma : Double.NaN;
        }

        @Override
        public double slope(double x) {
            return 1 / sigma;
        }
    }

    /**
     * Log-normal: ln(x - shift) is Gaussian.
     *
     * @param mean mean of x - shift
     * @param sigma standard deviation of x
     * @param shift where the density begins
     */
    record LogNormal(double mean, double sigma, double shift) implements Prior {
        /**
         * Rejects means and widths that are not positive.
         *
         * @param mean mean of x - shift
         * @param sigma standard deviation of x
         * @param shift where the density begins
         */
        public LogNormal {
            require(mean > 0 && sigma > 0, "a log-normal prior needs a positive mean and sigma");
        }

        private double logVariance() {
            return Math.log1p(sigma * sigma / (mean * mean));
        }

        @Override
        public double residual(double x) {
            if (!(x > shift)) {
                return Double.NaN;
            }
            double variance = logVariance();
            double logMode = Math.log(mean) - 1.5 * variance;
            return (Math.log(x - shift) - logMode) / Math.sqrt(variance);
        }

        @Override
        public double slope(double x) {
            return 1 / ((x - shift) * Math.sqrt(logVariance()));
        }
    }

    /**
     * Flat in the middle with ever steeper sides: the residual is sinh((x - mean)/scale).
     *
     * @param mean its centre
     * @param scale where the sides begin
     */
    record Sinh(double mean, double scale) implements Prior {
        /**
         * Rejects scales that are not positive.
         *
         * @param mean its centre
         * @param scale where the sides begin
         */
        public Sinh {
            require(scale > 0, "a sinh prior needs a positive scale");
        }

        @Override
        public double residual(double x) {
            return Math.sinh((x - mean) / scale);
        }

        @Override
        public double slope(double x) {
            return Math.cosh((x - mean) / scale) / scale;
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException(what);
        }
    }
}
