package org.shearnet.benchmark;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;
import java.util.stream.LongStream;
import org.shearnet.estimate.Stamps;
import org.shearnet.galaxysim.noise.RandomStreams;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.render.RenderAccuracy;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.galaxysim.scene.SceneGalaxy;
import org.shearnet.galaxysim.scene.SceneRenderer;
import org.shearnet.parallel.Workers;

/**
 * Galaxies of a scene that no training ever saw, rendered once without noise; every noise level then adds the same
 * unit noise field, scaled.
 *
 * <p>Longer than other classes: all ways to draw them share one way to render them.
 */
public final class HeldOutGalaxies {

    /** Held-out galaxies have scene indices from here on; training and validation stay below. */
    public static final long FIRST_INDEX = 1L << 40;

    /** Enough for a median to 2 per cent, and the same ones however many are measured. */
    private static final int MEDIAN_OF = 1000;

    /** Images of a batch and what an estimator gets of them, together (bytes); up to 91 x 91 pixels a batch is a thousand. */
    private static final long BATCH_BYTES = 256L << 20;

    /** From a held-out galaxy's index to its neighbour's. */
    private static final long NEIGHBOURS = 1L << 38;

    /** Distance of neighbours over the shorter side of the stamp. */
    private static final double NEIGHBOUR_AT = 0.2;

    private static final String NOISE = "benchmark-noise";
    private static final String SPARE_NOISE = "benchmark-spare-noise";

    private final Scene scene;
    private final long[] ids;
    private final long[] noiseIndex;
    private final SceneGalaxy[] galaxies;
    private final double[][] images;
    private final double[][] psfs;
    private final double toldNoise;

    private HeldOutGalaxies(
            Scene scene,
            long[] ids,
            long[] noiseIndex,
            SceneGalaxy[] galaxies,
            double[][] images,
            double[][] psfs,
            double toldNoise) {
        this.scene = scene;
        this.ids = ids;
        this.noiseIndex = noiseIndex;
        this.galaxies = galaxies;
        this.images = images;
        this.psfs = psfs;
        this.toldNoise = toldNoise;
    }

    /** Renders given galaxies as they are told; for the same galaxy at other parameters, say. */
    public static HeldOutGalaxies of(Scene scene, SceneGalaxy[] galaxies, int threads) {
        return render(
                scene,
                Arrays.stream(galaxies).mapToLong(SceneGalaxy::index).toArray(),
                galaxies,
                Condition.AS_TOLD,
                threads);
    }

    /**
     * The stamps without noise, for estimators that are told a noise level.
     *
     * @param toldSigma what they are told (counts)
     */
    public Stamps noiseFree(double toldSigma) {
        int n = images.length;
        double[] sigmas = new double[n];
        Arrays.fill(sigmas, toldSigma);
        int side = Math.min(scene.nx(), scene.ny());
        return new Stamps(
                noiseIndex[0],
                scene.nx(),
                scene.ny(),
                scene.pixelScale(),
                Arrays.stream(images).map(double[]::clone).toArray(double[][]::new),
                null,
                sigmas,
                side,
                side,
                psfs,
                new double[n][images[0].length],
                scene.seed());
    }

    /** How many stamps of a scene make a batch: one at least, and no more than so many. */
    public static int batch(Scene scene, int most) {
        return (int) Math.max(1, Math.min(most, BATCH_BYTES / stampBytes(scene)));
    }

    /** What a stamp takes in a batch: without noise, with it, a spare noise field and the PSF (bytes). */
    static long stampBytes(Scene scene) {
        long side = Math.min(scene.nx(), scene.ny());
        return Double.BYTES * (3L * scene.nx() * scene.ny() + side * side);
    }

    /** Renders given galaxies; stamp i draws its noise from the stream of {@code noiseIndex[i]}. */
    static HeldOutGalaxies render(
            Scene scene, long[] noiseIndex, SceneGalaxy[] galaxies, Condition condition, int threads) {
        int n = galaxies.length;
        double[][] images = new double[n][scene.nx() * scene.ny()];
        int side = Math.min(scene.nx(), scene.ny());
        double[][] psfs = new double[n][];
        // drawn once for all galaxies under the same PSF: the image of an Airy function takes longer than a galaxy
        boolean[] draws = new boolean[n];
        Map<LightProfile, double[]> known = new IdentityHashMap<>();
        for (int i = 0; i < n; i++) {
            double[] same = scene.hasOnePsfImage() ? known.get(galaxies[i].psf()) : null;
            draws[i] = same == null;
            psfs[i] = draws[i] ? new double[side * side] : same;
            known.put(galaxies[i].psf(), psfs[i]);
        }
        Workers.run(
                n,
                threads,
                () -> new SceneRenderer(scene, RenderAccuracy.HIGH),
                (renderer, i) -> {
                    renderer.image(condition.drawn(galaxies[i]), images[i]);
                    if (draws[i]) {
                        renderer.psfImage(galaxies[i], psfs[i], side);
                    }
                },
                done -> {});
        long[] ids = LongStream.range(noiseIndex[0], noiseIndex[0] + n).toArray();
        return new HeldOutGalaxies(scene, ids, noiseIndex, galaxies, images, psfs, condition.noiseFactor());
    }

