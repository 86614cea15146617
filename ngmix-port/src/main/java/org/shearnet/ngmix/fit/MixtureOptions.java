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

    /**
     * Rejects options that no fit can use.
     *
     * @param model profile of the galaxy
     * @param psfModel how the PSF is described
     * @param tolerance fall of chi^2, in units of chi^2 per degree of freedom, below which a fit has converged:
     *     parameters are then within sqrt(tolerance) of their errors
     * @param maxEvaluations evaluations of the model before a start is given up
     * @param restarts further starts to try where the first does not end well
     * @param scaleErrors multiply the covariance by chi^2 per degree of freedom, as NGMix does: errors then also hold
     *     what the model gets wrong, and need no calibrated weights
     * @param noiseImage take the covariance from the observations' noise images (a sandwich of the normal matrices and
     *     the scores' covariance over all circular shifts of the noise): right for correlated noise, whatever the
     *     weights say
     * @param prior prior of the galaxy's parameters; the PSF's fit has none
     */
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

    /** {@return a Gaussian galaxy under a Gaussian PSF, tolerance 1e-8, 200 evaluations, 5 restarts, scaled errors} */
    public static MixtureOptions defaults() {
        return new MixtureOptions(MixtureModel.GAUSS, PsfModel.GAUSS, 1e-8, 200, 5, true, false, JointPrior.none());
    }

    @Override
    public boolean needsPsfOnSamePixels() {
        return false;
    }

    /**
     * {@return these options with another profile}
     *
     * @param newModel the profile
     */
    public MixtureOptions withModel(GalaxyModel newModel) {
        return new MixtureOptions(
                newModel, psfModel, tolerance, maxEvaluations, restarts, scaleErrors, noiseImage, prior);
    }

    /**
     * {@return these options with another description of the PSF}
     *
     * @param newPsfModel how the PSF is described
     */
    public MixtureOptions withPsfModel(PsfModel newPsfModel) {
        return new MixtureOptions(
                model, newPsfModel, tolerance, maxEvaluations, restarts, scaleErrors, noiseImage, prior);
    }

    /**
     * {@return these options with another tolerance}
     *
     * @param newTolerance the tolerance
     */
    public MixtureOptions withTolerance(double newTolerance) {
        return new MixtureOptions(
                model, psfModel, newTolerance, maxEvaluations, restarts, scaleErrors, noiseImage, prior);
    }

    /**
     * {@return these options with another limit of evaluations a start}
     *
     * @param newMaxEvaluations the most evaluations
     */
    public MixtureOptions withMaxEvaluations(int newMaxEvaluations) {
        return new MixtureOptions(
                model, psfModel, tolerance, newMaxEvaluations, restarts, scaleErrors, noiseImage, prior);
    }

    /**
     * {@return these options with another number of restarts}
     *
     * @param newRestarts the most further starts
     */
    public MixtureOptions withRestarts(int newRestarts) {
        return new MixtureOptions(
                model, psfModel, tolerance, maxEvaluations, newRestarts, scaleErrors, noiseImage, prior);
    }

    /**
     * {@return these options with errors from the weights alone (false), or scaled by chi^2 per degree of freedom
     * (true)}
     *
     * @param newScaleErrors whether errors are scaled
     */
    public MixtureOptions withScaleErrors(boolean newScaleErrors) {
        return new MixtureOptions(
                model, psfModel, tolerance, maxEvaluations, restarts, newScaleErrors, noiseImage, prior);
    }

    /**
     * {@return these options with the covariance from the noise images, which then every observation must bring}
     *
     * @param newNoiseImage whether it comes from there
     */
    public MixtureOptions withNoiseImage(boolean newNoiseImage) {
        return new MixtureOptions(
                model, psfModel, tolerance, maxEvaluations, restarts, scaleErrors, newNoiseImage, prior);
    }

    /**
     * {@return these options with a prior of the galaxy's parameters}
     *
     * @param newPrior the prior
     */
    public MixtureOptions withPrior(JointPrior newPrior) {
        return new MixtureOptions(
                model, psfModel, tolerance, maxEvaluations, restarts, scaleErrors, noiseImage, newPrior);
    }
}
