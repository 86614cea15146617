package org.shearnet.ngmix.fit;

import org.shearnet.ngmix.gmix.GalaxyModel;
import org.shearnet.ngmix.gmix.MixtureModel;
import org.shearnet.ngmix.prior.JointPrior;

/**
 * All knobs of a maximum-likelihood fit of mixtures of Gaussians.
 *
 * @param model profile of the galaxy
 * @param psfModel how the PSF is described
 * @param tolerance fall of chi^2, in units of chi^2 per degree of freedom, below which a fit has converged: parameters
 *     are then within sqrt(tolerance) of their errors
 * @param maxEvaluations evaluations of the model before a start is given up
 * @param restarts further starts to try where the first does not end well
 * @param scaleErrors multiply the covariance by chi^2 per degree of freedom, as NGMix does: errors then also hold what
 *     the model gets wrong, and need no calibrated weights
 * @param noiseImage take the covariance from the observations' noise images (a sandwich of the normal matrices and the
 *     scores' covariance over all circular shifts of the noise): right for correlated noise, whatever the weights say
 * @param prior prior of the galaxy's parameters; the PSF's fit has none
 */
public record MixtureOptions(
        GalaxyModel model,
        PsfModel psfModel,
        double tolerance,
        int maxEvaluations,
        int restarts,
        boolean scaleErrors,
        boolean noiseImage,
        JointPrior prior)
        implements FitOptions {

    /** Rejects options that no fit can use. */
    public MixtureOptions {
        if (model == null || psfModel == null || prior == null) {
            throw new IllegalArgumentException(
                    "a model of the galaxy, one of the PSF and a prior (none() will do) are needed");
        }
        if (!(tolerance > 0)) {
            throw new IllegalArgumentException("a positive tolerance is needed, not " + tolerance);
        }
        if (maxEvaluations < 1 || restarts < 0) {
            throw new IllegalArgumentException("a positive number of evaluations and no negative restarts are needed");
        }
    }

    /** A Gaussian galaxy under a Gaussian PSF, tolerance 1e-8, 200 evaluations, 5 restarts, scaled errors. */
    public static MixtureOptions defaults() {
        return new MixtureOptions(MixtureModel.GAUSS, PsfModel.GAUSS, 1e-8, 200, 5, true, false, JointPrior.none());
    }

    @Override
    public boolean needsPsfOnSamePixels() {
        return false;
    }

    /** With another profile. */
    public MixtureOptions withModel(GalaxyModel newModel) {
        return new MixtureOptions(
                newModel, psfModel, tolerance, maxEvaluations, restarts, scaleErrors, noiseImage, prior);
    }

    /** With another description of the PSF. */
    public MixtureOptions withPsfModel(PsfModel newPsfModel) {
        return new MixtureOptions(
                model, newPsfModel, tolerance, maxEvaluations, restarts, scaleErrors, noiseImage, prior);
    }

    /** With another tolerance. */
    public MixtureOptions withTolerance(double newTolerance) {
        return new MixtureOptions(
                model, psfModel, newTolerance, maxEvaluations, restarts, scaleErrors, noiseImage, prior);
    }

    /** With another limit of evaluations a start. */
    public MixtureOptions withMaxEvaluations(int newMaxEvaluations) {
        return new MixtureOptions(
                model, psfModel, tolerance, newMaxEvaluations, restarts, scaleErrors, noiseImage, prior);
    }

    /** With another number of restarts. */
    public MixtureOptions withRestarts(int newRestarts) {
        return new MixtureOptions(
                model, psfModel, tolerance, maxEvaluations, newRestarts, scaleErrors, noiseImage, prior);
    }

    /** With errors from the weights alone (false), or scaled by chi^2 per degree of freedom (true). */
    public MixtureOptions withScaleErrors(boolean newScaleErrors) {
        return new MixtureOptions(
                model, psfModel, tolerance, maxEvaluations, restarts, newScaleErrors, noiseImage, prior);
    }

    /** With the covariance from the noise images, which then every observation must bring. */
    public MixtureOptions withNoiseImage(boolean newNoiseImage) {
        return new MixtureOptions(
                model, psfModel, tolerance, maxEvaluations, restarts, scaleErrors, newNoiseImage, prior);
    }

    /** With a prior of the galaxy's parameters. */
    public MixtureOptions withPrior(JointPrior newPrior) {
        return new MixtureOptions(
                model, psfModel, tolerance, maxEvaluations, restarts, scaleErrors, noiseImage, newPrior);
    }
}