    /** Draws and renders the galaxies {@code offset ... offset + n - 1} of the held-out set. */
    public static HeldOutGalaxies draw(Scene scene, long offset, int n, int threads) {
        return at(scene, FIRST_INDEX + offset, n, threads);
    }

    /** Draws and renders the galaxies {@code first ... first + n - 1} of the scene. */
    static HeldOutGalaxies at(Scene scene, long first, int n, int threads) {
        return under(scene, Condition.AS_TOLD, first, n, threads);
    }

    /** The galaxies {@code offset ... offset + n - 1} of the held-out set under another sky than they are told. */
    static HeldOutGalaxies under(Scene scene, OffTraining.Kind kind, long offset, int n, int threads) {
        long first = FIRST_INDEX + offset;
        if (kind.condition() != null) {
            return under(scene, kind.condition(), first, n, threads);
        }
        HeldOutGalaxies alone = at(scene, first, n, threads);
        double[][] blended = new double[n][];
        Workers.run(
                n,
                threads,
                () -> new SceneRenderer(scene, RenderAccuracy.HIGH),
                (renderer, i) -> {
                    double[] other = new double[alone.images[i].length];
                    renderer.image(neighbour(scene, alone.galaxies[i]), other);
                    for (int p = 0; p < other.length; p++) {
                        other[p] += alone.images[i][p];
                    }
                    blended[i] = other;
                },
                done -> {});
        return new HeldOutGalaxies(
                scene, alone.ids, alone.noiseIndex, alone.galaxies, blended, alone.psfs, alone.toldNoise);
    }

    /** Another galaxy of the scene under the same PSF, a fifth of the stamp's shorter side away in a random direction. */
    private static SceneGalaxy neighbour(Scene scene, SceneGalaxy galaxy) {
        SceneGalaxy other = scene.draw(galaxy.index() + NEIGHBOURS);
        double angle = 2
                * Math.PI
                * new RandomStreams(scene.seed())
                        .stream(galaxy.index(), "benchmark-neighbour").nextDouble();
        double distance = NEIGHBOUR_AT * Math.min(scene.nx(), scene.ny()) * scene.pixelScale();
        double[] theta = other.parameters();
        theta[0] = galaxy.dx() + distance * Math.cos(angle);
        theta[1] = galaxy.dy() + distance * Math.sin(angle);
        SceneGalaxy moved = other.at(theta);
        return galaxy.psf() == null ? moved : moved.withPsf(galaxy.psf());
    }

    /** Some of these galaxies. */
    HeldOutGalaxies some(int[] members) {
        return new HeldOutGalaxies(
                scene,
                Arrays.stream(members).mapToLong(i -> ids[i]).toArray(),
                Arrays.stream(members).mapToLong(i -> noiseIndex[i]).toArray(),
                Arrays.stream(members).mapToObj(i -> galaxies[i]).toArray(SceneGalaxy[]::new),
                Arrays.stream(members).mapToObj(i -> images[i]).toArray(double[][]::new),
                Arrays.stream(members).mapToObj(i -> psfs[i]).toArray(double[][]::new),
                toldNoise);
    }

    private static HeldOutGalaxies under(Scene scene, Condition condition, long first, int n, int threads) {
        SceneGalaxy[] galaxies = new SceneGalaxy[n];
        Arrays.setAll(galaxies, i -> scene.draw(first + i));
        return render(scene, LongStream.range(first, first + n).toArray(), galaxies, condition, threads);
    }

    /** Matched-filter signal to noise of the population's median galaxy at pixel noise 1, from some of its members. */
    public static double medianSignal(Scene scene, int threads) {
        double[] norms = new double[MEDIAN_OF];
        int size = batch(scene, MEDIAN_OF);
        for (int from = 0; from < MEDIAN_OF; from += size) {
            HeldOutGalaxies some = draw(scene, from, Math.min(size, MEDIAN_OF - from), threads);
            for (int i = 0; i < some.count(); i++) {
                norms[from + i] = some.norm(i);
            }
        }
        return new Sample(norms).quantile(0.5);
    }

    /** The stamps at a noise level, with the PSF and a spare noise field, as an estimator gets them. */
    public Stamps at(double noiseSigma, int threads) {
        return at(noiseSigma, 0, threads);
    }

    /**
     * The stamps under one of many draws of their noise.
     *
     * @param draw 0 for the noise of {@link #at(double, int)}; every other number has a noise field of its own
     */
    public Stamps at(double noiseSigma, int draw, int threads) {
        return at(noiseSigma, draw, 1, threads);
    }

    /** The same with the noise of draws 0, 1, 2, ... in turn as it is and with the opposite sign, which odd orders of it cancel. */
    Stamps atSigned(double noiseSigma, int draw, int threads) {
        return at(noiseSigma, draw / 2, draw % 2 == 0 ? 1 : -1, threads);
    }

