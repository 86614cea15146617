package org.shearnet.ngmix.fit;

import java.util.ArrayList;
import java.util.List;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.gmix.Coellip;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.gmix.GalaxyModel;
import org.shearnet.ngmix.moments.MatchedGaussian;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;
import org.shearnet.ngmix.prior.JointPrior;

/**
 * Maximum-likelihood (or, with a prior, maximum-posterior) fits of PSF-convolved Gaussian mixtures.
 *
 * <p>The PSF is fitted first, by a mixture of its own; the galaxy's model is convolved with it. Pixels are not
 * integrated over: a PSF image that was drawn through the pixel brings the pixel along. The first start comes from
 * adaptive moments; other starts are tried where that ends badly, and the best end is kept.
 *
 * <p>What cannot be fitted is flagged, never thrown: see {@link Flag}. Holds buffers: one object a thread. The result
 * depends on the observation and the options alone.
 */
public final class MixtureFitter implements Fitter {
    private static final double START_TOLERANCE = 0.02;
    private static final int START_ROUNDS = 20;
    private static final double[] START_SIZES = {1.0, 0.3, 3.0};
    /** Starts have at least this T, over that of the PSF. */
    private static final double LEAST_START = 0.1;
    /** Starts have at most this |e|. */
    private static final double ROUNDEST_START = 0.9;

    private final MixtureOptions options;
    private final MatchedGaussian moments = new MatchedGaussian();
    private final List<NormalEquations> pool = new ArrayList<>();
    private final PsfMixtures psfMixtures;
    private boolean foundByMoments;

    /**
     * A fitter for one thread.
     *
     * @param options all knobs
     */
    public MixtureFitter(MixtureOptions options) {
        this.options = options;
        this.psfMixtures = new PsfMixtures(options.psfModel(), this::fitPsf);
    }

    /** {@return the knobs in use} */
    public MixtureOptions options() {
        return options;
    }

    /** The PSFs' images are fitted first; where there is none, the galaxy is fitted as it is seen. */
    @Override
    public FitResult fit(List<List<Observation>> bands) {
        List<List<GMix>> psfs = psfMixtures(bands);
        if (psfs == null) {
            return FitResult.failed(
                    Flag.PSF_FAILED.bit() | badPixels(bands),
                    options.model().parameterNames().size() + bands.size() - 1);
        }
        return fit(bands, psfs, options.model(), options.prior(), null, false);
    }

    /** The mixtures of the PSFs of all images, a point where there is none; null where one cannot be fitted. */
    List<List<GMix>> psfMixtures(List<List<Observation>> bands) {
        List<List<GMix>> psfs = new ArrayList<>();
        boolean failed = false;
        for (List<Observation> epochs : bands) {
            List<GMix> kernels = new ArrayList<>();
            for (Observation epoch : epochs) {
                GMix psf = epoch.psf().isEmpty()
                        ? GMix.point()
                        : psfMixture(epoch.psf().get());
                failed |= psf == null;
                kernels.add(psf);
            }
            psfs.add(kernels);
        }
        return failed ? null : psfs;
    }

    /**
     * Fits one image under a PSF that is known as a mixture.
     *
     * @param observation the image, its weights and its PSF
     * @param psf the PSF
     * @return the fit
     */
    public FitResult fit(Observation observation, GMix psf) {
        return fit(observation, psf, null);
    }

    /**
     * Fits one image from a given start; other starts are tried only where that fails.
     *
     * @param observation the image, its weights and its PSF
     * @param psf the PSF
     * @param start parameters in the model's order, or null for a start from moments
     * @return the fit
     */
    public FitResult fit(Observation observation, GMix psf, double[] start) {
        return fit(
                List.of(List.of(observation)), List.of(List.of(psf)), options.model(), options.prior(), start, false);
    }

    /**
     * Fits all images of one object under PSFs that are known as mixtures.
     *
     * @param bands the epochs of each band
     * @param psfs the PSF of each epoch
     * @param start parameters in the model's order, fluxes last, or null for a start from moments
     * @return the fit
     */
    public FitResult fit(List<List<Observation>> bands, List<List<GMix>> psfs, double[] start) {
        return fit(bands, psfs, options.model(), options.prior(), start, false);
    }

    @Override
    public GMix psfMixture(Observation psf) {
        return psfMixtures.of(psf);
    }

    /** Fits a model to the image of a PSF. */
    FitResult fitPsf(Observation psf, GalaxyModel family) {
        return fit(List.of(List.of(psf)), List.of(List.of(GMix.point())), family, JointPrior.none(), null, true);
    }

