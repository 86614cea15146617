package org.shearnet.ngmix.prior;

import java.util.Arrays;
import java.util.List;

/**
 * Prior of all parameters of a fit, independent but for the shape.
 *
 * @param shape prior of (g1, g2), parameters 2 and 3; null for none
 * @param others prior of each parameter in the model's order, null for none; entries 2 and 3 are not used
 */
public record JointPrior(ShapePrior shape, List<Prior> others) {
    private static final JointPrior NONE = new JointPrior(null, List.of());

    /**
     * Copies the list.
     *
     * @param shape prior of (g1, g2), parameters 2 and 3; null for none
     * @param others prior of each parameter in the model's order, null for none; entries 2 and 3 are not used
     */
    public JointPrior {
        others = java.util.Collections.unmodifiableList(Arrays.asList(others.toArray(new Prior[0])));
    }

    /** {@return no prior} */
    public static JointPrior none() {
        return NONE;
    }

    /**
     * {@return the usual prior of a galaxy: a Gaussian centre, a shape, and what follows}
     *
     * @param centreSigma standard deviation of v and u about 0 (arcsec)
     * @param shape prior of g1, g2
     * @param rest priors of T, then of the model's other parameters and the fluxes
     */
    public static JointPrior of(double centreSigma, ShapePrior shape, Prior... rest) {
        Prior centre = new Prior.Normal(0, centreSigma);
        Prior[] all = new Prior[4 + rest.length];
        all[0] = centre;
        all[1] = centre;
        System.arraycopy(rest, 0, all, 4, rest.length);
        return new JointPrior(shape, Arrays.asList(all));
    }

    /** {@return true where no parameter has a prior} */
    public boolean isNone() {
        return shape == null && others.stream().allMatch(p -> p == null);
    }

    /**
     * {@return sum of ln p over that of the peaks; negative infinity where the density is 0}
     *
     * @param parameters in the model's order
     */
    public double lnProbability(double[] parameters) {
        double sum = shape == null ? 0 : shape.lnProbability(parameters[2], parameters[3]);
        for (int i = 0; i < others.size(); i++) {
            if (others.get(i) != null && i != 2 && i != 3) {
                sum += others.get(i).lnProbability(parameters[i]);
            }
        }
        return sum;
    }

    /**
     * Adds the residuals' normal matrix, sum dr dr^T, and gradient, -sum r dr, in the model's own parameters.
     *
     * @param parameters in the model's order
     * @param chain derivatives of the parameters by the fit's coordinates, [parameter][coordinate]
     * @param matrix normal matrix, added to
     * @param gradient gradient of ln p, added to
     * @return sum of the squared residuals; NaN where the density is 0
     */
    public double addTo(double[] parameters, double[][] chain, double[][] matrix, double[] gradient) {
        int n = parameters.length;
        double sum = 0;
        double[] d = new double[n];
        for (int i = 0; i < others.size(); i++) {
            if (others.get(i) != null && i != 2 && i != 3) {
                double slope = others.get(i).slope(parameters[i]);
                for (int k = 0; k < n; k++) {
                    d[k] = slope * chain[i][k];
                }
                sum += add(others.get(i).residual(parameters[i]), d, matrix, gradient);
            }
        }
        if (shape != null) {
            double g1 = parameters[2];
            double g2 = parameters[3];
            double q = g1 * g1 + g2 * g2;
            double h = shape.stiffness(q);
            double slope = 2 * shape.stiffnessSlope(q);
            for (int k = 0; k < n; k++) {
                d[k] = (h + slope * g1 * g1) * chain[2][k] + slope * g1 * g2 * chain[3][k];
            }
            sum += add(h * g1, d, matrix, gradient);
            for (int k = 0; k < n; k++) {
                d[k] = slope * g1 * g2 * chain[2][k] + (h + slope * g2 * g2) * chain[3][k];
            }
            sum += add(h * g2, d, matrix, gradient);
        }
        return sum;
    }

    private static double add(double r, double[] d, double[][] matrix, double[] gradient) {
        for (int i = 0; i < d.length; i++) {
            gradient[i] -= r * d[i];
            for (int j = 0; j < d.length; j++) {
                matrix[i][j] += d[i] * d[j];
            }
        }
        return r * r;
    }
}
