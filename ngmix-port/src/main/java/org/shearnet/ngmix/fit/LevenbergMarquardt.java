package org.shearnet.ngmix.fit;

import org.shearnet.ngmix.Flag;

/**
 * Levenberg-Marquardt on normal equations, with Nielsen's damping.
 *
 * <p>Converged when an undamped step would lower chi^2 by less than {@code tolerance} chi^2 per degree of freedom, that
 * is, move the parameters by less than sqrt(tolerance) of their errors; or when the next step would, by the rate at which
 * steps shrink: the last step is then taken without an evaluation. A step out of the domain is cut short of the bound.
 * Where residuals are large the normal matrix lacks curvature, which is learnt from the gradients on the way (J. E.
 * Dennis, D. M. Gay, R. E. Welsch 1981, ACM TOMS 7, 348, doi:10.1145/355958.355965). Reference: K. Madsen, H. B. Nielsen, O. Tingleff, Methods for non-linear
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

        /**
         * Evaluates at x, where parameters that the model is linear in may first be moved to their best values; may stop
         * short, with any value above the limit, once chi^2 is known to exceed it.
         *
         * <p>This is variable projection (G. H. Golub, V. Pereyra 1973, SIAM J. Numer. Anal. 10, 413,
         * doi:10.1137/0710036); steps of the whole normal matrix are then those of L. Kaufman (1975, BIT 15, 49,
         * doi:10.1007/BF01932995).
         */
        default double evaluate(double[] x, double limit, double[][] matrix, double[] gradient) {
            return evaluate(x, matrix, gradient);
        }

        /** Largest fraction of the step, at most 1, that stays inside the domain. */
        double stepLimit(double[] x, double[] step);
    }

    private static final double STEP_PRECISION = 1e-13;
    /** A step that gains more, in units of chi^2 per degree of freedom, is never taken without looking at where it ends. */
    private static final double LAST_STEP = 1e-3;
    /** Curvature is learnt from steps that gain no more, in units of chi^2 per degree of freedom: of a few errors. */
    private static final double NEARBY = 1;

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
    private final double[][] curvature;
    private final double[][] hessian;
    private final double[] rest;
    private boolean curved;
    private double chi2;
    private int evaluations;
    private int flags;

    LevenbergMarquardt(int size) {
        this.size = size;
        work = new double[size][size];
        curvature = new double[size][size];
        hessian = new double[size][size];
        rest = new double[size];
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
        forgetCurvature();
        chi2 = evaluate(objective, x, Double.MAX_VALUE);
        if (!(chi2 <= Double.MAX_VALUE)) {
            flags = Flag.OUT_OF_RANGE.bit();
            return;
        }
        accept();
        double damping = FIRST_DAMPING;
        double growth = 2;
        // of the step taken last; 0 where there is none
        double lastFall = 0;
        while (true) {
            if (!solve(damping)) {
                damping = Math.max(damping, FIRST_DAMPING) * 10;
                if (damping > LARGEST_DAMPING) {
                    flags = Flag.SINGULAR_MATRIX.bit();
                    return;
                }
                continue;
            }
            double scale = Math.max(chi2, Double.MIN_NORMAL) / Math.max(1, degreesOfFreedom);
            double fall = dot(gradient, step);
            boolean near = damping < 1 && fall <= tolerance * scale;
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
            double predicted = predicted(limit, damping);
            // what the step after this one would gain, if steps go on shrinking as they did
            boolean last = damping < 1
                    && limit == 1
                    && fall <= LAST_STEP * scale
                    && fall < lastFall
                    && fall * (fall / lastFall) <= tolerance * scale;
            if (last) {
                System.arraycopy(trial, 0, x, 0, size);
                chi2 -= predicted;
                return;
            }
            if (evaluations >= maxEvaluations) {
                flags = Flag.MAX_ITERATIONS.bit();
                return;
            }
            double before = chi2;
            double after = evaluate(objective, trial, before);
            double gain = (before - after) / predicted;
            if (after <= before) {
                if (fall <= NEARBY * scale) {
                    learnCurvature(x);
                } else {
                    forgetCurvature();
                }
                System.arraycopy(trial, 0, x, 0, size);
                accept();
                chi2 = after;
                damping *= Math.max(1.0 / 10, 1 - Math.pow(2 * gain - 1, 3));
                damping = Math.max(damping, 1e-12);
                growth = 2;
                lastFall = fall;
                if (near) {
                    return;
                }
            } else {
                if (near) {
                    // already within rounding of the minimum
                    return;
                }
                lastFall = 0;
                forgetCurvature();
                damping *= growth;
                growth *= 2;
                if (damping > LARGEST_DAMPING) {
                    flags = Double.isNaN(after) ? Flag.NOT_FINITE.bit() : 0;
                    return;
                }
            }
        }
    }

    private void forgetCurvature() {
        for (double[] row : curvature) {
            java.util.Arrays.fill(row, 0);
        }
        curved = false;
    }

    /** The damped step; by the normal matrix alone where what was learnt of the curvature makes it indefinite. */
    private boolean solve(double damping) {
        if (curved) {
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    hessian[i][j] = matrix[i][j] + curvature[i][j];
                }
            }
            if (LinearAlgebra.solve(hessian, damping, gradient, step, work) && dot(gradient, step) > 0) {
                return true;
            }
            forgetCurvature();
        }
        return LinearAlgebra.solve(matrix, damping, gradient, step, work);
    }

    /**
     * Corrects the curvature that the normal matrix leaves out, the residuals times the model's second derivatives, by
     * what the last step did to the gradient (symmetric rank one).
     */
    private void learnCurvature(double[] x) {
        double rs = 0;
        double rr = 0;
        double ss = 0;
        for (int i = 0; i < size; i++) {
            double r = gradient[i] - trialGradient[i];
            for (int j = 0; j < size; j++) {
                r -= (trialMatrix[i][j] + curvature[i][j]) * (trial[j] - x[j]);
            }
            rest[i] = r;
            double s = trial[i] - x[i];
            double unit = trialMatrix[i][i];
            rs += r * s;
            rr += r * r / unit;
            ss += s * s * unit;
        }
        if (!(Math.abs(rs) > 1e-3 * Math.sqrt(rr * ss))) {
            return;
        }
        curved = true;
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                curvature[i][j] += rest[i] * rest[j] / rs;
            }
        }
    }

    private double evaluate(Objective objective, double[] x, double limit) {
        evaluations++;
        for (double[] row : trialMatrix) {
            java.util.Arrays.fill(row, 0);
        }
        java.util.Arrays.fill(trialGradient, 0);
        return objective.evaluate(x, limit, trialMatrix, trialGradient);
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
