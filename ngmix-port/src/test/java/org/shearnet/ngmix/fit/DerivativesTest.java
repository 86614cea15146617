package org.shearnet.ngmix.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.shearnet.ngmix.gmix.BulgeDisk;
import org.shearnet.ngmix.gmix.Coellip;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.gmix.GalaxyModel;
import org.shearnet.ngmix.gmix.MixtureModel;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;
import org.shearnet.ngmix.prior.JointPrior;
import org.shearnet.ngmix.prior.Prior;
import org.shearnet.ngmix.prior.ShapePrior;

/** Gradients and normal matrices against finite differences of the very objective and of the model's images. */
class DerivativesTest {
    private static final int NY = 29;
    private static final int NX = 31;
    /** Of the gradient's own scale, sqrt(H_ii chi^2); measured worst 7e-9. */
    private static final double GRADIENT = 1e-7;
    /** Of sqrt(H_ii H_kk); measured worst 3e-8. */
    private static final double MATRIX = 1e-6;

    private static final Jacobian JACOBIAN = new Jacobian(14.2, 15.1, 0.21, -0.02, 0.015, 0.19);
    private static final GMix PSF = GMix.of(0.7, 0.01, 0.0, 0.09, 0.01, 0.08, 0.3, -0.02, 0.01, 0.2, 0.02, 0.25)
            .asKernel();

    static Stream<GalaxyModel> models() {
        return Stream.of(
                MixtureModel.GAUSS,
                MixtureModel.EXP,
                MixtureModel.DEV,
                MixtureModel.TURB,
                BulgeDisk.BDF,
                BulgeDisk.BD,
                new Coellip(1),
                new Coellip(3));
    }

    private static double[] point(GalaxyModel family) {
        double[] p = new double[family.parameterNames().size()];
        Arrays.fill(p, 0.4);
        p[0] = 0.05;
        p[1] = -0.03;
        p[2] = 0.2;
        p[3] = -0.15;
        p[4] = 0.8;
        p[p.length - 1] = 30;
        return p;
    }

    private static JointPrior prior(GalaxyModel family) {
        Prior[] others = new Prior[family.parameterNames().size()];
        others[0] = new Prior.Normal(0, 0.1);
        others[1] = new Prior.Sinh(0.1, 0.2);
        others[4] = new Prior.LogNormal(1, 0.5, -0.1);
        others[others.length - 1] = new Prior.TwoSidedErf(-1, 1, 30.5, 1);
        return new JointPrior(new ShapePrior.BernsteinArmstrong(0.2), Arrays.asList(others));
    }

    private static FitProblem problem(GalaxyModel family, JointPrior prior) {
        SplittableRandom random = new SplittableRandom(7);
        double[] image = family.mixture(point(family)).convolve(PSF).image(NY, NX, JACOBIAN);
        double[] weight = new double[image.length];
        for (int i = 0; i < image.length; i++) {
            image[i] += 0.05 * random.nextGaussian();
            weight[i] = random.nextInt(10) == 0 ? 0 : 400;
        }
        Observation o = Observation.of(NY, NX, image, weight, JACOBIAN);
        ParametricModel model = ParametricModel.of(family, 1, 0.04, 36);
        return new FitProblem(model, prior, List.of(List.of(o)), List.of(List.of(PSF)), new java.util.ArrayList<>());
    }

    @ParameterizedTest
    @MethodSource("models")
    void gradientIsTheSlopeOfChiSquare(GalaxyModel family) {
        FitProblem problem = problem(family, prior(family));
        ParametricModel model = problem.model();
        int n = model.size();
        double[] p = point(family);
        p[2] += 0.03;
        p[4] *= 1.1;
        double[] x = model.toInternal(p);
        double[][] matrix = new double[n][n];
        double[] gradient = new double[n];
        double chi2 = problem.evaluate(x, matrix, gradient);
        for (int i = 0; i < n; i++) {
            double h = 1e-5 * Math.sqrt(chi2 / matrix[i][i]);
            double slope = (value(problem, x, i, h) - value(problem, x, i, -h)) / (2 * h);
            double scale = Math.sqrt(matrix[i][i] * chi2);
            assertThat(-0.5 * slope / scale).as("parameter %d", i).isCloseTo(gradient[i] / scale, within(GRADIENT));
        }
    }

    private static double value(FitProblem problem, double[] x, int i, double step) {
        int n = x.length;
        double[] moved = x.clone();
        moved[i] += step;
        return problem.evaluate(moved, new double[n][n], new double[n]);
    }

    @ParameterizedTest
    @MethodSource("models")
    void normalMatrixIsTheProductOfTheImagesSlopes(GalaxyModel family) {
        FitProblem problem = problem(family, JointPrior.none());
        ParametricModel model = problem.model();
        int n = model.size();
        double[] x = model.toInternal(point(family));
        double[][] matrix = new double[n][n];
        problem.evaluate(x, matrix, new double[n]);
        SplittableRandom random = new SplittableRandom(7);
        double[][] slopes = new double[n][];
        for (int i = 0; i < n; i++) {
            double h = 1e-5 * Math.max(0.1, Math.abs(x[i]));
            double[] high = x.clone();
            double[] low = x.clone();
            high[i] += h;
            low[i] -= h;
            double[] a = family.mixture(model.toPublic(high)).convolve(PSF).image(NY, NX, JACOBIAN);
            double[] b = family.mixture(model.toPublic(low)).convolve(PSF).image(NY, NX, JACOBIAN);
            for (int k = 0; k < a.length; k++) {
                a[k] = (a[k] - b[k]) / (2 * h);
            }
            slopes[i] = a;
        }
        double[] weight = new double[NY * NX];
        for (int k = 0; k < weight.length; k++) {
            random.nextGaussian();
            weight[k] = random.nextInt(10) == 0 ? 0 : 400;
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int k = 0; k < weight.length; k++) {
                    sum += weight[k] * slopes[i][k] * slopes[j][k];
                }
                double scale = Math.sqrt(matrix[i][i] * matrix[j][j]);
                assertThat(matrix[i][j] / scale).isCloseTo(sum / scale, within(MATRIX));
            }
        }
    }
}
