package org.shearnet.ngmix.fit;

import org.shearnet.ngmix.Flag;

/**
 * Levenberg-Marquardt on normal equations, with Nielsen's damping.
 *
 * <p>Converged when an undamped step would lower chi^2 by less than {@code tolerance} chi^2 per degree of freedom, that
 * is, move the parameters by less than sqrt(tolerance) of their errors; or when the step no longer changes them. A step
 * out of the domain is cut short of the bound. Reference: K. Madsen, H. B. Nielsen, O. Tingleff, Methods for non-linear
 * least squares problems (2004).
 */
final class LevenbergMarquardt {
    /** What is minimised: chi^2 with its gradient and normal matrix. */
    interface Objective {
        /**
         * Evaluates at x.
         *
         * @return chi^2, or NaN where the model does not exist
         */
        double evaluate(double[] x, double[][] matrix, double[] gradient);

        /** Largest fraction of the step, at most 1, that stays inside the domain. */
        double stepLimit(double[] x, double[] step);
    }

    private static final double STEP_PRECISION = 1e-13;
    private static final double LARGEST_DAMPING = 1e12;
    private static final double FIRST_DAMPING = 1e-4;

    private final int size;
    private final double[][] work;
    private final double[] step;
    private final double[] trial;
    private double[][] matrix;
    private double[][] trialMatrix;
    private double[] gradient;
    private double[] trialGradient;
    private double chi2;
    private int evaluations;
    private int flags;

    LevenbergMarquardt(int size) {
        this.size = size;
        work = new double[size][size];
        step = new double[size];
        trial = new double[size];
        matrix = new double[size][size];
        trialMatrix = new double[size][size];
        gradient = new double[size];
        trialGradient = new double[size];
    }

    /** Moves x to the minimum; {@link #flags()} is 0 where it was found. */
    void minimise(Objective objective, double[] x, double tolerance, int maxEvaluations, int degreesOfFreedom) {
        flags = 0;
        evaluations = 0;
        chi2 = evaluate(objective, x);
        if (!(chi2 <= Double.MAX_VALUE)) {
            flags = Flag.OUT_OF_RANGE.bit();
            return;
        }
        accept();
        double damping = FIRST_DAMPING;
        double growth = 2;
        while (true) {
            if (!LinearAlgebra.solve(matrix, damping, gradient, step, work)) {
                damping = Math.max(damping, FIRST_DAMPING) * 10;
                if (damping > LARGEST_DAMPING) {
                    flags = Flag.SINGULAR_MATRIX.bit();
                    return;
                }
                continue;
            }
            double scale = Math.max(chi2, Double.MIN_NORMAL) / Math.max(1, degreesOfFreedom);
            boolean near = damping < 1 && dot(gradient, step) <= tolerance * scale;
            double limit = objective.stepLimit(x, step);
            boolean still = true;
            for (int i = 0; i < size; i++) {
                trial[i] = x[i] + limit * step[i];
                // against the parameter's own size or its error
                double unit = Math.max(Math.abs(x[i]), Math.sqrt(scale / matrix[i][i]));
                still &= Math.abs(limit * step[i]) <= STEP_PRECISION * unit;
            }
            if (still) {
                flags = near ? 0 : Flag.AT_BOUND.bit();
                if (limit == 1) {
                    flags = 0;
                }
                return;
            }
            if (evaluations >= maxEvaluations) {
                flags = Flag.MAX_ITERATIONS.bit();
                return;
            }
            double before = chi2;
            double predicted = predicted(limit, damping);
            double after = evaluate(objective, trial);
            double gain = (before - after) / predicted;
            if (after <= before) {
                System.arraycopy(trial, 0, x, 0, size);
                accept();
                chi2 = after;
                damping *= Math.max(1.0 / 10, 1 - Math.pow(2 * gain - 1, 3));
                damping = Math.max(damping, 1e-12);
                growth = 2;
                if (near) {
                    return;
                }
            } else {
                if (near) {
                    // already within rounding of the minimum
                    return;
                }
                damping *= growth;
                growth *= 2;
                if (damping > LARGEST_DAMPING) {
                    flags = Double.isNaN(after) ? Flag.NOT_FINITE.bit() : 0;
                    return;
                }
            }
        }
    }

    private double evaluate(Objective objective, double[] x) {
        evaluations++;
        for (double[] row : trialMatrix) {
            java.util.Arrays.fill(row, 0);
        }
        java.util.Arrays.fill(trialGradient, 0);
        return objective.evaluate(x, trialMatrix, trialGradient);
    }

    private void accept() {
        double[][] m = matrix;
        matrix = trialMatrix;
        trialMatrix = m;
        double[] g = gradient;
        gradient = trialGradient;
        trialGradient = g;
    }

    /** Fall of chi^2 along the step by the quadratic model: s (2 - s) g.d + s^2 lambda d.D.d. */
    private double predicted(double s, double damping) {
        double damped = 0;
        for (int i = 0; i < size; i++) {
            damped += matrix[i][i] * step[i] * step[i];
        }
        return s * (2 - s) * dot(gradient, step) + s * s * damping * damped;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    int flags() {
        return flags;
    }

    int evaluations() {
        return evaluations;
    }

    double chi2() {
        return chi2;
    }

    /** Normal matrix at the minimum. */
    double[][] matrix() {
        return matrix;
    }
}