    private static int badPixels(List<List<Observation>> bands) {
        boolean usable = bands.stream().allMatch(epochs -> epochs.stream().allMatch(Observation::isUsable));
        return usable ? 0 : Flag.BAD_PIXELS.bit();
    }

    private FitResult fit(
            List<List<Observation>> bands,
            List<List<GMix>> psfs,
            GalaxyModel family,
            JointPrior prior,
            double[] given,
            boolean isPsf) {
        Observation first = bands.get(0).get(0);
        Jacobian j = first.jacobian();
        double stampArea = j.area() * first.ny() * first.nx();
        ParametricModel model = ParametricModel.of(family, bands.size(), j.area(), stampArea);
        int flags = badPixels(bands);
        if (flags != 0) {
            return FitResult.failed(flags, model.size());
        }
        List<List<GMix>> kernels = new ArrayList<>();
        for (List<GMix> epochs : psfs) {
            kernels.add(epochs.stream().map(GMix::asKernel).toList());
        }
        if (options.noiseImage()
                && !isPsf
                && bands.stream().flatMap(List::stream).anyMatch(o -> o.noise().isEmpty())) {
            throw new IllegalArgumentException("errors from noise images need one with every observation");
        }
        FitProblem problem = new FitProblem(model, prior, bands, kernels, pool);
        int dof = problem.pixels() - model.size();
        if (dof <= 0) {
            return FitResult.failed(Flag.NO_DEGREES_OF_FREEDOM.bit(), model.size());
        }
        LevenbergMarquardt lm = new LevenbergMarquardt(model.size());
        FitResult best = null;
        int evaluations = 0;
        int starts = 0;
        for (int attempt = given == null ? 0 : -1; attempt <= options.restarts(); attempt++) {
            double[] p = attempt < 0
                    ? given
                    : start(attempt, model, first, kernels.get(0).get(0));
            if (p == null) {
                continue;
            }
            double[] x = model.toInternal(p);
            if (attempt == 0 && foundByMoments && bands.size() == 1 && !(family instanceof Coellip)) {
                // the model is linear in the flux: any value of its order will do
                model.scaleFlux(x, 0, moments.flux());
            } else if (attempt >= 0 && !problem.separable() && !problem.solveFluxes(x)) {
                continue;
            }
            starts++;
            lm.minimise(problem, x, options.tolerance(), options.maxEvaluations(), dof);
            evaluations += lm.evaluations();
            double[][] scores = options.noiseImage() && !isPsf ? problem.scoreCovariance(x) : null;
            boolean scale = options.scaleErrors() && !options.noiseImage();
            FitResult r = problem.result(first, x, lm.matrix(), lm.chi2(), lm.flags(), dof, scale, scores);
            if (best == null || better(r, best)) {
                best = r;
            }
            if (best.isGood()) {
                break;
            }
        }
        return best == null
                ? FitResult.failed(Flag.NOT_FINITE.bit(), model.size())
                : best.withCounts(evaluations, starts);
    }

    private static boolean better(FitResult a, FitResult b) {
        if (a.isGood() != b.isGood()) {
            return a.isGood();
        }
        return a.lnprob() > b.lnprob() || Double.isNaN(b.lnprob());
    }

    /** Public parameters to start from; null where this start does not exist. */
    private double[] start(int attempt, ParametricModel model, Observation o, GMix psf) {
        double scale = Math.max(psf.t(), 2 * o.jacobian().area());
        foundByMoments =
                attempt < 2 && moments.find(o, scale * (attempt == 0 ? 2 : 0.7), START_TOLERANCE, START_ROUNDS);
        if (foundByMoments) {
            double[] c = psf.covariance();
            double m1 = moments.uu() - c[2] - (moments.vv() - c[0]);
            double m2 = 2 * (moments.vu() - c[1]);
            double seen = moments.vv() - c[0] + moments.uu() - c[2];
            double t = Math.max(seen, LEAST_START * scale);
            double e = Math.hypot(m1, m2) / t;
            // g = e / (1 + sqrt(1 - e^2))
            double bounded = seen > 0 ? Math.min(e, ROUNDEST_START) : 0;
            double g = e > 0 ? bounded / (1 + Math.sqrt(1 - bounded * bounded)) / e : 0;
            return model.start(moments.v(), moments.u(), g * m1 / t, g * m2 / t, t);
        }
        if (attempt == 1) {
            return null;
        }
        double t = START_SIZES[attempt % START_SIZES.length] * scale;
        // turned against each other, for a surface with more than one valley
        double g = attempt < START_SIZES.length ? 0 : attempt % 2 == 0 ? 0.2 : -0.2;
        return model.start(0, 0, g, -g, t);
    }
}