    private Stamps at(double noiseSigma, int draw, int sign, int threads) {
        String suffix = draw == 0 ? "" : "-" + draw;
        int n = images.length;
        double[][] noisy = new double[n][];
        double[][] spare = new double[n][images[0].length];
        Workers.run(
                n,
                threads,
                () -> new SceneRenderer(scene, RenderAccuracy.HIGH),
                (renderer, i) -> {
                    noisy[i] = images[i].clone();
                    negateIf(sign < 0, noisy[i]);
                    renderer.addNoise(noiseIndex[i], noiseSigma, NOISE + suffix, noisy[i]);
                    negateIf(sign < 0, noisy[i]);
                    renderer.addNoise(noiseIndex[i], noiseSigma, SPARE_NOISE + suffix, spare[i]);
                },
                done -> {});
        int side = Math.min(scene.nx(), scene.ny());
        double[] sigmas = new double[n];
        Arrays.fill(sigmas, noiseSigma * toldNoise);
        return new Stamps(
                ids,
                scene.nx(),
                scene.ny(),
                scene.pixelScale(),
                noisy,
                null,
                sigmas,
                side,
                side,
                psfs,
                spare,
                scene.seed(),
                null);
    }

    private static void negateIf(boolean wanted, double[] image) {
        for (int p = 0; wanted && p < image.length; p++) {
            image[p] = -image[p];
        }
    }

    /** Number of galaxies. */
    public int count() {
        return galaxies.length;
    }

    /** A galaxy of the scene. */
    public SceneGalaxy galaxy(int i) {
        return galaxies[i];
    }

    /** Root of the summed squares of a noise-free stamp: its matched-filter signal to noise at pixel noise 1. */
    double norm(int i) {
        return Math.sqrt(Arrays.stream(images[i]).map(v -> v * v).sum());
    }

    /** Truths and Fisher bounds of galaxies of known profile. */
    public GalaxyTruth[] truths(int threads, IntConsumer done) {
        return truths(SceneRenderer::bound, threads, done);
    }

    /** Truths and Fisher bounds of galaxies whose Sersic index, or bulge over total flux, is not known. */
    GalaxyTruth[] truthsOfFreeIndex(int threads, IntConsumer done) {
        return truths(SceneRenderer::boundOfFreeProfile, threads, done);
    }

    private GalaxyTruth[] truths(
            BiFunction<SceneRenderer, SceneGalaxy, double[][]> bound, int threads, IntConsumer done) {
        GalaxyTruth[] truths = new GalaxyTruth[galaxies.length];
        Workers.run(
                truths.length,
                threads,
                () -> new SceneRenderer(scene, RenderAccuracy.HIGH),
                (renderer, i) -> truths[i] = truth(bound.apply(renderer, galaxies[i]), i),
                done);
        return truths;
    }

    private GalaxyTruth truth(double[][] covariance, int i) {
        return truth(Math.sqrt(covariance[2][2]), Math.sqrt(covariance[3][3]), i);
    }

    /** The truth of a galaxy, its bound left out. */
    GalaxyTruth truthWithoutBound(int i) {
        return truth(Double.NaN, Double.NaN, i);
    }

    private GalaxyTruth truth(double sigmaG1, double sigmaG2, int i) {
        SceneGalaxy galaxy = galaxies[i];
        return new GalaxyTruth(
                galaxy.index(),
                galaxy.g1(),
                galaxy.g2(),
                galaxy.sigma(),
                galaxy.flux(),
                sigmaG1,
                sigmaG2,
                norm(i),
                inStamp(scene, galaxy),
                Math.hypot(galaxy.dx(), galaxy.dy()));
    }

    /** Draws of which one lies within its stamp, or else one that does not is taken. */
    private static final int MOST_TRIES = 1000;

    /** The first {@code n} galaxies of the held-out set, from {@code offset} on, that lie well within their stamps. */
    public static SceneGalaxy[] inStamp(Scene scene, long offset, int n) {
        SceneGalaxy[] galaxies = new SceneGalaxy[n];
        long index = FIRST_INDEX + offset;
        for (int i = 0; i < n; i++, index++) {
            galaxies[i] = scene.draw(index);
            for (int tries = 0; !inStamp(scene, galaxies[i]) && tries < MOST_TRIES; tries++) {
                galaxies[i] = scene.draw(++index);
            }
        }
        return galaxies;
    }

    /** Whether a galaxy's major axis is small against the stamp. */
    static boolean inStamp(Scene scene, SceneGalaxy galaxy) {
        double g = galaxy.shear().modulus();
        double majorSigma = galaxy.sigma() * Math.sqrt((1 + g) / (1 - g));
        return majorSigma < Math.min(scene.nx(), scene.ny()) * scene.pixelScale() * IN_STAMP;
    }

    /** A galaxy is in its stamp when its major axis sigma is below this share of the side: 1.2 of 7.47 arcsec. */
    private static final double IN_STAMP = 1.2 / (53 * 0.141);
}
