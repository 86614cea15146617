package org.shearnet.ngmix.fit;

import java.util.ArrayList;
import java.util.List;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.gmix.MixtureModel;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/**
 * Maximum-likelihood fits of PSF-convolved Gaussian mixtures.
 *
 * <p>The PSF is fitted first, by a mixture of its own; the galaxy's model is convolved with it. Pixels are not
 * integrated over: a PSF image that was drawn through the pixel brings the pixel along. The first start comes from
 * adaptive moments; other starts are tried where that ends badly, and the best end is kept.
 *
 * <p>What cannot be fitted is flagged, never thrown: see {@link Flag}. Holds buffers: one object a thread. The result
 * depends on the observation and the options alone.
 */
public final class MlFitter {
    private static final double[] START_SIZES = {1.0, 0.3, 3.0};
    /** T of a profile over the T that adaptive moments find for it, roughly. */
    private static final double EXP_OVER_ADAPTIVE = 1.7;

    private static final double DEV_OVER_ADAPTIVE = 12;

    private final FitOptions options;
    private final AdaptiveStart moments = new AdaptiveStart();
    private final List<NormalEquations> equations = new ArrayList<>();
    private Observation lastPsf;
    private GMix lastPsfMixture;

    /** A fitter for one thread. */
    public MlFitter(FitOptions options) {
        this.options = options;
    }

    /** The knobs in use. */
    public FitOptions options() {
        return options;
    }

    /** Fits one image; its PSF's image is fitted first, and if there is none the galaxy is fitted as it is seen. */
    public FitResult fit(Observation observation) {
        return fit(List.of(List.of(observation)));
    }

    /**
     * Fits all images of one object together: one centre and shape, and a flux a band.
     *
     * @param bands the epochs of each band
     */
    public FitResult fit(List<List<Observation>> bands) {
        int size = 5 + bands.size();
        List<List<GMix>> psfs = new ArrayList<>();
        int flags = 0;
        for (List<Observation> epochs : bands) {
            List<GMix> kernels = new ArrayList<>();
            for (Observation epoch : epochs) {
                if (!epoch.isUsable()) {
                    flags |= Flag.BAD_PIXELS.bit();
                }
                GMix psf = epoch.psf().map(this::psfMixture).orElse(GMix.point());
                if (psf == null) {
                    flags |= Flag.PSF_FAILED.bit();
                }
                kernels.add(psf);
            }
            psfs.add(kernels);
        }
        return flags != 0 ? FitResult.failed(flags, size) : fit(bands, psfs, options.model());
    }

    /** Fits one image under a PSF that is known as a mixture. */
    public FitResult fit(Observation observation, GMix psf) {
        if (!observation.isUsable()) {
            return FitResult.failed(Flag.BAD_PIXELS.bit(), 6);
        }
        return fit(List.of(List.of(observation)), List.of(List.of(psf)), options.model());
    }

    /**
     * The mixture that describes a PSF's image, of flux and centre as fitted.
     *
     * @return null where the image cannot be fitted
     */
    public GMix psfMixture(Observation psf) {
        if (psf == lastPsf) {
            return lastPsfMixture;
        }
        MixtureModel model = options.psfModel() == PsfModel.TURB ? MixtureModel.TURB : MixtureModel.GAUSS;
        GMix mixture = null;
        if (psf.isUsable()) {
            FitResult r = fit(List.of(List.of(psf)), List.of(List.of(GMix.point())), model);
            if (r.isGood() && r.flux() > 0) {
                mixture = model.mixture(r.v(), r.u(), r.g1(), r.g2(), r.t(), r.flux());
            }
        }
        lastPsf = psf;
        lastPsfMixture = mixture;
        return mixture;
    }

