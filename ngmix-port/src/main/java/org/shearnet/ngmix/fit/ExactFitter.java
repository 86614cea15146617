package org.shearnet.ngmix.fit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.observation.Observation;

/**
 * Least-squares fits of an exact light profile under the PSF's own image, in place of mixtures of Gaussians for both.
 *
 * <p>The model is drawn in Fourier space, profile times transform of the PSF's image, with closed derivatives by centre,
 * shape, size and flux; the PSF's image holds the pixel already, and lies on pixels of the same scale. Its centre is its
 * Jacobian's origin. It is taken for unit flux, whatever it sums to, with the tail beyond its stamp where its outer half
 * follows a power law. Fits run in second moments, where |g| near 1 is no edge.
 *
 * <p>Parameters and results are v, u (arcsec), g1, g2, T (arcsec^2, the trace of the exact profile's covariance: 2 sigma^2
 * for a round Gaussian, 6 r0^2 for an exponential), flux (counts) of each band.
 *
 * <p>What cannot be fitted is flagged, never thrown. Holds buffers, and the transforms of the PSFs seen last: one object a
 * thread. The result depends on the observation, the options and the start alone.
 */
public final class ExactFitter implements Fitter {
    private static final int MOST_PSFS = 8;
    private static final int PARAMETERS = 6;

    /** A next step of more standard errors than this means that the steps taken were too few. */
    private static final double FAR = 3;

    private final ExactOptions options;
    private final MixtureFitter starter;
    private final PsfMixtures psfShapes;
    private final List<ExactImage> pool = new ArrayList<>();

    @SuppressWarnings("ArrayAsKeyOfSetOrMap") // the very image, not one like it
    private final Map<double[], PsfTransform> psfs = new LinkedHashMap<>();

    /**
     * A fitter for one thread.
     *
     * @param options all knobs
     */
    public ExactFitter(ExactOptions options) {
        this.options = options;
        starter = new MixtureFitter(options.start());
        psfShapes = new PsfMixtures(PsfModel.ADMOM, starter::fitPsf);
    }

    /** Fits to convergence, from a fit of mixtures. */
    @Override
    public FitResult fit(List<List<Observation>> bands) {
        FitResult start = starter.fit(bands);
        boolean usable = java.util.Arrays.stream(start.parameters()).allMatch(Double::isFinite);
        if (!usable) {
            return start;
        }
        return fit(bands, start.parameters()).withMore(start.evaluations(), start.starts());
    }

    /** The Gaussian of a PSF's adaptive moments, which tells its shape; the fit uses the image itself. */
    @Override
    public GMix psfMixture(Observation psf) {
        return psfShapes.of(psf);
    }

    /**
     * Fits one image to convergence from given parameters.
     *
     * @param observation the image, its weights and its PSF
     * @param start parameters to start from, in the model's order
     * @return the fit
     */
    public FitResult fit(Observation observation, double[] start) {
        return fit(List.of(List.of(observation)), start);
    }

    /**
     * Fits all images of one object to convergence from given parameters.
     *
     * @param bands the epochs of each band
     * @param start parameters to start from, in the model's order
     * @return the fit
     */
    public FitResult fit(List<List<Observation>> bands, double[] start) {
        int size = PARAMETERS - 1 + bands.size();
        int[] flags = {0};
        ExactProblem problem = problem(bands, flags);
        int dof = problem == null ? 0 : problem.pixels() - size;
        double[] x = problem == null || dof <= 0 ? null : internal(problem, start);
        if (x == null) {
            return FitResult.failed(flagsOf(flags[0], problem, dof), size);
        }
        LevenbergMarquardt lm = new LevenbergMarquardt(size);
        int evaluations = 0;
        problem.holdGrid(true);
        do {
            lm.minimise(problem, x, options.start().tolerance(), options.start().maxEvaluations(), dof);
            evaluations += lm.evaluations();
        } while (problem.outgrown(x) && evaluations < options.start().maxEvaluations());
        Observation first = bands.get(0).get(0);
        return problem.result(first, x, lm.matrix(), lm.chi2(), lm.flags(), dof, options.scaleErrors(), null)
                .withCounts(evaluations, 1);
    }

