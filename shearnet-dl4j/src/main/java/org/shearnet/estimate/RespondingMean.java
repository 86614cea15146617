package org.shearnet.estimate;

/**
 * The mean shear of estimates that bring their own response: gamma = (sum R)^-1 sum e over stamps that are not flagged, with its
 * standard error. With weights, e is weight times shape and R the response of that. Rows are added one by one and not kept.
 */
public final class RespondingMean {

    private static final int NUMBERS = 6;

    private long count;
    private double weights;
    private double squaredWeights;
    /** Sums of e1, e2, r11, r12, r21, r22, and of the products of each two. */
    private final double[] sums = new double[NUMBERS];

    private final double[][] products = new double[NUMBERS][NUMBERS];

    /** Adds an estimate; one that is flagged, or does not respond, is left out. */
    public void add(ShapeEstimate estimate) {
        if (!estimate.ok() || estimate.response() == null) {
            return;
        }
        ShapeEstimate.Weight weight = estimate.weight();
        double w = weight == null ? 1 : weight.value();
        double[] r = weight == null ? estimate.response() : weight.response();
        double[] row = {w * estimate.g1(), w * estimate.g2(), r[0], r[1], r[2], r[3]};
        count++;
        weights += w;
        squaredWeights += w * w;
        for (int k = 0; k < NUMBERS; k++) {
            sums[k] += row[k];
            for (int l = 0; l < NUMBERS; l++) {
                products[k][l] += row[k] * row[l];
            }
        }
    }

    /** How many estimates were added. */
    public long count() {
        return count;
    }

    /** The effective number of equal weights, (sum w)^2 / sum w^2. */
    public double effective() {
        return weights * weights / squaredWeights;
    }

    /** Mean response r11, r12, r21, r22, of a mean weight of 1. */
    public double[] response() {
        return new double[] {sums[2] / weights, sums[3] / weights, sums[4] / weights, sums[5] / weights};
    }

    /** The mean shear, g1 and g2; NaN without two estimates. */
    public double[] shear() {
        double det = sums[2] * sums[5] - sums[3] * sums[4];
        return new double[] {
            (sums[5] * sums[0] - sums[3] * sums[1]) / det, (sums[2] * sums[1] - sums[4] * sums[0]) / det
        };
    }

    /** Standard errors of the mean shear, from the scatter of e - R gamma. */
    public double[] errors() {
        double[] g = shear();
        double[] first = {1, 0, -g[0], -g[1], 0, 0};
        double[] second = {0, 1, 0, 0, -g[0], -g[1]};
        double v11 = form(first, first);
        double v12 = form(first, second);
        double v22 = form(second, second);
        double det = sums[2] * sums[5] - sums[3] * sums[4];
        double[] a = {sums[5] / det, -sums[3] / det};
        double[] b = {-sums[4] / det, sums[2] / det};
        return new double[] {
            Math.sqrt(a[0] * a[0] * v11 + 2 * a[0] * a[1] * v12 + a[1] * a[1] * v22),
            Math.sqrt(b[0] * b[0] * v11 + 2 * b[0] * b[1] * v12 + b[1] * b[1] * v22)
        };
    }

    private double form(double[] x, double[] y) {
        double sum = 0;
        for (int k = 0; k < NUMBERS; k++) {
            for (int l = 0; l < NUMBERS; l++) {
                sum += x[k] * products[k][l] * y[l];
            }
        }
        return sum;
    }
}