    private FitResult fit(List<List<Observation>> bands, List<List<GMix>> psfs, MixtureModel profile) {
        Observation first = bands.get(0).get(0);
        GMix firstPsf = psfs.get(0).get(0).asKernel();
        Jacobian j = first.jacobian();
        double stampArea = j.area() * first.ny() * first.nx();
        ConcentricModel model = new ConcentricModel(profile, bands.size(), j.area(), stampArea);
        Sum sum = new Sum(model, bands, psfs);
        int dof = sum.pixels - model.size();
        if (dof <= 0) {
            return FitResult.failed(Flag.NO_DEGREES_OF_FREEDOM.bit(), model.size());
        }
        LevenbergMarquardt lm = new LevenbergMarquardt(model.size());
        double psfT = firstPsf.t();
        double scaleT = Math.max(psfT, 2 * j.area());
        FitResult best = null;
        int evaluations = 0;
        int starts = 0;
        for (int attempt = 0; attempt <= options.restarts(); attempt++) {
            double[] x = start(attempt, model, profile, first, firstPsf, scaleT);
            if (x == null || !sum.solveFluxes(x)) {
                continue;
            }
            starts++;
            lm.minimise(sum, x, options.tolerance(), options.maxEvaluations(), dof);
            evaluations += lm.evaluations();
            FitResult r = result(lm, sum, x, dof, first);
            if (best == null || better(r, best)) {
                best = r;
            }
            if (best.isGood()) {
                break;
            }
        }
        if (best == null) {
            return FitResult.failed(Flag.NOT_FINITE.bit(), model.size());
        }
        return new FitResult(
                best.flags(),
                best.parameters(),
                best.covariance(),
                best.chi2(),
                best.degreesOfFreedom(),
                best.lnprob(),
                best.s2n(),
                evaluations,
                starts);
    }

    private static boolean better(FitResult a, FitResult b) {
        if (a.isGood() != b.isGood()) {
            return a.isGood();
        }
        return a.lnprob() > b.lnprob() || Double.isNaN(b.lnprob());
    }

    /** Internal parameters to start from, fluxes 1; null where this start does not exist. */
    private double[] start(
            int attempt, ConcentricModel model, MixtureModel profile, Observation o, GMix psf, double scaleT) {
        double[] x = new double[model.size()];
        java.util.Arrays.fill(x, 5, x.length, 1);
        if (attempt < START_SIZES.length && attempt != 1 || attempt == 1) {
            if (attempt < 2 && moments.find(o, scaleT * (attempt == 0 ? 2 : 0.7))) {
                double[] c = psf.covariance();
                double vv = moments.vv() - c[0];
                double vu = moments.vu() - c[1];
                double uu = moments.uu() - c[2];
                double t = vv + uu;
                double least = 0.1 * scaleT;
                double m1 = uu - vv;
                double m2 = 2 * vu;
                double shrink = t > 0 ? Math.min(1, 0.9 * t / Math.max(1e-300, Math.hypot(m1, m2))) : 0;
                double grow = t > 0 ? Math.max(1, least / t) : 1;
                double factor = adaptiveFactor(profile);
                x[0] = moments.v();
                x[1] = moments.u();
                x[2] = factor * shrink * m1;
                x[3] = factor * shrink * m2;
                x[4] = factor * Math.max(t * grow, least);
                return x;
            }
        }
        if (attempt == 1) {
            return null;
        }
        double size = START_SIZES[attempt % START_SIZES.length];
        x[4] = size * scaleT * adaptiveFactor(profile);
        if (attempt >= START_SIZES.length) {
            // turned against each other, for a surface with more than one valley
            x[2] = (attempt % 2 == 0 ? 0.4 : -0.4) * x[4];
            x[3] = (attempt % 2 == 0 ? -0.4 : 0.4) * x[4];
        }
        return x;
    }

    private static double adaptiveFactor(MixtureModel profile) {
        return switch (profile) {
            case GAUSS, TURB -> 1;
            case EXP -> EXP_OVER_ADAPTIVE;
            case DEV -> DEV_OVER_ADAPTIVE;
        };
    }

