package org.shearnet.ngmix.fit;

import java.util.Locale;
import org.shearnet.ngmix.gmix.GalaxyModel;
import org.shearnet.ngmix.gmix.MixtureModel;
import org.shearnet.ngmix.prior.JointPrior;

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
 * @param prior prior of the galaxy's parameters; the PSF's fit has none
 */
public record FitOptions(
        GalaxyModel model,
        PsfModel psfModel,
        double tolerance,
        int maxEvaluations,
        int restarts,
        boolean scaleErrors,
        JointPrior prior) {

    /** Rejects options that no fit can use. */
    public FitOptions {
        if (model == null || psfModel == null || prior == null) {
            throw new IllegalArgumentException(
                    "a model of the galaxy, one of the PSF and a prior (none() will do) are needed");
        }
        if (psfModel == PsfModel.IMAGE && ExactProfile.of(model) == null) {
            throw new IllegalArgumentException("under the PSF's image the models are gauss, exp and dev, not "
                    + model.toString().toLowerCase(Locale.ROOT));
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
        return new FitOptions(MixtureModel.GAUSS, PsfModel.GAUSS, 1e-8, 200, 5, true, JointPrior.none());
    }

    /** With another profile. */
    public FitOptions withModel(GalaxyModel newModel) {
        return new FitOptions(newModel, psfModel, tolerance, maxEvaluations, restarts, scaleErrors, prior);
    }

    /** With another description of the PSF. */
    public FitOptions withPsfModel(PsfModel newPsfModel) {
        return new FitOptions(model, newPsfModel, tolerance, maxEvaluations, restarts, scaleErrors, prior);
    }

    /** With another tolerance. */
    public FitOptions withTolerance(double newTolerance) {
        return new FitOptions(model, psfModel, newTolerance, maxEvaluations, restarts, scaleErrors, prior);
    }

    /** With another limit of evaluations a start. */
    public FitOptions withMaxEvaluations(int newMaxEvaluations) {
        return new FitOptions(model, psfModel, tolerance, newMaxEvaluations, restarts, scaleErrors, prior);
    }

    /** With another number of restarts. */
    public FitOptions withRestarts(int newRestarts) {
        return new FitOptions(model, psfModel, tolerance, maxEvaluations, newRestarts, scaleErrors, prior);
    }

    /** With errors from the weights alone (false), or scaled by chi^2 per degree of freedom (true). */
    public FitOptions withScaleErrors(boolean newScaleErrors) {
        return new FitOptions(model, psfModel, tolerance, maxEvaluations, restarts, newScaleErrors, prior);
    }

    /** With a prior of the galaxy's parameters. */
    public FitOptions withPrior(JointPrior newPrior) {
        return new FitOptions(model, psfModel, tolerance, maxEvaluations, restarts, scaleErrors, newPrior);
    }
}
