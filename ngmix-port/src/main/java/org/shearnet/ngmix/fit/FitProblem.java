package org.shearnet.ngmix.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.observation.Observation;
import org.shearnet.ngmix.prior.JointPrior;

/** All images of an object, and the prior, as one objective. */
final class FitProblem extends PixelProblem {
    /** Chi^2 of a fit worth keeping is known to this fraction from {@link FluxSums}. */
    private static final double ROUNDING = 1e-6;

    private final ParametricModel model;
    private final MixtureState state;
    private final List<NormalEquations> equations;
    private final List<Observation> observations = new ArrayList<>();
    private final List<FluxSums> fluxes = new ArrayList<>();
    private final int[] band;
    private final int bands;

    /** @param pool buffers to use; grows as needed */
    FitProblem(
            ParametricModel model,
            JointPrior prior,
            List<List<Observation>> bandImages,
            List<List<GMix>> kernels,
            List<NormalEquations> pool) {
        super(model, prior, load(bandImages, kernels, pool));
        this.model = model;
        this.state = model.newState();
        bands = bandImages.size();
        band = new int[bandImages.stream().mapToInt(List::size).sum()];
        equations = pool.subList(0, band.length);
        int i = 0;
        for (int b = 0; b < bands; b++) {
            for (int e = 0; e < bandImages.get(b).size(); e++) {
                observations.add(bandImages.get(b).get(e));
                if (separable()) {
                    fluxes.add(new FluxSums(
                            bandImages.get(b).get(e), kernels.get(b).get(e), state.fluxGroups));
                }
                band[i++] = b;
            }
        }
    }

    private static List<NormalEquations> load(
            List<List<Observation>> bandImages, List<List<GMix>> kernels, List<NormalEquations> pool) {
        int i = 0;
        for (int b = 0; b < bandImages.size(); b++) {
            for (int e = 0; e < bandImages.get(b).size(); e++) {
                if (pool.size() <= i) {
                    pool.add(new NormalEquations());
                }
                pool.get(i++).load(bandImages.get(b).get(e), kernels.get(b).get(e));
            }
        }
        return pool.subList(0, i);
    }

    @Override
    public double evaluate(double[] x, double[][] matrix, double[] gradient) {
        for (int i = 0; i < band.length; i++) {
            model.set(x, band[i], state);
            if (!equations.get(i).addTo(state, matrix, gradient)) {
                return Double.NaN;
            }
        }
        return withPrior(x, matrix, gradient);
    }

    @Override
    public double evaluate(double[] x, double limit, double[][] matrix, double[] gradient) {
        if (separable()) {
            double projected = project(x);
            if (!(projected <= limit * (1 + ROUNDING))) {
                return projected;
            }
        }
        return evaluate(x, matrix, gradient);
    }

    /** Whether every evaluation has the best fluxes for the other parameters. */
    boolean separable() {
        return model.ownFluxes() && prior().isNone();
    }

    /** Moves the fluxes to the best ones, unless one is not positive, and returns chi^2 there; NaN without a model. */
    private double project(double[] x) {
        int n = state.fluxGroups;
        double[][] matrix = new double[n][n];
        double[] signal = new double[n];
        double chi2 = 0;
        for (int i = 0; i < band.length; i++) {
            model.set(x, band[i], state);
            if (!fluxes.get(i).addTo(state, matrix, signal)) {
                return Double.NaN;
            }
            chi2 += fluxes.get(i).power();
        }
        double[] flux = new double[n];
        if (LinearAlgebra.solve(matrix, 0, signal, flux, new double[n][n])
                && Arrays.stream(flux).allMatch(f -> f > 0)) {
            System.arraycopy(flux, 0, x, x.length - n, n);
        }
        for (int i = 0; i < n; i++) {
            double f = x[x.length - n + i];
            chi2 -= 2 * f * signal[i];
            for (int j = 0; j < n; j++) {
                chi2 += f * x[x.length - n + j] * matrix[i][j];
            }
        }
        return chi2;
    }

    /** Scales the fluxes of x to the best ones for its shape. */
    boolean solveFluxes(double[] x) {
        double[] signal = new double[bands];
        double[] power = new double[bands];
        double[][] matrix = new double[model.size()][model.size()];
        double[] gradient = new double[model.size()];
        for (int i = 0; i < band.length; i++) {
            model.set(x, band[i], state);
            if (!equations.get(i).addTo(state, matrix, gradient)) {
                return false;
            }
            signal[band[i]] += equations.get(i).signal();
            power[band[i]] += equations.get(i).power();
        }
        for (int b = 0; b < bands; b++) {
            model.scaleFlux(x, b, power[b] > 0 ? signal[b] / power[b] : 0);
        }
        return true;
    }

    @Override
    double[][] weightedDerivatives(double[] x, int image) {
        model.set(x, band[image], state);
        return equations.get(image).weightedDerivatives(state);
    }

    /** Covariance of the scores, sum w n dm, from the observations' noise images; null where the model does not exist. */
    double[][] scoreCovariance(double[] x) {
        double[][] sum = new double[x.length][x.length];
        for (int i = 0; i < band.length; i++) {
            Observation o = observations.get(i);
            double[][] scores = weightedDerivatives(x, i);
            if (scores == null) {
                return null;
            }
            ShiftedNoise.addTo(sum, scores, o.noise().orElseThrow(), o.ny(), o.nx());
        }
        return sum;
    }
}