    private FitResult result(LevenbergMarquardt lm, Sum sum, double[] x, int dof, Observation first) {
        int flags = lm.flags();
        ConcentricModel model = sum.model;
        if (model.atBound(x)) {
            flags |= Flag.AT_BOUND.bit();
        }
        Jacobian j = first.jacobian();
        double row = j.row(x[0], x[1]);
        double col = j.col(x[0], x[1]);
        if (!(row > -1 && row < first.ny() && col > -1 && col < first.nx())) {
            flags |= Flag.CENTRE_SHIFT.bit();
        }
        double[] p = model.toPublic(x);
        double[][] inverse = LinearAlgebra.inverse(lm.matrix());
        double[][] covariance;
        if (inverse == null) {
            flags |= Flag.SINGULAR_MATRIX.bit();
            covariance = FitResult.failed(0, model.size()).covariance();
        } else {
            covariance = LinearAlgebra.sandwich(model.publicByInternal(x), inverse);
            double scale = options.scaleErrors() ? lm.chi2() / dof : 1;
            for (double[] row1 : covariance) {
                for (int i = 0; i < row1.length; i++) {
                    row1[i] *= scale;
                }
            }
        }
        double s2n = sum.signalToNoise(x);
        return new FitResult(flags, p, covariance, lm.chi2(), dof, -0.5 * lm.chi2(), s2n, 0, 0);
    }

    /** All images of an object as one objective. */
    private final class Sum implements LevenbergMarquardt.Objective {
        private final ConcentricModel model;
        private final MixtureState state;
        private final int[] band;
        private final int images;
        private int pixels;

        Sum(ConcentricModel model, List<List<Observation>> bands, List<List<GMix>> psfs) {
            this.model = model;
            this.state = model.newState();
            int count = 0;
            for (List<Observation> epochs : bands) {
                count += epochs.size();
            }
            images = count;
            band = new int[count];
            int i = 0;
            for (int b = 0; b < bands.size(); b++) {
                for (int e = 0; e < bands.get(b).size(); e++) {
                    if (equations.size() <= i) {
                        equations.add(new NormalEquations());
                    }
                    equations
                            .get(i)
                            .load(bands.get(b).get(e), psfs.get(b).get(e).asKernel());
                    pixels += equations.get(i).usedPixels();
                    band[i++] = b;
                }
            }
        }

        @Override
        public double evaluate(double[] x, double[][] matrix, double[] gradient) {
            double chi2 = 0;
            for (int i = 0; i < images; i++) {
                model.set(x, band[i], state);
                if (!equations.get(i).addTo(state, matrix, gradient)) {
                    return Double.NaN;
                }
                chi2 += equations.get(i).chi2();
            }
            return chi2;
        }

        @Override
        public double stepLimit(double[] x, double[] step) {
            return model.stepLimit(x, step);
        }

        /** Sets the best fluxes for the shape in x, whose fluxes are 1. */
        boolean solveFluxes(double[] x) {
            int bands = model.size() - 5;
            double[] signal = new double[bands];
            double[] power = new double[bands];
            double[][] matrix = new double[model.size()][model.size()];
            double[] gradient = new double[model.size()];
            for (int i = 0; i < images; i++) {
                model.set(x, band[i], state);
                if (!equations.get(i).addTo(state, matrix, gradient)) {
                    return false;
                }
                signal[band[i]] += equations.get(i).signal();
                power[band[i]] += equations.get(i).power();
            }
            for (int b = 0; b < bands; b++) {
                x[5 + b] = power[b] > 0 ? signal[b] / power[b] : 0;
            }
            return true;
        }

        double signalToNoise(double[] x) {
            double signal = 0;
            double power = 0;
            for (int i = 0; i < images; i++) {
                signal += equations.get(i).signal();
                power += equations.get(i).power();
            }
            return signal / Math.sqrt(power);
        }
    }
}
