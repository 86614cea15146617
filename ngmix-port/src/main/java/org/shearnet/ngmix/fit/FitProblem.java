package org.shearnet.ngmix.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.observation.Observation;
import org.shearnet.ngmix.prior.JointPrior;

/** All images of an object, and the prior, as one objective. */
final class FitProblem implements LevenbergMarquardt.Objective {
    /** Chi^2 of a fit worth keeping is known to this fraction from {@link FluxSums}. */
    private static final double ROUNDING = 1e-6;

    private final ParametricModel model;
    private final MixtureState state;
    private final JointPrior prior;
    private final List<NormalEquations> equations;
    private final List<Observation> observations = new ArrayList<>();
    private final List<FluxSums> fluxes = new ArrayList<>();
    private final int[] band;
    private final int bands;
    private int pixels;
    private double pixelChi2;

    /** @param pool buffers to use; grows as needed */
    FitProblem(
            ParametricModel model,
            JointPrior prior,
            List<List<Observation>> bandImages,
            List<List<GMix>> kernels,
            List<NormalEquations> pool) {
        this.model = model;
        this.state = model.newState();
        this.prior = prior;
        bands = bandImages.size();
        band = new int[bandImages.stream().mapToInt(List::size).sum()];
        int i = 0;
        for (int b = 0; b < bands; b++) {
            for (int e = 0; e < bandImages.get(b).size(); e++) {
                if (pool.size() <= i) {
                    pool.add(new NormalEquations());
                }
                pool.get(i).load(bandImages.get(b).get(e), kernels.get(b).get(e));
                pixels += pool.get(i).usedPixels();
                observations.add(bandImages.get(b).get(e));
                if (separable()) {
                    fluxes.add(new FluxSums(
                            bandImages.get(b).get(e), kernels.get(b).get(e), state.fluxGroups));
                }
                band[i++] = b;
            }
        }
        equations = pool.subList(0, i);
    }

    ParametricModel model() {
        return model;
    }

    int pixels() {
        return pixels;
    }

    @Override
    public double evaluate(double[] x, double[][] matrix, double[] gradient) {
        double chi2 = 0;
        for (int i = 0; i < band.length; i++) {
            model.set(x, band[i], state);
            if (!equations.get(i).addTo(state, matrix, gradient)) {
                return Double.NaN;
            }
            chi2 += equations.get(i).chi2();
        }
        pixelChi2 = chi2;
        if (!prior.isNone()) {
            chi2 += prior.addTo(model.toPublic(x), model.publicByInternal(x), matrix, gradient);
        }
        return chi2;
    }

    @Override
    public double stepLimit(double[] x, double[] step) {
        return model.stepLimit(x, step);
    }

    /** Chi^2 of the pixels alone, at the point evaluated last. */
    double pixelChi2() {
        return pixelChi2;
    }

    double lnPrior(double[] parameters) {
        return prior.isNone() ? 0 : prior.lnProbability(parameters);
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
        return model.ownFluxes() && prior.isNone();
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

    /** Covariance of the scores, sum w n dm, from the observations' noise images; null where the model does not exist. */
    double[][] scoreCovariance(double[] x) {
        double[][] sum = new double[x.length][x.length];
        for (int i = 0; i < band.length; i++) {
            Observation o = observations.get(i);
            model.set(x, band[i], state);
            double[][] scores = equations.get(i).weightedDerivatives(state);
            if (scores == null) {
                return null;
            }
            ShiftedNoise.addTo(sum, scores, o.noise().orElseThrow(), o.ny(), o.nx());
        }
        return sum;
    }

    /** Sum w d m / sqrt(sum w m^2) at the point evaluated last. */
    double signalToNoise() {
        double signal = 0;
        double power = 0;
        for (NormalEquations e : equations) {
            signal += e.signal();
            power += e.power();
        }
        return signal / Math.sqrt(power);
    }
}