    /**
     * Takes Gauss-Newton steps from given parameters; of the points met, the one of least chi^2 is the result. Where
     * one more step would still move it by several standard errors, it is flagged {@link Flag#MAX_ITERATIONS}.
     *
     * @param observation the image, its weights and its PSF
     * @param start v, u, g1, g2, T, flux
     * @param steps number of steps; one evaluation more is made
     * @return the fit
     */
    public FitResult gaussNewton(Observation observation, double[] start, int steps) {
        List<List<Observation>> bands = List.of(List.of(observation));
        int[] flags = {0};
        ExactProblem problem = problem(bands, flags);
        int dof = problem == null ? 0 : problem.pixels() - PARAMETERS;
        double[] x = problem == null || dof <= 0 ? null : internal(problem, start);
        if (x == null) {
            return FitResult.failed(flagsOf(flags[0], problem, dof), PARAMETERS);
        }
        double[][] best = null;
        double[] bestAt = x.clone();
        double least = Double.POSITIVE_INFINITY;
        double[] step = new double[PARAMETERS];
        double[][] work = new double[PARAMETERS][PARAMETERS];
        int evaluations = 0;
        double remaining = Double.POSITIVE_INFINITY;
        while (true) {
            double[][] matrix = new double[PARAMETERS][PARAMETERS];
            double[] gradient = new double[PARAMETERS];
            double chi2 = problem.evaluate(x, matrix, gradient);
            evaluations++;
            boolean solved = LinearAlgebra.solve(matrix, 0, gradient, step, work);
            if (chi2 < least) {
                least = chi2;
                best = matrix;
                bestAt = x.clone();
                remaining = 0;
                for (int i = 0; i < PARAMETERS; i++) {
                    remaining += solved ? gradient[i] * step[i] : Double.POSITIVE_INFINITY;
                }
            }
            if (evaluations > steps || !solved) {
                break;
            }
            double limit = problem.stepLimit(x, step);
            for (int i = 0; i < PARAMETERS; i++) {
                x[i] += limit * step[i];
            }
        }
        if (best == null) {
            return FitResult.failed(Flag.NOT_FINITE.bit(), PARAMETERS);
        }
        int lack = remaining <= FAR * FAR ? 0 : Flag.MAX_ITERATIONS.bit();
        return problem.result(observation, bestAt, best, least, lack, dof, options.scaleErrors(), null)
                .withCounts(evaluations, 1);
    }

    private static int flagsOf(int flags, ExactProblem problem, int dof) {
        if (problem == null) {
            return flags;
        }
        return dof <= 0 ? Flag.NO_DEGREES_OF_FREEDOM.bit() : Flag.OUT_OF_RANGE.bit();
    }

    /** Internal parameters of a start; null where there are none, in the domain. */
    private static double[] internal(ExactProblem problem, double[] start) {
        if (start.length != problem.model().size()) {
            throw new IllegalArgumentException(
                    "a start of " + problem.model().size() + " parameters is needed, not " + start.length);
        }
        double[] p = start.clone();
        double g = Math.hypot(p[2], p[3]);
        double sum = 0;
        for (double value : p) {
            sum += value;
        }
        if (!(Math.abs(sum) <= Double.MAX_VALUE) || !(g < 1) || !(p[4] > 0)) {
            return null;
        }
        return problem.model().toInternal(p);
    }

    /** Loads the images; null, with flags, where one cannot be used. */
    ExactProblem problem(List<List<Observation>> bands, int[] flags) {
        List<ExactImage> images = new ArrayList<>();
        List<Integer> band = new ArrayList<>();
        for (int b = 0; b < bands.size(); b++) {
            for (Observation o : bands.get(b)) {
                PsfTransform psf = o.psf().map(this::transform).orElse(null);
                if (psf == null) {
                    flags[0] |= Flag.PSF_FAILED.bit();
                }
                if (!o.isUsable()) {
                    flags[0] |= Flag.BAD_PIXELS.bit();
                }
                if (flags[0] == 0) {
                    if (!o.psf().get().jacobian().sameScaleAs(o.jacobian())) {
                        throw new IllegalArgumentException(
                                "the PSF's image needs pixels of the same scale and turn as the galaxy's");
                    }
                    if (pool.size() == images.size()) {
                        pool.add(new ExactImage());
                    }
                    ExactImage image = pool.get(images.size());
                    image.load(o, psf, options.profile());
                    images.add(image);
                    band.add(b);
                }
            }
        }
        if (flags[0] != 0) {
            return null;
        }
        return new ExactProblem(
                bands.get(0).get(0),
                bands.size(),
                options.prior(),
                images,
                band.stream().mapToInt(Integer::intValue).toArray());
    }

    private PsfTransform transform(Observation psf) {
        PsfTransform known = psfs.get(psf.image());
        if (known != null && known.isOf(psf)) {
            return known;
        }
        PsfTransform made = PsfTransform.of(psf);
        if (made != null) {
            if (psfs.size() >= MOST_PSFS) {
                psfs.remove(psfs.keySet().iterator().next());
            }
            psfs.put(psf.image(), made);
        }
        return made;
    }
}
