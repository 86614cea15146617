package org.shearnet.ngmix.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.gmix.Coellip;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/**
 * Fits an object and its neighbours in the same images at once, each by a model of its own (multi-object fitting, MOF;
 * A. Drlica-Wagner et al. 2018, ApJS 235, 33, arXiv:1708.01531). From round objects of one size and the fluxes that these ask for,
 * each is fitted in turn, brightest first, less the light of the others; then one least-squares problem is solved in the parameters of all, whose normal matrix gives
 * errors that hold what the neighbours leave open.
 *
 * <p>A neighbour that ends at a bound, a star say, is held there in shape and size; one that no model fits, or that
 * wanders to another's place, is left out. The result depends on the images, the places and the options alone. Holds
 * buffers: one object a thread.
 *
 * <p>Longer than other classes: starts, bounds and the joint fit share what was found of each object.
 */
public final class BlendFitter {
    /** Objects that are fitted together at most. */
    public static final int MOST = 10;

    private static final int ROUNDS = 3;
    /** The joint fit begins anew where a neighbour reaches a bound, or leaves its place. */
    private static final int ATTEMPTS = 2 * MOST;

    /** A neighbour at a bound whose T is below this share of the PSF's is a point, not a needle of noise. */
    private static final double POINT = 0.3;

    /** T of a point, over the area of a pixel. */
    private static final double LEAST_T = 5e-5;

    private static final int NO_MODEL = Flag.BAD_PIXELS.bit()
            | Flag.PSF_FAILED.bit()
            | Flag.NO_DEGREES_OF_FREEDOM.bit()
            | Flag.OUT_OF_RANGE.bit()
            | Flag.NOT_FINITE.bit()
            | Flag.CENTRE_SHIFT.bit();

    private final FitOptions options;
    private final MixtureFitter mixtures;
    private final ExactFitter exact;
    private final ExactFitter joint;
    private final List<NormalEquations> pool = new ArrayList<>();

    /**
     * A fitter for one thread.
     *
     * @param options all knobs; the model is that of every object
     */
    public BlendFitter(FitOptions options) {
        if (options.model() instanceof Coellip) {
            throw new IllegalArgumentException("coelliptical Gaussians are no model of blended galaxies");
        }
        if (options instanceof MixtureOptions plain && plain.noiseImage()) {
            throw new IllegalArgumentException("errors from noise images are for objects alone");
        }
        this.options = options;
        exact = options instanceof ExactOptions o ? new ExactFitter(o) : null;
        joint = options instanceof ExactOptions o ? new ExactFitter(o) : null;
        mixtures = new MixtureFitter(options instanceof ExactOptions o ? o.start() : (MixtureOptions) options);
    }

    /**
     * Fits an object and its neighbours.
     *
     * @param bands the epochs of each band, all under maps of one frame
     * @param places about where the objects are, (v, u) in that frame (arcsec), [objects][2]; the first is the one asked for
     * @return the fit of the first
     */
    public BlendResult fit(List<List<Observation>> bands, double[][] places) {
        if (places.length < 1 || places.length > MOST) {
            throw new IllegalArgumentException("1 to " + MOST + " objects are fitted together, not " + places.length);
        }
        List<List<GMix>> psfs = mixtures.psfMixtures(bands);
        int[] flags = {bands.stream().flatMap(List::stream).allMatch(Observation::isUsable) ? 0 : Flag.BAD_PIXELS.bit()
        };
        flags[0] |= psfs == null ? Flag.PSF_FAILED.bit() : 0;
        PixelProblem one = flags[0] == 0 ? problem(bands, psfs, flags) : null;
        if (one == null) {
            return failed(flags[0], bands.size());
        }
        return new Blend(bands, places, psfs, one).fit();
    }

    private BlendResult failed(int flags, int bands) {
        return new BlendResult(
                FitResult.failed(flags, options.model().parameterNames().size() + bands - 1), 0, Double.NaN);
    }

    /** The model of one object in images under the roots of their weights. */
    private PixelProblem problem(List<List<Observation>> bands, List<List<GMix>> psfs, int[] flags) {
        List<List<Observation>> rooted = bands.stream()
                .map(epochs -> epochs.stream()
                        .map(o -> o.withWeight(BlendProblem.roots(o.weight())))
                        .toList())
                .toList();
        if (joint != null) {
            return joint.problem(rooted, flags);
        }
        Observation first = bands.get(0).get(0);
        double area = first.jacobian().area();
        ParametricModel model = ParametricModel.of(options.model(), bands.size(), area, area * first.ny() * first.nx());
        List<List<GMix>> kernels = psfs.stream()
                .map(epochs -> epochs.stream().map(GMix::asKernel).toList())
                .toList();
        return new FitProblem(model, options.prior(), rooted, kernels, pool);
    }

