package org.shearnet.ngmix.prior;

/**
 * Isotropic prior of a reduced shear.
 *
 * <p>As residuals it is the vector (g1, g2) h(|g|^2), with ln p = -|g|^2 h^2 / 2: smooth at g = 0, where the positive root
 * of -2 ln p has a kink.
 */
public sealed interface ShapePrior {
    /**
     * {@return h at q = |g|^2; NaN where the density is 0}
     *
     * @param q |g|^2
     */
    double stiffness(double q);

    /**
     * {@return derivative of h by q}
     *
     * @param q |g|^2
     */
    double stiffnessSlope(double q);

    /**
     * {@return logarithm of the density over that of the peak; negative infinity where |g| is not below 1}
     *
     * @param g1 reduced shear along x
     * @param g2 reduced shear along the diagonal
     */
    default double lnProbability(double g1, double g2) {
        double q = g1 * g1 + g2 * g2;
        double h = stiffness(q);
        return Double.isNaN(h) ? Double.NEGATIVE_INFINITY : -0.5 * q * h * h;
    }

    /**
     * Gaussian in g1 and g2.
     *
     * @param sigma standard deviation of each
     */
    record Gaussian(double sigma) implements ShapePrior {
        /**
         * Rejects widths that are not positive.
         *
         * @param sigma standard deviation of each
         */
        public Gaussian {
            if (!(sigma > 0)) {
                throw new IllegalArgumentException("a shape prior needs a positive sigma");
            }
        }

        @Override
        public double stiffness(double q) {
            return q < 1 ? 1 / sigma : Double.NaN;
        }

        @Override
        public double stiffnessSlope(double q) {
            return 0;
        }
    }

    /**
     * p = (1 - g^2)^2 exp(-g^2 / (2 sigma^2)): Bernstein and Armstrong (2014), arXiv:1304.1843.
     *
     * @param sigma width of the Gaussian factor
     */
    record BernsteinArmstrong(double sigma) implements ShapePrior {
        private static final double SMALL = 1e-4;

        /**
         * Rejects widths that are not positive.
         *
         * @param sigma width of the Gaussian factor
         */
        public BernsteinArmstrong {
            if (!(sigma > 0)) {
                throw new IllegalArgumentException("a shape prior needs a positive sigma");
            }
        }

        @Override
        public double stiffness(double q) {
            if (!(q < 1)) {
                return Double.NaN;
            }
            return Math.sqrt(1 / (sigma * sigma) + 4 * logOverQ(q));
        }

        /** -ln(1 - q) / q. */
        private static double logOverQ(double q) {
            return q < SMALL ? 1 + q * (0.5 + q / 3) : -Math.log1p(-q) / q;
        }

        @Override
        public double stiffnessSlope(double q) {
            double slope = q < SMALL ? 0.5 + q * 2 / 3 : (1 / (1 - q) - logOverQ(q)) / q;
            return 2 * slope / stiffness(q);
        }
    }
}
