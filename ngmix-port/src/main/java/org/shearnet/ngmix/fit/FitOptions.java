package org.shearnet.ngmix.fit;

import org.shearnet.ngmix.gmix.MixtureModel;

/**
 * All knobs of a maximum-likelihood fit.
 *
 * @param model profile of the galaxy
 * @param psfModel how the PSF is described
 * @param tolerance fall of chi^2, in units of chi^2 per degree of freedom, below which a fit has converged: parameters
 *     are then within sqrt(tolerance) of their errors
 * @param maxEvaluations evaluations of the model before a start is given up
 * @param restarts further starts to try where the first does not end well
 * @param scaleErrors multiply the covariance by chi^2 per degree of freedom, as NGMix does: errors then also hold what
 *     the model gets wrong, and need no calibrated weights
 */
public record FitOptions(
        MixtureModel model,
        PsfModel psfModel,
        double tolerance,
        int maxEvaluations,
        int restarts,
        boolean scaleErrors) {

    /** Rejects options that no fit can use. */
    public FitOptions {
        if (model == null || psfModel == null) {
            throw new IllegalArgumentException("a model of the galaxy and one of the PSF are needed");
        }
        if (!(tolerance > 0)) {
            throw new IllegalArgumentException("a positive tolerance is needed, not " + tolerance);
        }
        if (maxEvaluations < 1 || restarts < 0) {
            throw new IllegalArgumentException("a positive number of evaluations and no negative restarts are needed");
        }
    }

    /** A Gaussian galaxy under a Gaussian PSF, tolerance 1e-8, 200 evaluations, 5 restarts, scaled errors. */
    public static FitOptions defaults() {
        return new FitOptions(MixtureModel.GAUSS, PsfModel.GAUSS, 1e-8, 200, 5, true);
    }

    /** With another profile. */
    public FitOptions withModel(MixtureModel newModel) {
        return new FitOptions(newModel, psfModel, tolerance, maxEvaluations, restarts, scaleErrors);
    }

    /** With another description of the PSF. */
    public FitOptions withPsfModel(PsfModel newPsfModel) {
        return new FitOptions(model, newPsfModel, tolerance, maxEvaluations, restarts, scaleErrors);
    }

    /** With another tolerance. */
    public FitOptions withTolerance(double newTolerance) {
        return new FitOptions(model, psfModel, newTolerance, maxEvaluations, restarts, scaleErrors);
    }

    /** With another limit of evaluations a start. */
    public FitOptions withMaxEvaluations(int newMaxEvaluations) {
        return new FitOptions(model, psfModel, tolerance, newMaxEvaluations, restarts, scaleErrors);
    }

    /** With another number of restarts. */
    public FitOptions withRestarts(int newRestarts) {
        return new FitOptions(model, psfModel, tolerance, maxEvaluations, newRestarts, scaleErrors);
    }

    /** With errors from the weights alone (false), or scaled by chi^2 per degree of freedom (true). */
    public FitOptions withScaleErrors(boolean newScaleErrors) {
        return new FitOptions(model, psfModel, tolerance, maxEvaluations, restarts, newScaleErrors);
    }
}