    /** One object with its neighbours. */
    private final class Blend {
        private final List<List<Observation>> bands;
        private final double[][] places;
        private final List<List<GMix>> psfs;
        private final PixelProblem one;
        private final BlendProblem all;
        private final int size;
        private final int images;

        /** Internal parameters of each object; null where it has no model. */
        private final double[][] found;

        /** What each object adds to each image (counts), [object][image][pixel]; null where it has no model. */
        private final double[][][] light;

        private int targetFlags = Flag.NO_ATTEMPT.bit();

        Blend(List<List<Observation>> bands, double[][] places, List<List<GMix>> psfs, PixelProblem one) {
            this.bands = bands;
            this.places = places;
            this.psfs = psfs;
            this.one = one;
            all = new BlendProblem(one, bands);
            size = one.model().size();
            images = bands.stream().mapToInt(List::size).sum();
            found = new double[places.length][];
            light = new double[places.length][][];
        }

        BlendResult fit() {
            int[] order = IntStream.range(0, places.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(k -> -brightness(k)))
                    .mapToInt(k -> k)
                    .toArray();
            begin();
            for (int round = 0; round < ROUNDS; round++) {
                for (int k : order) {
                    improve(k);
                }
            }
            return found[0] == null ? failed(targetFlags, bands.size()) : together();
        }

        /** Round objects at their places. */
        private void begin() {
            double area = bands.get(0).get(0).jacobian().area();
            double t = Math.max(psfs.get(0).get(0).t(), 2 * area);
            double[][] round = new double[places.length][];
            for (int k = 0; k < places.length; k++) {
                round[k] = one.model().toInternal(one.model().start(places[k][0], places[k][1], 0, 0, t));
                one.prepare(round[k]);
            }
            if (all.solveFluxes(round)) {
                for (int k = 0; k < places.length; k++) {
                    boolean shines =
                            Arrays.stream(round[k], size - bands.size(), size).allMatch(f -> f > 0);
                    found[k] = shines ? round[k] : null;
                    light[k] = shines ? light(round[k]) : null;
                }
            }
        }

        private double brightness(int k) {
            Observation o = bands.get(0).get(0);
            int row = (int) Math.rint(o.jacobian().row(places[k][0], places[k][1]));
            int col = (int) Math.rint(o.jacobian().col(places[k][0], places[k][1]));
            boolean inside = row >= 0 && col >= 0 && row < o.ny() && col < o.nx();
            return inside && o.weight()[row * o.nx() + col] > 0 ? o.image()[row * o.nx() + col] : 0;
        }

        /** Fits one object to what the others leave. */
        private void improve(int k) {
            List<List<Observation>> rest = new ArrayList<>();
            int image = 0;
            for (List<Observation> epochs : bands) {
                List<Observation> left = new ArrayList<>();
                for (Observation o : epochs) {
                    Jacobian j = o.jacobian();
                    left.add(o.withImage(without(k, image++, o))
                            .withJacobian(j.withOrigin(
                                    j.row(places[k][0], places[k][1]), j.col(places[k][0], places[k][1]))));
                }
                rest.add(left);
            }
            FitResult r =
                    attempt(rest, found[k] == null ? null : moved(one.model().toPublic(found[k]), k, -1));
            double[] p = moved(r.parameters(), k, 1);
            boolean usable = (r.flags() & NO_MODEL) == 0
                    && Arrays.stream(p).allMatch(Double::isFinite)
                    && Math.hypot(p[2], p[3]) < 1
                    && p[4] > 0
                    && Arrays.stream(p, size - bands.size(), size).sum() > 0
                    && isNear(p, k);
            if (k == 0) {
                targetFlags = r.flags() != 0 ? r.flags() : Flag.CENTRE_SHIFT.bit();
            }
            double[] better = usable ? one.model().toInternal(p) : null;
            double[][] shine = usable ? light(better) : null;
            if (shine != null) {
                found[k] = better;
                light[k] = shine;
            }
        }

        private FitResult attempt(List<List<Observation>> rest, double[] start) {
            if (exact == null) {
                return mixtures.fit(rest, psfs, start);
            }
            return start == null ? exact.fit(rest) : exact.fit(rest, start);
        }

