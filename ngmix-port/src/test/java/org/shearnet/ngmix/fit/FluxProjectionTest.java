package org.shearnet.ngmix.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.shearnet.ngmix.gmix.Coellip;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;
import org.shearnet.ngmix.prior.JointPrior;

/** The fluxes of coelliptical Gaussians are the best ones at every step of a fit. */
class FluxProjectionTest {
    private static final int N = 31;
    private static final double[] TRUTH = {0.02, -0.03, 0.05, -0.02, 0.2, 0.9, 0.7, 0.4};

    private final ParametricModel model = ParametricModel.of(new Coellip(2), 1, 0.04, 0.04 * N * N);
    private final FitProblem problem = problem();

    private FitProblem problem() {
        Jacobian j = Jacobian.centred(N, N, 0.2);
        double[] image = new Coellip(2).mixture(TRUTH).image(N, N, j);
        Observation o = Observation.ofNoise(N, N, image, 1e-3, j);
        double[] weight = o.weight().clone();
        weight[N * N / 2 + 2] = 0;
        image[N * N / 2 + 2] = 7;
        Observation masked = Observation.of(N, N, image, weight, j);
        return new FitProblem(
                model, JointPrior.none(), List.of(List.of(masked)), List.of(List.of(GMix.point())), new ArrayList<>());
    }

    private double[] start(double sizeFactor) {
        double[] p = TRUTH.clone();
        p[5] *= sizeFactor;
        p[6] = 3;
        p[7] = 0.1;
        return model.toInternal(p);
    }

    @Test
    void fluxesAreFoundWhereTheRestIsRight() {
        double[] x = start(1);
        problem.evaluate(x, Double.MAX_VALUE, new double[8][8], new double[8]);
        assertThat(x[6]).isCloseTo(0.7, offset(1e-6));
        assertThat(x[7]).isCloseTo(0.4, offset(1e-6));
    }

    @Test
    void noSlopeIsLeftAlongTheFluxes() {
        double[] x = start(1.3);
        double[] before = new double[8];
        problem.evaluate(x.clone(), new double[8][8], before);
        double[] after = new double[8];
        problem.evaluate(x, Double.MAX_VALUE, new double[8][8], after);
        assertThat(Math.abs(after[6])).isLessThan(1e-8 * Math.abs(before[6]));
        assertThat(Math.abs(after[7])).isLessThan(1e-8 * Math.abs(before[7]));
        assertThat(Math.abs(after[5])).isGreaterThan(1);
    }

    @Test
    void stopsShortAboveTheLimitOnly() {
        double[] x = start(1.3);
        double chi2 = problem.evaluate(x, Double.MAX_VALUE, new double[8][8], new double[8]);
        double[][] matrix = new double[8][8];
        assertThat(problem.evaluate(x, 0.9 * chi2, matrix, new double[8])).isCloseTo(chi2, withPercentage(1e-4));
        assertThat(matrix[0][0]).isZero();
        problem.evaluate(x, 1.1 * chi2, matrix, new double[8]);
        assertThat(matrix[0][0]).isPositive();
    }
}