        private double[] moved(double[] p, int k, int sign) {
            double[] out = p.clone();
            out[0] += sign * places[k][0];
            out[1] += sign * places[k][1];
            return out;
        }

        private boolean isNear(double[] at, int k) {
            double own = Math.hypot(at[0] - places[k][0], at[1] - places[k][1]);
            return Arrays.stream(places).noneMatch(p -> Math.hypot(at[0] - p[0], at[1] - p[1]) < own);
        }

        private double[] without(int k, int image, Observation o) {
            double[] out = o.image().clone();
            for (int other = 0; other < light.length; other++) {
                for (int p = 0; p < out.length && other != k && light[other] != null; p++) {
                    out[p] -= light[other][image][p];
                }
            }
            return out;
        }

        private double[][] light(double[] object) {
            one.prepare(object);
            double[][] out = new double[images][];
            int image = 0;
            for (List<Observation> epochs : bands) {
                for (Observation o : epochs) {
                    double[] rooted = all.light(object, image);
                    if (rooted == null) {
                        return null;
                    }
                    for (int p = 0; p < rooted.length; p++) {
                        rooted[p] = o.weight()[p] > 0 ? rooted[p] / Math.sqrt(o.weight()[p]) : 0;
                    }
                    out[image++] = rooted;
                }
            }
            return out;
        }

        /** Solves for all that have a model. */
        private BlendResult together() {
            List<Integer> who = new ArrayList<>(IntStream.range(0, places.length)
                    .filter(k -> found[k] != null)
                    .boxed()
                    .toList());
            boolean[][] held = new boolean[places.length][size];
            LevenbergMarquardt lm;
            double[] free;
            int evaluations = 0;
            int attempts = 0;
            boolean again;
            do {
                who.forEach(k -> hold(k, held));
                free = all.begin(
                        who.stream().map(k -> found[k]).toArray(double[][]::new),
                        who.stream().map(k -> held[k]).toArray(boolean[][]::new));
                int dof = one.pixels() - free.length;
                if (dof <= 0) {
                    return failed(Flag.NO_DEGREES_OF_FREEDOM.bit(), bands.size());
                }
                lm = new LevenbergMarquardt(free.length);
                MixtureOptions knobs = mixtures.options();
                lm.minimise(all, free, knobs.tolerance(), knobs.maxEvaluations(), dof);
                evaluations += lm.evaluations();
                again = false;
                double[][] ends = all.objects(free);
                for (int i = 0; i < ends.length; i++) {
                    int k = who.get(i);
                    found[k] = ends[i];
                    again |= k != 0 && (!held[k][2] && one.model().atBound(ends[i]) || !isNear(ends[i], k));
                    again |= one.prepare(ends[i]);
                }
                who.removeIf(k -> k != 0 && !isNear(found[k], k));
            } while (again && ++attempts < ATTEMPTS);
            return result(who.stream().map(k -> found[k]).toArray(double[][]::new), free, lm, evaluations);
        }

        /** A neighbour at a bound keeps its shape and size, a point where it is small; its place and its fluxes stay free. */
        private void hold(int k, boolean[][] held) {
            if (k != 0 && one.model().atBound(found[k])) {
                if (found[k][4] < POINT * psfs.get(0).get(0).t()) {
                    found[k][2] = 0;
                    found[k][3] = 0;
                    found[k][4] = LEAST_T * bands.get(0).get(0).jacobian().area();
                }
                Arrays.fill(held[k], 2, size - bands.size(), true);
            }
        }

        private BlendResult result(double[][] objects, double[] free, LevenbergMarquardt lm, int evaluations) {
            double[][] inverse = LinearAlgebra.inverse(lm.matrix());
            double[][] own = new double[size][size];
            for (int i = 0; i < size && inverse != null; i++) {
                own[i] = Arrays.copyOf(inverse[i], size);
            }
            int flags = lm.flags() | (isNear(objects[0], 0) ? 0 : Flag.CENTRE_SHIFT.bit());
            FitResult fit = one.result(
                            bands.get(0).get(0),
                            objects[0],
                            inverse == null ? null : own,
                            all.pixelChi2(objects),
                            flags,
                            one.pixels() - free.length,
                            options.scaleErrors(),
                            all.signalToNoise(objects))
                    .withCounts(evaluations, 1);
            return new BlendResult(fit, objects.length - 1, all.share(objects));
        }
    }
}
